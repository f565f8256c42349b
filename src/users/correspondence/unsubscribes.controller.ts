import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { WithoutFormToken } from '../../platform/web/without-form-token.decorator.js';
import { Correspondence } from './correspondence.js';
import { unsubscribePage } from './correspondence.views.js';
import { MailPreferences } from './mail-preferences.service.js';

/**
 * Where the unsubscribe link of a mail leads, signed in or not: whoever has the link acts for whom the mail was
 * written to, and can do nothing else. Opening it changes nothing, since mail programs open links by themselves.
 */
@Public()
@Controller('mail/unsubscribes/:token')
export class UnsubscribesController {
  constructor(
    private readonly correspondence: Correspondence,
    private readonly preferences: MailPreferences,
  ) {}

  @Get()
  async page(@Param('token') token: string) {
    const { personId, what, title } = this.stoppedBy(token);
    const stopped = await this.preferences.isStopped(personId, what);
    return view('users/unsubscribe', unsubscribePage(title, { stopped, digest: what.digest }, token));
  }

  /**
   * One-click unsubscription (RFC 8058): the mail program posts `List-Unsubscribe=One-Click` without cookies, so no
   * form token can be asked for, and no redirect may answer it (section 3.1). The session, if there is one, is not read.
   */
  @WithoutFormToken()
  @HttpCode(200)
  @Post()
  async stop(@Param('token') token: string, @Body() body: unknown) {
    const { personId, what, title } = this.stoppedBy(token);
    await this.preferences.stop(personId, what);
    const ours = typeof body === 'object' && body !== null && '_csrf' in body;
    if (ours) return redirect(`/mail/unsubscribes/${token}`);
    return view('users/unsubscribe', unsubscribePage(title, { stopped: true, digest: what.digest }, token));
  }

  /** Takes it back. */
  @Post('withdrawals')
  async resume(@Param('token') token: string) {
    const { personId, what, title } = this.stoppedBy(token);
    await this.preferences.resume(personId, what);
    return redirect(`/mail/unsubscribes/${token}`, `You get “${title}” again.`);
  }

  private stoppedBy(token: string) {
    const found = this.correspondence.stoppedBy(token);
    if (!found) throw notFound();
    return found;
  }
}

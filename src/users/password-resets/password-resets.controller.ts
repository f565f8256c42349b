import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Limits } from '../../platform/limits/limits.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { freshForm, type FormState, readForm, withErrors } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { linkEnded } from '../mails/link-ended.views.js';
import { mailSent } from '../mails/mail-sent.views.js';
import { emailField, newPasswordField } from '../user.forms.js';
import { PasswordResets } from './password-resets.service.js';

const askForm = z.object({ email: emailField });
const chooseForm = z.object({ password: newPasswordField });

@Public()
@Controller('password-resets')
export class PasswordResetsController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly limits: Limits,
    private readonly mailer: Mailer,
  ) {}

  @Get()
  form() {
    return askPage(freshForm({ email: '' }));
  }

  @Post()
  async ask(@Body() body: unknown, @Req() request: FastifyRequest) {
    await this.limits.consume('passwordResetByAddress', request.ip);
    const form = readForm(askForm, body, ['email']);
    if (!form.ok) return askPage(form.form, 422);
    await this.resets.ask(form.data.email);
    return redirect('/password-resets/sent');
  }

  @Get('sent')
  async sent() {
    return mailSent({
      sentence:
        'If the address that you gave has an account, we have written to it. With the link in that mail you choose a new password.',
      lifetime: 'one hour',
      again: { href: '/password-resets', label: 'ask once more' },
      mailbox: await this.mailer.openMailbox(),
    });
  }

  @Get(':token')
  async choice(@Param('token') token: string) {
    const owner = await this.resets.owner(token);
    if (!owner) return ended();
    return choicePage(token, owner.email ?? '', freshForm({ password: '' }));
  }

  @Post(':token')
  async choose(@Param('token') token: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    await this.limits.consume('passwordResetByAddress', request.ip);
    const owner = await this.resets.owner(token);
    if (!owner) return ended();
    const form = readForm(chooseForm, body, ['password']);
    form.form.values['password'] = '';
    if (!form.ok) return choicePage(token, owner.email ?? '', form.form, 422);
    try {
      if (!(await this.resets.complete(token, form.data.password))) return ended();
    } catch (error) {
      return choicePage(token, owner.email ?? '', withErrors(form.form, error), 422);
    }
    // All sessions have ended, this browser's among them; the next page needs one for its notice.
    await request.session.regenerate();
    return redirect('/sign-in', 'Your password is changed. Sign in with the new one.');
  }
}

const askPage = (form: FormState, status = 200) => view('users/password-reset', { form }, status);

const choicePage = (token: string, email: string, form: FormState, status = 200) =>
  view('users/new-password', { form, email, action: `/password-resets/${token}` }, status);

const ended = () =>
  linkEnded({
    sentence:
      'It was used already, a later change took its place, or more than an hour has passed since it was sent.',
    advice: 'Ask for another one. It comes by mail, too.',
    actions: [
      { href: '/password-resets', label: 'Ask for a new link' },
      { href: '/sign-in', label: 'Sign in' },
    ],
  });

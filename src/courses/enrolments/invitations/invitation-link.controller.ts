import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../../platform/clock/clock.js';
import { DomainError } from '../../../platform/errors/domain-errors.js';
import { Limits } from '../../../platform/limits/limits.js';
import { freshForm, type FormState, readForm, withErrors } from '../../../platform/web/forms.js';
import { Public } from '../../../platform/web/public.decorator.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { linkEnded } from '../../../users/mails/link-ended.views.js';
import { welcomeWords } from '../../../users/names/printable-names.js';
import { beginSession } from '../../../users/sessions/begin-session.js';
import { zoneOptions } from '../../../users/time-zones.views.js';
import { nameField, newPasswordField, refuseWeakPassword, timeZoneField } from '../../../users/user.forms.js';
import { invitationPage } from './invitation.views.js';
import { Invitations, type OpenInvitation } from './invitations.service.js';

const fields = ['name', 'password', 'timeZone'] as const;
const accountForm = (email: string) =>
  z
    .object({ name: nameField, password: newPasswordField, timeZone: timeZoneField })
    .transform((form) => ({ ...form, email }))
    .superRefine(refuseWeakPassword);

/** Where the link of an invitation leads. Opening it changes nothing: programs that look for harmful mail do so, too. */
@Public()
@Controller('invitations/:token')
export class InvitationLinkController {
  constructor(
    private readonly invitations: Invitations,
    private readonly limits: Limits,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('token') token: string, @Req() request: FastifyRequest) {
    const invitation = await this.invitations.find(token);
    if (!invitation) return ended();
    const form = freshForm({ name: invitation.name ?? '', password: '', timeZone: '' });
    return this.page(token, invitation, request, form);
  }

  /** Accepts as who is signed in, or makes the account first, of whoever has none. */
  @Post('acceptances')
  async accept(@Param('token') token: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    const invitation = await this.invitations.find(token);
    if (!invitation) return ended();
    if (request.viewer) return this.take(token, invitation, request, request.viewer);
    await this.limits.consume('signUpByAddress', request.ip);
    const form = readForm(accountForm(invitation.email), body, fields);
    form.form.values['password'] = '';
    if (!form.ok) return this.page(token, invitation, request, form.form, 422);
    const { name, password, timeZone } = form.data;
    const userId = await this.invitations.makeAccount(invitation, { name, password, timeZone });
    await beginSession(request, userId);
    // With the account it goes on as for everybody who is signed in.
    return this.take(token, invitation, request, { id: userId, name });
  }

  private async take(
    token: string,
    invitation: OpenInvitation,
    request: FastifyRequest,
    { id, name }: { id: string; name: string },
  ) {
    try {
      await this.invitations.accept(invitation, id);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind === 'notFound') return ended();
      if (error.kind !== 'invalid' || !request.viewer) throw error;
      const form = withErrors(freshForm({ name: '', password: '', timeZone: '' }), error);
      return this.page(token, invitation, request, form, 422);
    }
    const words = welcomeWords('You have accepted the invitation.', name);
    return redirect(landingOf(invitation), words);
  }

  private async page(
    token: string,
    invitation: OpenInvitation,
    { viewer }: FastifyRequest,
    form: FormState,
    status = 200,
  ) {
    const page = invitationPage(invitation, {
      token,
      viewer,
      hasAccount: viewer === null && (await this.invitations.hasAccount(invitation)),
      form,
      timeZones: zoneOptions(form.values['timeZone'] ?? ''),
      now: this.clock.now(),
    });
    return view('invitations/invitation', page, status);
  }
}

function landingOf({ role, cohort }: OpenInvitation): string {
  if (!cohort) return '/';
  return role === 'student' ? `/cohorts/${cohort.slug}` : `/grading/cohorts/${cohort.slug}`;
}

const ended = () =>
  linkEnded({
    sentence: 'The invitation was accepted, was taken back, or is older than 30 days.',
    advice: 'If you have accepted it before, sign in. If not, ask whoever invited you for another one.',
    actions: [{ href: '/sign-in', label: 'Sign in' }],
  });

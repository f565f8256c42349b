import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { invalid } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { freshForm, type FormState, readForm, withErrors } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { linkEnded } from '../mails/link-ended.views.js';
import { mailSent } from '../mails/mail-sent.views.js';
import { unprintableInName, welcomeWords } from '../names/printable-names.js';
import { beginSession } from '../sessions/begin-session.js';
import { localPath } from '../sign-in/local-path.rules.js';
import { zoneOptions } from '../time-zones.views.js';
import { emailField, nameField, newPasswordField, refuseWeakPassword, timeZoneField } from '../user.forms.js';
import { SignUps } from './sign-ups.service.js';

const fields = ['name', 'email', 'password', 'timeZone', 'next'] as const;
const signUpForm = z
  .object({
    name: nameField,
    email: emailField,
    password: newPasswordField,
    timeZone: timeZoneField,
    next: z.string().optional(),
  })
  .superRefine(refuseWeakPassword);

const confirmationForm = z.object({
  password: z
    .string('Type the password that you chose.')
    .min(1, 'Type the password that you chose.')
    .max(1000, 'Type the password that you chose.'),
});

@Public()
@Controller('sign-up')
export class SignUpController {
  constructor(
    private readonly signUps: SignUps,
    private readonly limits: Limits,
    private readonly mailer: Mailer,
  ) {}

  @Get()
  form(@Query('next') wanted: unknown, @Req() request: FastifyRequest) {
    const next = localPath(wanted);
    if (request.viewer) return redirect(next);
    return page(freshForm({ name: '', email: '', password: '', timeZone: '', next }));
  }

  @Post()
  async begin(@Body() body: unknown, @Req() request: FastifyRequest) {
    await this.limits.consume('signUpByAddress', request.ip);
    const form = readForm(signUpForm, body, fields);
    // A password is not sent back to the page.
    form.form.values['password'] = '';
    if (!form.ok) return page(form.form, 422);
    await this.signUps.begin({ ...form.data, next: localPath(form.data.next) });
    return redirect('/sign-up/sent');
  }

  @Get('sent')
  async sent() {
    return mailSent({
      sentence: 'We have written to the address that you gave. The link in that mail finishes your account.',
      lifetime: '24 hours',
      again: { href: '/sign-up', label: 'sign up again' },
      mailbox: await this.mailer.openMailbox(),
    });
  }

  /** Changes nothing, as programs that look for harmful mail open its links, too. */
  @Get(':token')
  async confirmation(@Param('token') token: string) {
    return this.confirmationPage(token, freshForm({ password: '' }));
  }

  @Post(':token')
  async confirm(@Param('token') token: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    await this.limits.consume('signInByAddress', request.ip);
    const form = readForm(confirmationForm, body, ['password']);
    form.form.values['password'] = '';
    if (!form.ok) return this.confirmationPage(token, form.form);
    const completed = await this.signUps.complete(token, form.data.password);
    if (completed.kind === 'wrong-password') {
      const message = 'This is not the password that was chosen. Type it again, or sign up once more.';
      const errors = [{ field: 'password', message }];
      return this.confirmationPage(token, withErrors(form.form, invalid(message, errors)));
    }
    if (completed.kind === 'ended') return ended();
    if (completed.kind === 'taken') return taken();
    await beginSession(request, completed.userId);
    return redirect(
      completed.next,
      welcomeWords('Your account is ready, and you are signed in.', completed.name),
    );
  }

  private async confirmationPage(token: string, form: FormState) {
    const signUp = await this.signUps.find(token);
    if (!signUp) return ended();
    const { name, email } = signUp;
    const page = { name, unprintable: unprintableInName(name), email, action: `/sign-up/${token}`, form };
    return view('users/confirm-sign-up', page, form.errors.length > 0 ? 422 : 200);
  }
}

function page(form: FormState, status = 200) {
  const { next = '/', timeZone = '' } = form.values;
  const signInHref = `/sign-in?next=${encodeURIComponent(localPath(next))}`;
  return view('users/sign-up', { form, signInHref, timeZones: zoneOptions(timeZone) }, status);
}

const signIn = { href: '/sign-in', label: 'Sign in' };

const ended = () =>
  linkEnded({
    sentence: 'It was used already, or more than 24 hours have passed since it was sent.',
    advice: 'If you have confirmed your address before, sign in. If not, sign up once more.',
    actions: [signIn, { href: '/sign-up', label: 'Create an account' }],
  });

const taken = () =>
  linkEnded({
    sentence: 'Your address has got an account in the meantime, perhaps by an earlier link.',
    advice: 'Sign in with the password of that account, or choose a new one.',
    actions: [signIn, { href: '/password-resets', label: 'Choose a new password' }],
  });

import { Body, Controller, Get, Post, Query, Req, UseGuards } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Config } from '../../platform/config/config.js';
import { Limits } from '../../platform/limits/limits.js';
import { Public } from '../../platform/web/public.decorator.js';
import { freshForm, type FormState, readForm } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { castForSignIn } from '../cast.js';
import { beginSession } from '../sessions/begin-session.js';
import { SESSIONS_CHANNEL } from '../sessions/session-cookie.js';
import { normaliseEmail, Users } from '../users.service.js';
import { LocalAuth, type SignedIn } from './local.strategy.js';
import { localPath } from './local-path.rules.js';
import { SignInLimits } from './sign-in-limits.guard.js';

const fields = ['email', 'password', 'next'] as const;
const signInForm = z.object({
  email: z.string('Enter your e-mail address.').trim().min(1, 'Enter your e-mail address.'),
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(1000, 'Enter your password.'),
  next: z.string().optional(),
});

@Controller()
export class SignInController {
  constructor(
    private readonly config: Config,
    private readonly limits: Limits,
    private readonly db: DataSource,
    private readonly users: Users,
  ) {}

  @Public()
  @Get('sign-in')
  form(@Query('next') next: unknown, @Req() request: FastifyRequest) {
    const to = localPath(next);
    return request.viewer ? redirect(to) : this.page(freshForm({ email: '', password: '', next: to }));
  }

  @Public()
  @UseGuards(SignInLimits, LocalAuth)
  @Post('sign-in')
  async signIn(@Body() body: unknown, @Req() request: FastifyRequest & { user?: SignedIn | false }) {
    const form = readForm(signInForm, body, fields);
    // A password is not sent back to the page.
    form.form.values['password'] = '';
    if (!form.ok) return this.page(form.form, 422);
    const { user } = request;
    if (!user) return this.page(refused(form.form), 422);
    await this.limits.forgive('signInByAccount', normaliseEmail(form.data.email).slice(0, 320));
    await beginSession(request, user.userId);
    await request.session.save();
    // A new password ends the sessions that are there; one that the old password began in that moment ends here.
    if (!(await this.users.hasPassword(user.userId, user.passwordHash))) {
      await request.session.destroy();
      return this.page(refused(form.form), 422);
    }
    return redirect(localPath(form.data.next));
  }

  @Public()
  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest) {
    const { userId } = request.session;
    if (userId !== undefined) {
      await request.session.destroy();
      await this.db.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, userId]);
    }
    return redirect('/sign-in');
  }

  private page(form: FormState, status = 200) {
    const signUpHref = `/sign-up?next=${encodeURIComponent(localPath(form.values['next']))}`;
    return view('users/sign-in', { form, signUpHref, cast: this.config.demo ? castForSignIn : [] }, status);
  }
}

function refused(form: FormState): FormState {
  const message = 'This e-mail address and password do not belong together. Check both and try again.';
  return { ...form, errors: [{ field: 'email', message }], errorFor: { ...form.errorFor, email: message } };
}

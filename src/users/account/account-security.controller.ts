import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { freshForm, type FormState, readForm, withErrors } from '../../platform/web/forms.js';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { AddressChanges } from '../address-changes/address-changes.service.js';
import { Erasures } from '../erasure/erasures.js';
import { beginSession } from '../sessions/begin-session.js';
import { sessionKey } from '../sessions/session-store.js';
import { emailField, newPasswordField } from '../user.forms.js';
import { Accounts } from './account.service.js';
import { changeWords } from './account.views.js';
import { Passwords } from './passwords.service.js';

const currentPasswordField = z
  .string('Enter your current password.')
  .min(1, 'Enter your current password.')
  .max(1000, 'Enter your current password.');
const passwordForm = z.object({ currentPassword: currentPasswordField, password: newPasswordField });
const addressForm = z.object({ email: emailField, currentPassword: currentPasswordField });
const WORD = 'delete';
const erasureForm = z.object({
  currentPassword: currentPasswordField,
  word: z
    .string('Type the word delete.')
    .refine((typed) => typed.trim().toLowerCase() === WORD, 'Type the word delete.'),
});

/** What only the owner may do, even at a browser that was left signed in: all of it asks for the password once more. */
@Controller('account')
export class AccountSecurityController {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly changes: AddressChanges,
    private readonly erasures: Erasures,
  ) {}

  @Get('password')
  password(@CurrentViewer() { id }: Viewer) {
    return this.passwordPage(id, freshForm({ currentPassword: '', password: '' }));
  }

  @Post('password')
  async changePassword(
    @CurrentViewer() { id }: Viewer,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ) {
    const form = readForm(passwordForm, body, ['currentPassword', 'password']);
    form.form.values = { currentPassword: '', password: '' };
    if (!form.ok) return this.passwordPage(id, form.form, 422);
    try {
      const { currentPassword: current, password: next } = form.data;
      await this.passwords.change(id, { current, next }, sessionKey(request.session.sessionId));
    } catch (error) {
      return this.passwordPage(id, withErrors(form.form, error), 422);
    }
    await beginSession(request, id);
    return redirect('/account', 'Your password is changed. All other sessions have ended.');
  }

  @Get('address')
  address(@CurrentViewer() { id }: Viewer) {
    return this.addressPage(id, freshForm({ email: '', currentPassword: '' }));
  }

  @Post('address')
  async changeAddress(@CurrentViewer() { id }: Viewer, @Body() body: unknown) {
    const form = readForm(addressForm, body, ['email', 'currentPassword']);
    form.form.values['currentPassword'] = '';
    if (!form.ok) return this.addressPage(id, form.form, 422);
    try {
      await this.passwords.check(id, form.data.currentPassword, 'currentPassword');
      await this.changes.begin(id, form.data.email);
    } catch (error) {
      return this.addressPage(id, withErrors(form.form, error), 422);
    }
    return redirect(
      '/account',
      'We have written to both addresses. The new one is in force once you have confirmed it from both mails.',
    );
  }

  @Get('erasure')
  erasure(@CurrentViewer() { id }: Viewer) {
    return this.erasurePage(id, freshForm({ currentPassword: '', word: '' }));
  }

  @Post('erasure')
  async erase(@CurrentViewer() { id }: Viewer, @Body() body: unknown, @Req() request: FastifyRequest) {
    const form = readForm(erasureForm, body, ['currentPassword', 'word']);
    form.form.values['currentPassword'] = '';
    if (!form.ok) return this.erasurePage(id, form.form, 422);
    try {
      await this.passwords.check(id, form.data.currentPassword, 'currentPassword');
    } catch (error) {
      return this.erasurePage(id, withErrors(form.form, error), 422);
    }
    await this.erasures.erase(id, id);
    await request.session.destroy();
    return redirect('/account/erased');
  }

  /** The last page; nobody is signed in here any more. */
  @Public()
  @Get('erased')
  erased() {
    return view('users/erased', {});
  }

  private async passwordPage(id: string, form: FormState, status = 200) {
    const { email } = await this.accounts.of(id);
    return view('users/account-password', { form, email }, status);
  }

  private async addressPage(id: string, form: FormState, status = 200) {
    const [account, change] = await Promise.all([this.accounts.of(id), this.changes.underWay(id)]);
    const words = change && changeWords(change, account.timeZone);
    return view('users/account-address', { form, email: account.email, change: words }, status);
  }

  private async erasurePage(id: string, form: FormState, status = 200) {
    const onlyAdministrator = await this.erasures.isOnlyAdministrator(id);
    const { email } = await this.accounts.of(id);
    return view('users/erasure', { form, email, onlyAdministrator }, status);
  }
}

import { Controller, Get, Param, Post } from '@nestjs/common';
import { Public } from '../../platform/web/public.decorator.js';
import { redirect, view } from '../../platform/web/responses.js';
import { linkEnded } from '../mails/link-ended.views.js';
import { AddressChanges } from './address-changes.service.js';

/** Where the links lead that both mailboxes get. They are opened on whatever device reads the mail, signed in or not. */
@Public()
@Controller('address-changes/:token')
export class AddressChangesController {
  constructor(private readonly changes: AddressChanges) {}

  @Get()
  async show(@Param('token') token: string) {
    const standing = await this.changes.find(token);
    if (!standing) return ended();
    const { side, oldEmail, newEmail, confirmed } = standing;
    return view('users/address-change', {
      fromOld: side === 'old',
      oldEmail,
      newEmail,
      confirmed,
      otherEmail: side === 'old' ? newEmail : oldEmail,
      confirmAction: `/address-changes/${token}/confirmations`,
      stopAction: `/address-changes/${token}/refusals`,
    });
  }

  @Post('confirmations')
  async confirm(@Param('token') token: string) {
    const confirmed = await this.changes.confirm(token);
    if (confirmed === 'ended') return ended();
    if (confirmed === 'taken') return taken();
    if (confirmed === 'waiting') return redirect(`/address-changes/${token}`);
    return redirect('/account', 'Your account has its new address. You sign in with it from now on.');
  }

  @Post('refusals')
  async stop(@Param('token') token: string) {
    if (!(await this.changes.stop(token))) return ended();
    return redirect(
      '/account',
      'The change is stopped, and the address stays as it was. If you did not ask for it, change your password.',
    );
  }
}

const account = { href: '/account', label: 'Open your account' };

const ended = () =>
  linkEnded({
    sentence:
      'The address was changed, the change was stopped, or more than 48 hours have passed since the mail was sent.',
    advice: 'Your account shows which address it has. There you can ask for the change once more.',
    actions: [account],
  });

const taken = () =>
  linkEnded({
    sentence: 'An account with this address was made in the meantime, so the change did not take place.',
    advice: 'Both accounts are as they were. Sign in to the one that you want to use.',
    actions: [account],
  });

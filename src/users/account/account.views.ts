import { type HanForm } from '../../platform/printing/fonts.js';
import { type FormState } from '../../platform/web/forms.js';
import { type AddressChange } from '../address-changes/address-change.entity.js';
import { hanForms, needsHanForm } from '../names/han.rules.js';
import { unprintableInName } from '../names/printable-names.js';
import { type OpenSession } from '../sessions/sessions.service.js';
import { zoneWords } from '../time-zones.views.js';
import { type Account } from './account.service.js';
import { deviceWords } from './device.rules.js';

interface Moment {
  iso: string;
  words: string;
}

export interface AccountPage {
  name: string;
  /** What of the name a certificate can't show, in one sentence. */
  unprintable: string | null;
  email: string;
  /** A change that waits for its confirmations. */
  change: AddressChangeWords | null;
  zone: string;
  /** "Firefox on Windows (this one)" or "3 browsers". */
  sessions: string;
}

export interface AddressChangeWords {
  newEmail: string;
  /** "not confirmed yet by you@old.example and you@new.example" */
  waitsFor: string;
  until: Moment;
}

export interface SessionsPage {
  sessions: {
    device: string;
    current: boolean;
    began: Moment;
    seen: Moment;
    endAction: string;
    /** What the button says to those who hear it. */
    endLabel: string;
  }[];
  /** Whether there is more than this one. */
  others: boolean;
}

export function accountPage(
  account: Account,
  sessions: readonly OpenSession[],
  change: AddressChange | null,
): AccountPage {
  const [first] = sessions;
  const only = first ? `${deviceWords(first.userAgent)} (this one)` : '';
  return {
    name: account.name,
    unprintable: unprintableInName(account.name),
    email: account.email,
    change: change && changeWords(change, account.timeZone),
    zone: zoneWords(account.timeZone),
    sessions: sessions.length > 1 ? `${sessions.length} browsers` : only,
  };
}

export interface NamePage {
  form: FormState;
  unprintable: string | null;
  /** For a name in Han characters only. */
  forms: { value: HanForm; label: string }[] | null;
}

export function namePage(form: FormState): NamePage {
  const name = form.values['name'] ?? '';
  return {
    form: { ...form, values: { ...form.values, hanForm: form.values['hanForm'] ?? '' } },
    unprintable: unprintableInName(name),
    forms: needsHanForm(name) ? hanForms.map((value) => ({ value, label: hanFormWords[value] })) : null,
  };
}

const hanFormWords = {
  simplified: 'Chinese, simplified',
  traditional: 'Chinese, traditional',
  japanese: 'Japanese',
  korean: 'Korean',
} as const satisfies Record<HanForm, string>;

export function changeWords(change: AddressChange, timeZone: string): AddressChangeWords {
  const { oldEmail, newEmail, oldConfirmedAt, newConfirmedAt, expiresAt } = change;
  const missing = [oldConfirmedAt === null ? oldEmail : null, newConfirmedAt === null ? newEmail : null];
  return {
    newEmail,
    waitsFor: missing.filter((address) => address !== null).join(' and '),
    until: moment(expiresAt, timeZone),
  };
}

export function sessionsPage(sessions: readonly OpenSession[], timeZone: string): SessionsPage {
  return {
    sessions: sessions.map(({ handle, userAgent, createdAt, seenAt, current }) => {
      const device = deviceWords(userAgent);
      const began = moment(createdAt, timeZone);
      return {
        device,
        current,
        began,
        seen: moment(seenAt, timeZone),
        endAction: `/account/sessions/${handle}/endings`,
        endLabel: `the session of ${device} that began on ${began.words}`,
      };
    }),
    others: sessions.some(({ current }) => !current),
  };
}

function moment(instant: Date, timeZone: string): Moment {
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, ...day, hour: '2-digit', minute: '2-digit' });
  // Without the comma that English puts behind the weekday.
  return { iso: instant.toISOString(), words: clock.format(instant).replace(',', '') };
}

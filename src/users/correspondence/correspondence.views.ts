import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type FormState } from '../../platform/web/forms.js';
import { zoneWords } from '../time-zones.views.js';
import { type AlwaysSent } from './correspondence.js';
import { type Delivery, deliveries } from './mail-preference.entity.js';

const words = {
  'at-once': 'At once',
  digest: 'Daily digest',
  never: 'Never',
} satisfies Record<Delivery, string>;

interface OptionalKind {
  kind: string;
  title: string;
  about: string;
}

/** The form's name of a kind. */
export const fieldOf = (kind: string) => `delivery-${kind}`;

/** @param timeZone the reader's, IANA */
export function preferencesPage(
  optional: readonly OptionalKind[],
  required: readonly AlwaysSent[],
  form: FormState,
  timeZone: string,
) {
  return {
    form,
    zone: zoneWords(timeZone),
    kinds: optional.map(({ kind, title, about }) => {
      const name = fieldOf(kind);
      const value = form.values[name] ?? '';
      return {
        name,
        title,
        about,
        error: form.errorFor[name] ?? null,
        choices: deliveries.map((delivery) => ({
          value: delivery,
          word: words[delivery],
          chosen: delivery === value,
        })),
      };
    }),
    required,
  };
}

export const wrongChoice = (field: string): FieldError => ({
  field,
  message: 'Choose at once, the daily digest or never.',
});

/** @param title of the kind of mail */
export function unsubscribePage(
  title: string,
  { stopped, digest }: { stopped: boolean; digest: boolean },
  token: string,
) {
  const what = digest ? 'the daily digest, or anything that came in it' : `mails of the kind “${title}”`;
  return {
    stopped,
    title: stopped ? 'These mails have ended' : 'Stop these mails',
    sentence: stopped ? `You will no longer get ${what}.` : `From now on you would no longer get ${what}.`,
    action: stopped ? `/mail/unsubscribes/${token}/withdrawals` : `/mail/unsubscribes/${token}`,
  };
}

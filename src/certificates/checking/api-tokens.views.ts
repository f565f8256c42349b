import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type ApiToken } from './api-token.entity.js';

interface Moment {
  iso: string;
  words: string;
}

export interface ApiTokensPage {
  form: FormState;
  /** The token that was just made, shown once. */
  made: string | null;
  tokens: {
    name: string;
    state: { kind: 'good' | 'plain'; icon: string; word: string };
    made: Moment;
    used: Moment | null;
    withdrawAction: string | null;
    /** What the button says to those who hear it. */
    withdrawLabel: string;
  }[];
}

/** The tokens of somebody's programs. */
export function apiTokensPage(
  tokens: readonly ApiToken[],
  form: FormState,
  made: string | null,
  viewer: Viewer,
): ApiTokensPage {
  return {
    form,
    made,
    tokens: tokens.map(({ id, name, createdAt, lastUsedAt, withdrawnAt }) => ({
      name,
      state:
        withdrawnAt === null
          ? { kind: 'good', icon: 'key-round', word: 'In force' }
          : { kind: 'plain', icon: 'ban', word: 'Withdrawn' },
      made: moment(createdAt, viewer),
      used: lastUsedAt && moment(lastUsedAt, viewer),
      withdrawAction: withdrawnAt === null ? `/account/tokens/${id}/withdrawal` : null,
      withdrawLabel: `Withdraw the token ${name}`,
    })),
  };
}

function moment(instant: Date, { timeZone }: Viewer): Moment {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return { iso: instant.toISOString(), words: clock.format(instant) };
}

/** Longer than this, and “Saving” would be a promise that nobody keeps. */
const savingAtMostMs = 10_000;

/**
 * What an author may do at the moment, as far as the browser knows.
 * `reading`: only look. `closed`: the cut-off has passed. `signed-out`: the session ended, what is typed waits here.
 * `gone`: no right to the handbook any more. `too-large`: the handbook takes nothing more.
 */
export type Access = 'writing' | 'reading' | 'closed' | 'signed-out' | 'gone' | 'too-large';

export interface SaveFacts {
  access: Access;
  /** False until the document has arrived for the first time. */
  arrived: boolean;
  connected: boolean;
  /** The server says that it cannot store at the moment. */
  failing: boolean;
  /** When the oldest unsaved change was made, and the same clock's reading now, in milliseconds. */
  unsavedSince: number | null;
  now: number;
}

export interface SaveState {
  state: 'saved' | 'saving' | 'offline' | 'failed' | 'readonly';
  word: string;
  /** Whether the time of the last save belongs after the word. */
  timed: boolean;
}

/** The one line about whether the work is safe. It never says “saved” of anything that is not stored. */
export function saveState(facts: SaveFacts): SaveState {
  const { access, arrived, connected, failing, unsavedSince, now } = facts;
  if (!arrived) return beforeArrival(access);
  if (unsavedSince !== null) {
    const reason = refusals[access];
    if (reason !== undefined) return { state: 'failed', word: `Not saved – ${reason}`, timed: false };
    if (!connected) return { state: 'offline', word: keepOpen, timed: false };
    if (failing || now - unsavedSince > savingAtMostMs)
      return { state: 'failed', word: keepOpen, timed: false };
    return { state: 'saving', word: 'Saving…', timed: false };
  }
  if (access === 'gone')
    return { state: 'failed', word: 'You can no longer open this handbook', timed: false };
  if (access === 'reading') return { state: 'readonly', word: 'Read only', timed: false };
  if (access === 'closed') return { state: 'readonly', word: 'Closed. Saved', timed: true };
  return connected
    ? { state: 'saved', word: 'Saved', timed: true }
    : { state: 'offline', word: 'Offline. Saved', timed: true };
}

const keepOpen = 'Not saved – keep this tab open';

const refusals: Partial<Record<Access, string>> = {
  reading: 'you can only read this handbook',
  closed: 'the handbook closed before this arrived',
  'signed-out': 'sign in again and keep this tab open',
  gone: 'you can no longer open this handbook',
  'too-large': 'the handbook is too large, remove something first',
};

function beforeArrival(access: Access): SaveState {
  if (access === 'gone')
    return { state: 'failed', word: 'You can no longer open this handbook', timed: false };
  if (access === 'signed-out') return { state: 'failed', word: 'You are signed out', timed: false };
  return { state: 'saving', word: 'Opening…', timed: false };
}

/** Longer than this, and “Saving” would be a promise that nobody keeps. */
const savingAtMostMs = 10_000;
/** The same for this device's own storage, which takes a change within milliseconds. */
const keepingAtMostMs = 2_000;
const openingAtMostMs = 5_000;

/**
 * What an author may do at the moment, as far as the browser knows.
 * `reading`: only look. `closed`: the cut-off has passed. `signed-out`: the session ended, what is typed waits here.
 * `other-person`: somebody else has signed in in this browser. `gone`: no right to the handbook any more.
 * `too-large`: the handbook takes nothing more.
 */
export type Access = 'writing' | 'reading' | 'closed' | 'signed-out' | 'other-person' | 'gone' | 'too-large';

export interface SaveFacts {
  access: Access;
  /** False until there is a document: this device's copy, or the server's. */
  arrived: boolean;
  /** When the page began to wait for it. */
  begunAt: number;
  connected: boolean;
  /** The server says that it cannot store at the moment. */
  failing: boolean;
  /** When the oldest unsaved change was made, and the same clock's reading now, in milliseconds. */
  unsavedSince: number | null;
  /** When the oldest change was made that is neither on the server nor committed by this device's storage. */
  unkeptSince: number | null;
  /** This device's storage is forbidden, full or broken. */
  deviceFails: boolean;
  now: number;
}

export interface SaveState {
  state: 'saved' | 'saving' | 'offline' | 'failed' | 'readonly';
  word: string;
  /** Whether the time of the last save belongs after the word. */
  timed: boolean;
}

/**
 * The one line about whether the work is safe. It never says “saved” of anything that is not stored, and “saved on
 * this device” only of what the device has committed.
 */
export function saveState(facts: SaveFacts): SaveState {
  const { access, arrived, connected, unsavedSince } = facts;
  if (!arrived) return beforeArrival(facts);
  if (unsavedSince !== null) return unsaved(facts, unsavedSince);
  if (access === 'gone')
    return { state: 'failed', word: 'You can no longer open this handbook', timed: false };
  if (access === 'reading') return { state: 'readonly', word: 'Read only', timed: false };
  if (access === 'closed') return { state: 'readonly', word: 'Closed. Saved', timed: true };
  if (connected) return { state: 'saved', word: 'Saved', timed: true };
  return { state: 'offline', word: access === 'signed-out' ? 'Saved' : 'Offline. Saved', timed: true };
}

function unsaved(facts: SaveFacts, since: number): SaveState {
  const { access, connected, failing, unkeptSince, deviceFails, now } = facts;
  const refusal = refusals[access];
  if (refusal !== undefined) return { state: 'failed', word: `Not saved – ${refusal}`, timed: false };
  if (connected && !failing && now - since <= savingAtMostMs) return saving;
  if (unkeptSince === null) {
    const word =
      access === 'signed-out' ? 'Saved on this device – sign in to send it' : 'Saved on this device';
    return { state: 'offline', word, timed: false };
  }
  if (!deviceFails && now - unkeptSince <= keepingAtMostMs) return saving;
  const word =
    access === 'signed-out'
      ? 'Not saved – sign in again and keep this tab open'
      : 'Not saved – keep this tab open';
  return { state: 'failed', word, timed: false };
}

const saving: SaveState = { state: 'saving', word: 'Saving…', timed: false };

const refusals: Partial<Record<Access, string>> = {
  reading: 'you can only read this handbook',
  closed: 'the handbook closed before this arrived',
  gone: 'you can no longer open this handbook',
  'too-large': 'the handbook is too large, remove something first',
};

function beforeArrival({ access, connected, now, begunAt }: SaveFacts): SaveState {
  if (access === 'gone')
    return { state: 'failed', word: 'You can no longer open this handbook', timed: false };
  if (access === 'signed-out') return { state: 'failed', word: 'You are signed out', timed: false };
  if (access === 'other-person') return { state: 'failed', word: 'Somebody else is signed in', timed: false };
  if (!connected && now - begunAt > openingAtMostMs)
    return { state: 'offline', word: 'Offline. It opens once the server answers', timed: false };
  return { state: 'saving', word: 'Opening…', timed: false };
}

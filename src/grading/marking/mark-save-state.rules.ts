/** Longer than this, and “Saving” would be a promise that nobody keeps. */
const savingAtMostMs = 10_000;
/** The same for this device's own storage, which takes a mark within milliseconds. */
const keepingAtMostMs = 2_000;

/**
 * Who answers for the page at the moment, as far as it knows. `other-person`: somebody else has signed in in this
 * browser.
 */
export type MarkAccess = 'marking' | 'signed-out' | 'other-person';

export interface MarkSaveFacts {
  access: MarkAccess;
  /** False once a request was not answered, until one is. */
  reachable: boolean;
  /** When the oldest mark was made that the server is not known to have; null when it has all. */
  unsavedSince: number | null;
  /** When the oldest mark was made that neither the server nor this device has; null when there is none. */
  unkeptSince: number | null;
  /** This device's storage is forbidden, full or broken. */
  deviceFails: boolean;
  /** Why the server does not take a mark, in a sentence. */
  refusal: string | null;
  /** How many marks wait for a decision between two values. */
  clashes: number;
  /** The same clock's reading, in milliseconds. */
  now: number;
}

export interface MarkSaveState {
  state: 'saved' | 'saving' | 'offline' | 'failed';
  word: string;
  /** Whether the time of the last save belongs after the word. */
  timed: boolean;
}

/**
 * The one line about whether the marks, or the remarks, are safe. It says “saved” only when the server has everything, and “saved on
 * this device” only of what the device has committed.
 */
export function markSaveState(facts: MarkSaveFacts, what: 'mark' | 'remark' = 'mark'): MarkSaveState {
  const { access, reachable, unsavedSince, refusal, clashes } = facts;
  if (refusal !== null) return failed(`Not saved – ${refusal}`);
  if (unsavedSince !== null) return unsaved(facts, unsavedSince);
  if (clashes > 0) {
    return failed(
      clashes === 1 ? `One ${what} waits for your decision` : `${clashes} ${what}s wait for your decision`,
    );
  }
  if (access !== 'marking') return { state: 'offline', word: 'Saved', timed: true };
  return reachable
    ? { state: 'saved', word: 'Saved', timed: true }
    : { state: 'offline', word: 'Offline. Saved', timed: true };
}

function unsaved(facts: MarkSaveFacts, since: number): MarkSaveState {
  const { access, reachable, unkeptSince, deviceFails, now } = facts;
  if (access === 'marking' && reachable && now - since <= savingAtMostMs) return saving;
  if (unkeptSince === null) {
    return { state: 'offline', word: `Saved on this device – ${reasons[access]}`, timed: false };
  }
  if (!deviceFails && now - unkeptSince <= keepingAtMostMs) return saving;
  return failed(
    access === 'signed-out'
      ? 'Not saved – sign in again and keep this tab open'
      : 'Not saved – keep this tab open',
  );
}

const reasons: Readonly<Record<MarkAccess, string>> = {
  marking: 'the server can’t be reached',
  'signed-out': 'sign in to send it',
  'other-person': 'somebody else is signed in',
};

const saving: MarkSaveState = { state: 'saving', word: 'Saving…', timed: false };
const failed = (word: string): MarkSaveState => ({ state: 'failed', word, timed: false });

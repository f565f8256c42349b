import { createKeybindingsHandler } from 'tinykeys';

/** One act of a page that has a key. */
export interface KeyedAct {
  /**
   * As tinykeys writes them: `j`, `Shift+N`, `$mod+Enter`. Several are several ways to the same act. `?` and its like
   * need Shift on many keyboards, so they are listed as `?` and `Shift+?`.
   */
  keys: readonly string[];
  /** How the help sheet shows the key, where that is not the first of `keys`: `1 … 4`. */
  shown?: string;
  /** The heading under which the help sheet lists it. */
  group: string;
  /** What it does, as a phrase: “Next criterion”. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Also while somebody types; only for keys that write nothing (with Ctrl, or Escape). */
  whileTyping?: boolean;
}

const acts = new Set<KeyedAct>();
const storageKey = 'capstone-keys';

/**
 * Gives acts their keys until the returned function is called, and lists them in the help sheet. A key does nothing while
 * somebody types, while a dialogue is open, while the page is covered because somebody else is signed in, while it is
 * being left, and once somebody else has taken the event (`preventDefault`). Keys of a single letter or figure can be
 * switched off (WCAG 2.2, 2.1.4).
 *
 * @throws Error when a key is taken: two acts for one key are a mistake in the program
 */
export function registerKeys(given: readonly KeyedAct[]): () => void {
  for (const act of given) {
    for (const other of acts) {
      const both = other.keys.find((key) => act.keys.includes(key));
      if (both !== undefined) throw new Error(`“${both}” is “${other.label}” and “${act.label}”.`);
    }
  }
  const bindings = given.flatMap((act) => act.keys.map((key) => [key, guarded(act)] as const));
  const handler = createKeybindingsHandler(Object.fromEntries(bindings));
  for (const act of given) acts.add(act);
  window.addEventListener('keydown', handler);
  return () => {
    window.removeEventListener('keydown', handler);
    for (const act of given) acts.delete(act);
  };
}

/** What has a key now, by group, in the order in which it was registered. */
export function keyedActs(): Map<string, KeyedAct[]> {
  const groups = new Map<string, KeyedAct[]>();
  for (const act of acts) groups.set(act.group, [...(groups.get(act.group) ?? []), act]);
  return groups;
}

export const singleKeysAreOn = (): boolean => localStorage.getItem(storageKey) !== 'off';

export function switchSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, 'off');
}

/** Whether a press writes something where it happens. */
function isTyping({ target, isComposing }: KeyboardEvent): boolean {
  if (isComposing) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !unwritten.has(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

const unwritten = new Set(['radio', 'checkbox', 'button', 'submit', 'reset', 'image', 'file']);

/** What lies over the page, or covers it, or says that another page is on its way. */
const takesKeys = 'dialog:modal, [data-covered], html[aria-busy]';
let leaving = 0;

/** Whether a key would do nothing now. */
export const keysRest = (): boolean => leaving > 0 || document.querySelector(takesKeys) !== null;

/**
 * Lets the keys rest until the returned function is called: whoever has gone on means the next page, and a figure would
 * mark the handbook that is left.
 */
export function restKeys(): () => void {
  leaving += 1;
  return () => {
    leaving -= 1;
  };
}

function guarded(act: KeyedAct): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || keysRest()) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (act.whileTyping !== true && isTyping(event)) return;
    // The sheet itself opens always: the switch is on it.
    if (plain && event.key.length === 1 && event.key !== '?' && !singleKeysAreOn()) return;
    event.preventDefault();
    act.run(event);
  };
}

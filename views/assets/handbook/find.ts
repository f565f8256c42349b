import { FindPanel } from './find-panel.js';

export interface FindQuery {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
}

/** A part of the handbook that can be searched. Whoever edits a section adds one for it with `addFindTarget`. */
export interface FindTarget<Match = unknown> {
  /** Where it stands in the page; matches are visited in the page's order. */
  readonly element: HTMLElement;
  /** All matches in their order, marked in the page where that is possible. Null: the search is over, marks go. */
  matches(query: FindQuery | null): readonly Match[];
  /** Brings one match into view and shows that it is the current one; the focus stays where it is. */
  reveal(match: Match): void;
  /** Gives the focus to a match, when the search ends there. */
  enter(match: Match): void;
  /** Replaces matches, one act to undo. Absent, or false for what can't be written now. */
  replace?(matches: readonly Match[], by: string): boolean;
}

const targets = new Set<FindTarget>();
let panel: FindPanel | null = null;

/**
 * Lets Ctrl+F find in this part of the page, too. Fields that are plain text areas or inputs need none: they are found
 * by themselves.
 *
 * @returns how to take it back
 */
export function addFindTarget<Match>(target: FindTarget<Match>): () => void {
  const added = target as FindTarget;
  if (targets.size === 0) document.addEventListener('keydown', onKeyDown);
  targets.add(added);
  return () => {
    targets.delete(added);
    if (targets.size > 0) return;
    document.removeEventListener('keydown', onKeyDown);
    panel?.close();
  };
}

/** Opens our own search; pressed in it once more, the browser's own opens. */
function onKeyDown(event: KeyboardEvent): void {
  const isFind =
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'f';
  if (!isFind || document.querySelector('dialog[open]') !== null) return;
  if (panel?.hasFocus === true) {
    panel.close();
    return;
  }
  event.preventDefault();
  openFind();
}

export function openFind(): void {
  panel ??= new FindPanel(
    () => [...targets],
    () => {
      panel = null;
    },
  );
  panel.open(window.getSelection()?.toString() ?? '');
}

import { FindPanel } from './find-panel.js';
import { type FindTarget } from './find-target.js';

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

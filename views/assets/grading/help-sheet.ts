import { keyedActs, type KeyedAct, singleKeysAreOn, switchSingleKeys } from './keys.js';

/** Lists every key that is registered now, and lets one switch those of a single letter off. */
export function openHelpSheet(dialog: HTMLDialogElement): void {
  const groups = dialog.querySelector('[data-help="groups"]');
  groups?.replaceChildren(...[...keyedActs()].map(([title, acts]) => groupOf(title, acts)));
  const single = dialog.querySelector<HTMLInputElement>('[data-help="single"]');
  if (single) {
    single.checked = singleKeysAreOn();
    single.onchange = () => {
      switchSingleKeys(single.checked);
    };
  }
  dialog.showModal();
}

function groupOf(title: string, acts: readonly KeyedAct[]): HTMLElement {
  const section = document.createElement('section');
  const heading = Object.assign(document.createElement('h3'), { textContent: title });
  const list = document.createElement('dl');
  for (const act of acts) {
    const row = document.createElement('div');
    const key = document.createElement('dt');
    key.append(...keyCaps(act));
    const what = Object.assign(document.createElement('dd'), { textContent: act.label });
    row.append(key, what);
    list.append(row);
  }
  section.append(heading, list);
  return section;
}

/** One cap for each press: `Ctrl+Enter` is two. */
function keyCaps({ keys, shown }: KeyedAct): (HTMLElement | string)[] {
  const words = (shown ?? keys[0] ?? '').split(' ').map((press) => press.split('+'));
  return words.flatMap((press, at) => [
    ...(at > 0 ? [' '] : []),
    ...press.flatMap((key, nth) => (nth > 0 ? ['+', cap(key)] : [cap(key)])),
  ]);
}

function cap(key: string): HTMLElement {
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  const names: Partial<Record<string, string>> = { $mod: apple ? '⌘' : 'Ctrl', Escape: 'Esc' };
  const text = names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return Object.assign(document.createElement('kbd'), { textContent: text });
}

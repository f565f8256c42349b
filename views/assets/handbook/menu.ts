import { make } from './elements.js';

export interface MenuItem {
  label: string;
  enabled?: boolean;
  run: () => void;
}

/**
 * Opens a menu below a button, as WAI-ARIA describes it: arrows within, the first letter of an item, Escape back.
 *
 * @param back gives the focus back when nothing was chosen
 */
export function openMenu(button: HTMLElement, items: readonly MenuItem[], back: () => void): void {
  const menu = make('div', {
    class: 'editor-menu',
    role: 'menu',
    'aria-label': button.getAttribute('aria-label'),
  });
  const entries = items.map(({ label, enabled = true, run }) => {
    const entry = make(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        tabindex: '-1',
        'aria-disabled': enabled ? null : 'true',
      },
      label,
    );
    entry.addEventListener('click', () => {
      if (!enabled) return;
      close();
      run();
    });
    return entry;
  });
  menu.append(...entries);
  const focusAt = (index: number): void => {
    entries.at(index % entries.length)?.focus();
  };
  const onOutside = (event: Event): void => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  };
  const onScroll = (event: Event): void => {
    if (event.target !== menu) close();
  };
  const close = (): void => {
    menu.remove();
    window.removeEventListener('scroll', onScroll, { capture: true });
    window.removeEventListener('resize', close);
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', onOutside, { capture: true });
  };
  menu.addEventListener('keydown', (event) => {
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (event.key === 'ArrowDown') focusAt(at + 1);
    else if (event.key === 'ArrowUp') focusAt(at <= 0 ? entries.length - 1 : at - 1);
    else if (event.key === 'Home') focusAt(0);
    else if (event.key === 'End') focusAt(entries.length - 1);
    else if (event.key === 'Escape' || event.key === 'Tab') {
      close();
      back();
    } else if (event.key.length === 1 && /\p{L}/u.test(event.key)) {
      const letter = event.key.toLowerCase();
      const rest = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
      rest.find(({ textContent }) => textContent.toLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', onOutside, { capture: true });
  button.setAttribute('aria-expanded', 'true');
  // Beside the toolbar, not in it: a narrow toolbar scrolls and would cut the menu off
  button.closest('.editor-toolbar')?.after(menu);
  place(menu, button.getBoundingClientRect());
  focusAt(0);
  window.addEventListener('scroll', onScroll, { capture: true });
  window.addEventListener('resize', close);
}

/** Below the button, within the window. */
function place(menu: HTMLElement, { left, bottom }: DOMRect): void {
  const gap = 8;
  const top = Math.min(
    bottom,
    window.innerHeight - gap - Math.min(menu.offsetHeight, window.innerHeight / 2),
  );
  menu.style.top = `${String(Math.max(gap, top))}px`;
  menu.style.left = `${String(Math.max(gap, Math.min(left, window.innerWidth - menu.offsetWidth - gap)))}px`;
  menu.style.maxHeight = `${String(window.innerHeight - Math.max(gap, top) - gap)}px`;
}

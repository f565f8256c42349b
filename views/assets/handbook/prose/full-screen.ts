import { iconButton, make } from '../elements.js';

/**
 * One section alone on the screen. Everything else of the page becomes inert; the editor stays the element that it is,
 * so caret and history stay. The section's save state is shown along.
 */
export class FullScreen {
  private bar: HTMLElement | null = null;
  private quiet: Element[] = [];
  private readonly watcher = new MutationObserver(() => {
    this.mirror();
  });

  constructor(
    private readonly frame: HTMLElement,
    private readonly settings: { label: string; focus: () => void; announce: (sentence: string) => void },
  ) {}

  get isOn(): boolean {
    return this.bar !== null;
  }

  readonly toggle = (): void => {
    if (this.isOn) this.leave();
    else this.enter();
  };

  leave(): void {
    if (this.bar === null) return;
    document.removeEventListener('keydown', this.onKeyDown);
    this.watcher.disconnect();
    this.bar.remove();
    this.bar = null;
    this.frame.classList.remove('prose-editor-full');
    document.documentElement.classList.remove('prose-full');
    for (const element of this.quiet) element.removeAttribute('inert');
    this.quiet = [];
    this.frame.scrollIntoView({ block: 'nearest' });
    this.settings.focus();
    this.settings.announce('The whole handbook is shown again.');
  }

  private enter(): void {
    const close = iconButton('shrink', 'Back to the handbook (Escape)', { class: 'editor-tool' });
    close.addEventListener('click', () => {
      this.leave();
    });
    const state = make('p', { class: 'quiet small', 'data-full-save-state': '' });
    this.bar = make(
      'div',
      { class: 'prose-full-bar' },
      // The page's own heading is out of reach meanwhile
      make('h1', { class: 'visually-hidden' }, document.querySelector('h1')?.textContent ?? 'Handbook'),
      make('h2', { class: 'prose-full-title' }, this.settings.label),
      state,
      close,
    );
    this.frame.prepend(this.bar);
    this.frame.classList.add('prose-editor-full');
    document.documentElement.classList.add('prose-full');
    for (let element: Element = this.frame; element !== document.body && element.parentElement;) {
      for (const other of element.parentElement.children) {
        // What speaks to screen readers goes on speaking
        const isQuiet =
          other !== element && !other.matches('[inert], script, dialog, [role="status"], .find-panel');
        if (isQuiet) this.quiet.push(other);
      }
      element = element.parentElement;
    }
    for (const element of this.quiet) element.setAttribute('inert', '');
    const slot = this.slot();
    if (slot)
      this.watcher.observe(slot, { childList: true, subtree: true, characterData: true, attributes: true });
    this.mirror();
    document.addEventListener('keydown', this.onKeyDown);
    this.settings.focus();
    this.settings.announce(`${this.settings.label}, alone on the screen. Escape leads back.`);
  }

  private slot(): HTMLElement | null {
    return (
      this.frame.closest('[data-section]')?.querySelector<HTMLElement>('[data-save-state]') ??
      document.querySelector<HTMLElement>('[data-save-state]')
    );
  }

  private mirror(): void {
    const copy = this.bar?.querySelector<HTMLElement>('[data-full-save-state]');
    const slot = this.slot();
    if (!copy || !slot) return;
    copy.className = slot.className;
    copy.dataset['state'] = slot.dataset['state'] ?? '';
    copy.replaceChildren(...[...slot.childNodes].map((node) => node.cloneNode(true)));
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    // ProseMirror prevents the default of Escape without doing anything with it
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    this.leave();
  };
}

import { iconButton, make } from './elements.js';
import { type IconName } from './icons.js';
import { keyWords } from './prose/help.js';

export interface Tool {
  icon: IconName;
  label: string;
  /** As in aria-keyshortcuts; shown in the tooltip. */
  keys: string;
  /** For a tool that is on or off where the caret is. */
  pressed?: () => boolean;
  enabled?: () => boolean;
  /** Opens a menu or a dialogue. */
  opens?: 'menu' | 'dialog';
  /** @param button the tool's own, for what opens beside it */
  run: (button: HTMLElement) => unknown;
}

/** A toolbar as WAI-ARIA describes it: one stop of the tab key, arrows within, Escape back to the text. */
export class Toolbar {
  readonly element: HTMLElement;
  private readonly buttons: { button: HTMLButtonElement; tool: Tool }[] = [];
  private current = 0;

  constructor(
    groups: readonly (readonly Tool[])[],
    private readonly settings: { label: string; leave: () => void },
  ) {
    this.element = make('div', { class: 'editor-toolbar', role: 'toolbar', 'aria-label': settings.label });
    for (const group of groups) {
      this.element.append(
        make('div', { class: 'editor-toolbar-group' }, ...group.map((tool) => this.add(tool))),
      );
    }
    this.element.addEventListener('keydown', this.onKeyDown);
    this.refresh();
  }

  focus(): void {
    this.buttons[this.current]?.button.focus();
  }

  /** The button of a tool, by its keys: what opens beside it may be asked for by keyboard, too. */
  buttonOf(keys: string): HTMLElement {
    return this.buttons.find(({ tool }) => tool.keys === keys)?.button ?? this.element;
  }

  /** Shows what holds where the caret is now. */
  refresh(): void {
    this.buttons.forEach(({ button, tool }, index) => {
      if (tool.pressed) button.setAttribute('aria-pressed', String(tool.pressed()));
      // aria-disabled keeps the button in reach, so that the focus is never lost under the fingers
      if (tool.enabled) button.setAttribute('aria-disabled', String(!tool.enabled()));
      button.tabIndex = index === this.current ? 0 : -1;
    });
  }

  private add(tool: Tool): HTMLButtonElement {
    const button = iconButton(tool.icon, tool.label, {
      class: 'editor-tool',
      'aria-keyshortcuts': tool.keys,
      'aria-haspopup': tool.opens ?? null,
    });
    button.title = `${tool.label} (${keyWords(tool.keys)})`;
    const index = this.buttons.length;
    this.buttons.push({ button, tool });
    // A press of the mouse must not take the selection out of the text
    button.addEventListener('mousedown', (event) => {
      event.preventDefault();
    });
    button.addEventListener('click', () => {
      this.current = index;
      if (tool.enabled?.() !== false) tool.run(button);
      this.refresh();
    });
    button.addEventListener('focus', () => {
      this.current = index;
      this.refresh();
    });
    return button;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const last = this.buttons.length - 1;
    const target = {
      ArrowRight: this.current === last ? 0 : this.current + 1,
      ArrowLeft: this.current === 0 ? last : this.current - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.settings.leave();
    } else if (target === undefined) return;
    else {
      this.current = target;
      this.focus();
    }
    event.preventDefault();
  };
}

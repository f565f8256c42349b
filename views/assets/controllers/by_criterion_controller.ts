import { Controller } from '@hotwired/stimulus';
import { CriterionFields } from '../grading/criterion.js';
import { figureOf, levelKeys } from '../grading/desk-keys.js';
import { openHelpSheet } from '../grading/help-sheet.js';
import { registerKeys, takesKeys } from '../grading/keys.js';
import { countMarked, rememberLevel } from '../grading/walk-progress.js';

/**
 * One criterion across the cohort: a figure chooses the level, Enter goes on to the next handbook, whose page was fetched
 * ahead. Marks are the business of the controller "marking" on the same element. Its markup is
 * views/grading/by-criterion/mark.hbs.
 */
export default class ByCriterionController extends Controller<HTMLElement> {
  static override targets = ['next', 'previous', 'count', 'bar', 'keys', 'help', 'tool'];
  static override values = { here: String, open: String, of: Number };
  declare readonly nextTarget: HTMLAnchorElement;
  declare readonly previousTargets: HTMLAnchorElement[];
  declare readonly countTarget: HTMLElement;
  declare readonly barTarget: HTMLProgressElement;
  declare readonly keysTarget: HTMLElement;
  declare readonly helpTarget: HTMLDialogElement;
  declare readonly toolTargets: HTMLElement[];
  declare readonly hereValue: string;
  declare readonly openValue: string;
  declare readonly ofValue: number;
  private forgetKeys: (() => void) | null = null;

  override connect(): void {
    const fields = this.fields;
    // The controllers beside this one ask where somebody is.
    if (fields) fields.element.dataset['current'] = '';
    this.keysTarget.hidden = false;
    for (const tool of this.toolTargets) tool.hidden = false;
    this.showProgress();
    this.element.addEventListener('change', this.marked);
    // By the document, so after the page has taken the mark.
    document.addEventListener('carried-marks:carried', this.marked);
    document.addEventListener('keydown', this.pressed);
    this.forgetKeys = registerKeys([
      {
        group: 'Marks',
        label: 'Choose a level; 0 takes it away',
        keys: levelKeys,
        shown: '1 2 3 …',
        run: ({ key, code }) => {
          this.fields?.choose(figureOf(key, code));
        },
      },
      {
        group: 'Marks',
        label: 'Write a remark',
        keys: ['r'],
        run: () => {
          this.fields?.element.querySelector('textarea')?.focus();
        },
      },
      {
        group: 'Marks',
        label: 'From the remark back to the levels',
        keys: ['Escape'],
        whileTyping: true,
        run: () => {
          this.fields?.element.querySelector<HTMLInputElement>('input:checked')?.focus();
        },
      },
      {
        group: 'Handbooks',
        label: 'Next handbook; Enter on a level does the same',
        keys: ['n'],
        run: ({ repeat }) => {
          if (!repeat) this.nextTarget.click();
        },
      },
      {
        group: 'Handbooks',
        label: 'Next handbook, from a remark',
        keys: ['$mod+Enter'],
        whileTyping: true,
        run: ({ repeat }) => {
          if (!repeat) this.nextTarget.click();
        },
      },
      {
        group: 'Handbooks',
        label: 'Handbook before',
        keys: ['p'],
        run: ({ repeat }) => {
          if (!repeat) this.previousTargets[0]?.click();
        },
      },
      {
        group: 'Help',
        label: 'These keys',
        keys: ['?', 'Shift+?'],
        run: () => {
          this.openHelp();
        },
      },
    ]);
  }

  override disconnect(): void {
    this.forgetKeys?.();
    this.forgetKeys = null;
    this.element.removeEventListener('change', this.marked);
    document.removeEventListener('carried-marks:carried', this.marked);
    document.removeEventListener('keydown', this.pressed);
  }

  /** The form’s button: what it would send is saved already, or is on its way. */
  goOn(event: Event): void {
    event.preventDefault();
    this.nextTarget.click();
  }

  openHelp(): void {
    openHelpSheet(this.helpTarget);
  }

  closeHelp(): void {
    this.helpTarget.close();
  }

  private get fields(): CriterionFields | null {
    const criterion = this.element.querySelector('.criterion');
    return criterion instanceof HTMLFieldSetElement ? new CriterionFields(criterion) : null;
  }

  private showProgress(): void {
    const criterion = this.fields?.id ?? '';
    const open = this.openValue.split(' ').filter((id) => id !== '');
    const marked = countMarked(this.ofValue, open, (id) => `${id} ${criterion}`);
    this.barTarget.value = marked;
    const words = `${marked} of ${this.ofValue} have a level`;
    if (this.countTarget.textContent !== words) this.countTarget.textContent = words;
  }

  private readonly marked = (): void => {
    const { fields } = this;
    if (!fields) return;
    rememberLevel(`${this.hereValue} ${fields.id}`, fields.mark.levelId !== null);
    this.showProgress();
  };

  /** Enter where it does nothing else: on a level, or nowhere in particular. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (document.querySelector(takesKeys)) return;
    const { target } = event;
    const onLevel = target instanceof HTMLInputElement && target.type === 'radio';
    const nowhere =
      target instanceof Element && target.closest('a, button, input, textarea, select, summary') === null;
    if (!onLevel && !nowhere) return;
    event.preventDefault();
    if (!event.repeat) this.nextTarget.click();
  };
}

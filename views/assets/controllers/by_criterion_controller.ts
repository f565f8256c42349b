import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { CriterionFields } from '../grading/criterion.js';
import { type DeskActs, type WalkActs, walkKeys } from '../grading/desk-keys.js';
import { openHelpSheet } from '../grading/help-sheet.js';
import { keysRest, registerKeys } from '../grading/keys.js';
import { Palette } from '../grading/palette.js';
import { stepSection } from '../grading/reading.js';
import { countMarked, levelMarkedHere } from '../grading/walk-progress.js';

/**
 * One criterion across the cohort: a figure chooses the level, Enter goes on to the next handbook, whose page was fetched
 * ahead. Marks are the business of the controller "marking" on the same element. Its markup is
 * views/grading/by-criterion/mark.hbs.
 */
export default class ByCriterionController extends Controller<HTMLElement> implements DeskActs, WalkActs {
  static override targets = [
    'bar',
    'count',
    'end',
    'filter',
    'handbook',
    'help',
    'keys',
    'names',
    'next',
    'palette',
    'previous',
    'strip',
    'tool',
  ];
  static override values = { here: String, open: String, of: Number };
  declare readonly barTarget: HTMLProgressElement;
  declare readonly countTarget: HTMLElement;
  declare readonly endTarget: HTMLElement;
  declare readonly filterTarget: HTMLAnchorElement;
  declare readonly handbookTarget: HTMLElement;
  declare readonly helpTarget: HTMLDialogElement;
  declare readonly keysTarget: HTMLElement;
  declare readonly namesTarget: HTMLAnchorElement;
  declare readonly nextTarget: HTMLAnchorElement;
  declare readonly paletteTarget: HTMLDialogElement;
  declare readonly previousTargets: HTMLAnchorElement[];
  declare readonly stripTargets: HTMLAnchorElement[];
  declare readonly toolTargets: HTMLElement[];
  declare readonly hereValue: string;
  declare readonly openValue: string;
  declare readonly ofValue: number;
  private palette: Palette | null = null;
  private forgetKeys: (() => void) | null = null;

  override connect(): void {
    const fields = this.fields;
    // The controllers beside this one ask where somebody is.
    if (fields) fields.element.dataset['current'] = '';
    this.keysTarget.hidden = false;
    for (const tool of this.toolTargets) tool.hidden = false;
    this.palette = new Palette(this.paletteTarget, {
      criteria: () => this.stripTargets.map((link, at) => jumpTo(link, at)),
      visit: (href) => {
        Turbo.visit(href);
      },
    });
    this.showProgress();
    this.recallLevels();
    this.element.addEventListener('marking:stands', this.showProgress);
    document.addEventListener('keydown', this.pressed);
    this.forgetKeys = registerKeys(walkKeys(this));
  }

  override disconnect(): void {
    this.forgetKeys?.();
    this.forgetKeys = null;
    for (const dialog of [this.paletteTarget, this.helpTarget]) if (dialog.open) dialog.close();
    this.element.removeEventListener('marking:stands', this.showProgress);
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

  openPalette(): void {
    void this.palette?.open();
  }

  closeDialog(event: Event): void {
    if (event.target instanceof Element) event.target.closest('dialog')?.close();
  }

  level(figure: number): void {
    this.fields?.choose(figure);
  }

  step(by: 1 | -1): void {
    this.stripTargets[this.place + by]?.click();
  }

  nextMissing(): void {
    const missing = this.stripTargets.filter((link) => link.hasAttribute('data-missing'));
    const wanted = missing.find((link) => this.stripTargets.indexOf(link) > this.place) ?? missing[0];
    if (!wanted) this.toEnd();
    else if (wanted.hasAttribute('aria-current')) this.toLevels();
    else wanted.click();
  }

  remark(): void {
    this.fields?.element.querySelector('textarea')?.focus();
  }

  backToCriterion({ target }: KeyboardEvent): void {
    if (target instanceof HTMLTextAreaElement && this.fields?.element.contains(target) === true)
      this.toLevels();
  }

  toEnd(): void {
    this.endTarget.querySelector('button')?.focus();
  }

  /** As if the link were pressed: a mark that is not saved yet is saved first. */
  go(direction: 'next' | 'previous'): void {
    (direction === 'next' ? this.nextTarget : this.previousTargets[0])?.click();
  }

  openQueue(): void {
    this.filterTarget.click();
  }

  switchNames(): void {
    this.namesTarget.click();
  }

  stepSection(by: 1 | -1): void {
    stepSection(this.handbookTarget, by);
  }

  intoHandbook(): void {
    this.handbookTarget.focus({ preventScroll: true });
  }

  private toLevels(): void {
    const { fields } = this;
    // Where nothing can be marked, the levels take no focus.
    const level = fields?.element.querySelector<HTMLInputElement>('input:checked:enabled');
    (level ?? fields?.element)?.focus();
  }

  private get fields(): CriterionFields | null {
    const criterion = this.element.querySelector('.criterion');
    return criterion instanceof HTMLFieldSetElement ? new CriterionFields(criterion) : null;
  }

  /** Of the criterion among all of the handbook. */
  private get place(): number {
    return this.stripTargets.findIndex((link) => link.hasAttribute('aria-current'));
  }

  private readonly showProgress = (): void => {
    const open = this.openValue.split(' ').map((one) => {
      const [assessment = '', version = ''] = one.split(':');
      return { assessment, version: Number(version) };
    });
    const marked = countMarked(
      this.ofValue,
      open.filter(({ assessment }) => assessment !== ''),
      this.fields?.id ?? '',
    );
    this.barTarget.value = marked;
    const words = `${marked} of ${this.ofValue} have a level`;
    if (this.countTarget.textContent !== words) this.countTarget.textContent = words;
  };

  /**
   * A level of another criterion that was chosen a moment ago may have been on its way when this page was made. Where
   * the page knows a later version of the mark, the page is right.
   */
  private recallLevels(): void {
    const { dataset } = this.element;
    const others = JSON.parse(dataset['markingOthersValue'] ?? '{}') as Record<string, string | null>;
    for (const [at, { dataset: link }] of this.stripTargets.entries()) {
      const id = link['id'] ?? '';
      const version = Number(link['version']);
      const level = at === this.place ? undefined : levelMarkedHere(this.hereValue, id, version);
      if (level !== undefined) others[id] = level;
    }
    dataset['markingOthersValue'] = JSON.stringify(others);
  }

  /** Enter where it does nothing else: on a level, or nowhere in particular. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (keysRest()) return;
    const { target } = event;
    const onLevel = target instanceof HTMLInputElement && target.type === 'radio';
    const nowhere =
      target instanceof Element && target.closest('a, button, input, textarea, select, summary') === null;
    if (!onLevel && !nowhere) return;
    event.preventDefault();
    if (!event.repeat) this.nextTarget.click();
  };
}

function jumpTo(link: HTMLAnchorElement, at: number) {
  return {
    number: at + 1,
    title: link.dataset['title'] ?? '',
    go: () => {
      link.click();
    },
  };
}

import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { CriterionFields } from '../grading/criterion.js';
import { type DeskActs, deskKeys } from '../grading/desk-keys.js';
import { keepPlace, recallPlace } from '../grading/desk-place.js';
import { openHelpSheet } from '../grading/help-sheet.js';
import { registerKeys } from '../grading/keys.js';
import { isWide, NarrowPanes } from '../grading/narrow-panes.js';
import { PaneSplit } from '../grading/pane-split.js';
import { Palette } from '../grading/palette.js';
import { stepSection } from '../grading/reading.js';
import { WholeRubric } from '../grading/whole-rubric.js';

/**
 * The manners of the desk: which criterion one is in, its sections in view beside it, and keys for everything. Marks are
 * the business of the controller "marking" on the same element. Its markup is views/grading/desk.hbs.
 *
 * Others learn of the criterion from `data-current` on its fieldset, and by the event `desk:entered` (detail: its id),
 * and give their acts keys with `registerKeys`.
 */
export default class DeskController extends Controller<HTMLElement> implements DeskActs {
  static override targets = [
    'criterion',
    'criteria',
    'end',
    'handbook',
    'help',
    'next',
    'palette',
    'panes',
    'previous',
    'queue',
    'section',
    'split',
    'stripLink',
    'switch',
    'tool',
    'whole',
  ];
  declare readonly criterionTargets: HTMLFieldSetElement[];
  declare readonly criteriaTarget: HTMLElement;
  declare readonly endTarget: HTMLElement;
  declare readonly handbookTarget: HTMLElement;
  declare readonly helpTarget: HTMLDialogElement;
  declare readonly nextTargets: HTMLElement[];
  declare readonly paletteTarget: HTMLDialogElement;
  declare readonly panesTarget: HTMLElement;
  declare readonly previousTargets: HTMLElement[];
  declare readonly queueTarget: HTMLDetailsElement;
  declare readonly sectionTargets: HTMLElement[];
  declare readonly splitTarget: HTMLElement;
  declare readonly stripLinkTargets: HTMLElement[];
  declare readonly switchTarget: HTMLElement;
  declare readonly toolTargets: HTMLElement[];
  declare readonly wholeTarget: HTMLDialogElement;
  private current: HTMLFieldSetElement | null = null;
  /** Whose sections were brought into view; a page opens at the top of the handbook. */
  private brought: HTMLFieldSetElement | null = null;
  private palette: Palette | null = null;
  private sides: NarrowPanes | null = null;
  private whole: WholeRubric | null = null;
  private forgetKeys: (() => void) | null = null;
  /** The page that is being left is another one than the address already says. */
  private readonly path = location.pathname;

  override connect(): void {
    this.forgetKeys = registerKeys(deskKeys(this));
    this.palette = new Palette(this.paletteTarget, {
      criteria: () => this.criterionTargets.map((element, at) => this.jumpTo(element, at)),
      visit: (href) => {
        Turbo.visit(href);
      },
    });
    this.whole = new WholeRubric(this.wholeTarget, this.criterionTargets, (criterion) => {
      this.enter(criterion, false);
    });
    new PaneSplit(this.splitTarget, this.panesTarget);
    for (const tool of this.toolTargets) tool.hidden = false;
    this.sides = new NarrowPanes(this.panesTarget, this.switchTarget);
    this.begin();
    this.element.addEventListener('click', this.clicked);
    this.element.addEventListener('keydown', this.pressed);
    document.addEventListener('click', this.clickedAnywhere);
    // While the page still stands: what is taken out of it is scrolled nowhere.
    document.addEventListener('turbo:before-render', this.leave);
    window.addEventListener('pagehide', this.leave);
  }

  override disconnect(): void {
    this.forgetKeys?.();
    for (const dialog of [this.paletteTarget, this.helpTarget, this.wholeTarget]) {
      if (dialog.open) dialog.close();
    }
    this.element.removeEventListener('click', this.clicked);
    this.element.removeEventListener('keydown', this.pressed);
    document.removeEventListener('click', this.clickedAnywhere);
    document.removeEventListener('turbo:before-render', this.leave);
    window.removeEventListener('pagehide', this.leave);
  }

  /** The criterion that the reader is in: its sections are marked, and come into view beside it. */
  choose(event: Event): void {
    if (!(event.target instanceof Element) || event.target.closest('a')) return;
    const criterion = event.target.closest<HTMLFieldSetElement>('.criterion');
    // What moves while a button is held down would be clicked instead of it; the click comes in a moment
    if (event.type === 'focusin' && criterion?.matches(':active') === true) return;
    if (criterion && criterion !== this.brought) this.enter(criterion, true);
  }

  openPalette(): void {
    void this.palette?.open();
  }

  openHelp(): void {
    openHelpSheet(this.helpTarget);
  }

  openWhole(): void {
    this.whole?.open(this.current?.dataset['id'] ?? '');
  }

  closeDialog(event: Event): void {
    if (event.target instanceof Element) event.target.closest('dialog')?.close();
  }

  show({ params }: { params: { shows?: string } }): void {
    this.sides?.show(params.shows === 'rubric' ? 'rubric' : 'handbook');
  }

  /** Where one was, or else the first criterion without a level. Nothing takes the focus: the page's heading has it. */
  private begin(): void {
    const place = recallPlace(this.path);
    const there = this.criterionTargets.find((one) => one.dataset['id'] === place?.criterion);
    const first = there ?? this.missing()[0] ?? this.criterionTargets[0];
    if (first) this.enter(first, false);
    if (location.hash !== '' || this.element.querySelector('.error-summary')) return;
    if (!isWide()) return;
    if (place?.scrolled && there) {
      this.handbookTarget.scrollTop = place.scrolled.handbook;
      this.criteriaTarget.scrollTop = place.scrolled.rubric;
    } else if (first !== this.criterionTargets[0]) first?.scrollIntoView({ block: 'start' });
  }

  private enter(criterion: HTMLFieldSetElement, bringSections: boolean): void {
    this.current?.removeAttribute('data-current');
    this.current = criterion;
    criterion.dataset['current'] = '';
    const id = criterion.dataset['id'] ?? '';
    for (const link of this.stripLinkTargets) {
      if (link.dataset['id'] === id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    const keys = new CriterionFields(criterion).sectionKeys;
    const judged = this.sectionTargets.filter((section) => keys.includes(section.dataset['key'] ?? ''));
    for (const section of this.sectionTargets) {
      section.toggleAttribute('data-judged', judged.includes(section));
    }
    this.dispatch('entered', { detail: { id } });
    if (!bringSections) return;
    this.brought = criterion;
    if (!isWide() || judged.some(isBeingRead)) return;
    judged[0]?.scrollIntoView({ block: 'start', behavior: calmly() });
  }

  /** Into a criterion by key: the focus stands at its level, where a figure chooses. */
  private goTo(criterion: HTMLFieldSetElement): void {
    this.sides?.show('rubric');
    if (criterion !== this.brought) this.enter(criterion, true);
    // Where nothing can be marked, the criterion itself takes the focus.
    const levels = [...criterion.querySelectorAll<HTMLInputElement>('input[type="radio"]:enabled')];
    const level = levels.find((radio) => radio.checked && radio.value !== '') ?? levels[0] ?? criterion;
    level.focus({ preventScroll: true });
    criterion.scrollIntoView({ block: 'start' });
  }

  step(by: 1 | -1): void {
    const at = this.current ? this.criterionTargets.indexOf(this.current) : -1;
    // The first press of a visit leads into the criterion that is marked, not past it.
    const inside = this.current?.contains(document.activeElement) === true;
    const wanted = this.criterionTargets[inside ? at + by : Math.max(at, 0)];
    if (wanted) this.goTo(wanted);
  }

  nextMissing(): void {
    const missing = this.missing();
    const at = this.current ? this.criterionTargets.indexOf(this.current) : -1;
    const later = missing.find((criterion) => this.criterionTargets.indexOf(criterion) > at);
    const wanted = later ?? missing[0];
    if (wanted) this.goTo(wanted);
    else this.toEnd();
  }

  toEnd(): void {
    this.sides?.show('rubric');
    this.endTarget.querySelector('button')?.focus();
  }

  remark(): void {
    this.sides?.show('rubric');
    const remark = (this.current ?? this.criterionTargets[0])?.querySelector<HTMLElement>(
      '.criterion-remark',
    );
    remark?.focus({ preventScroll: true });
    remark?.scrollIntoView({ block: 'nearest' });
  }

  /** As if the button were pressed: marks that are not saved yet are saved first. */
  go(direction: 'next' | 'previous'): void {
    (direction === 'next' ? this.nextTargets : this.previousTargets)[0]?.click();
  }

  intoHandbook(): void {
    this.sides?.show('handbook');
    this.handbookTarget.focus({ preventScroll: true });
  }

  private missing(): HTMLFieldSetElement[] {
    return this.criterionTargets.filter((element) => new CriterionFields(element).mark.levelId === null);
  }

  level(figure: number): void {
    const criterion = this.current ?? this.criterionTargets[0];
    if (!criterion) return;
    this.sides?.show('rubric');
    new CriterionFields(criterion).choose(figure);
  }

  stepSection(by: 1 | -1): void {
    this.sides?.show('handbook');
    stepSection(this.handbookTarget, by);
  }

  backToCriterion({ target }: KeyboardEvent): void {
    if (this.queueTarget.open) {
      this.queueTarget.open = false;
      this.queueTarget.querySelector('summary')?.focus();
      return;
    }
    const fields = target instanceof HTMLTextAreaElement ? target.closest('fieldset') : null;
    if (fields && this.criterionTargets.includes(fields)) this.goTo(fields);
    else fields?.focus();
  }

  openQueue(): void {
    this.queueTarget.open = true;
    const links = this.queueTarget.querySelectorAll('a');
    ([...links].find((link) => link.hasAttribute('aria-current')) ?? links[0])?.focus();
  }

  private jumpTo(element: HTMLFieldSetElement, at: number) {
    const title = element.querySelector('.criterion-title')?.lastChild?.textContent?.trim() ?? '';
    return {
      number: at + 1,
      title,
      go: () => {
        this.goTo(element);
      },
    };
  }

  /** A link to something on this page leads to the side on which it is, and into a criterion. */
  private readonly clicked = (event: MouseEvent): void => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target || event.ctrlKey || event.metaKey) return;
    if (target instanceof HTMLFieldSetElement && target.matches('.criterion')) {
      event.preventDefault();
      this.goTo(target);
    } else this.sides?.show(this.handbookTarget.contains(target) ? 'handbook' : 'rubric');
  };

  private readonly clickedAnywhere = ({ target }: MouseEvent): void => {
    if (target instanceof Node && !this.queueTarget.contains(target)) this.queueTarget.open = false;
  };

  /** Enter on a level would send the form, and finalise. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.type === 'radio') {
      event.preventDefault();
    }
  };

  private readonly leave = (): void => {
    const scrolled = { handbook: this.handbookTarget.scrollTop, rubric: this.criteriaTarget.scrollTop };
    const criterion = this.current?.dataset['id'] ?? null;
    keepPlace(this.path, { scrolled: isWide() ? scrolled : null, criterion });
  };
}

const calmly = (): ScrollBehavior =>
  window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';

/** Whether a section lies across the middle of the window. */
function isBeingRead(section: HTMLElement): boolean {
  const { top, bottom } = section.getBoundingClientRect();
  const middle = window.innerHeight / 2;
  return top < middle && bottom > middle;
}

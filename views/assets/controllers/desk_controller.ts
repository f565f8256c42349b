import { Controller } from '@hotwired/stimulus';
import { CriterionFields } from '../grading/criterion.js';
import { registerKeys } from '../grading/keys.js';

/**
 * The manners of the desk: which criterion one is in, its sections in view beside it, and keys for everything. Marks are
 * the business of the controller "marking" on the same element. Its markup is views/grading/desk.hbs.
 */
export default class DeskController extends Controller<HTMLElement> {
  static override targets = ['criterion', 'section'];
  declare readonly criterionTargets: HTMLFieldSetElement[];
  declare readonly sectionTargets: HTMLElement[];
  private current: HTMLFieldSetElement | null = null;
  private forgetKeys: (() => void) | null = null;

  override connect(): void {
    this.forgetKeys = registerKeys([
      {
        keys: figures.flatMap((figure) => [`Digit${figure}`, `Numpad${figure}`, figure, `Shift+${figure}`]),
        shown: '1 2 3 …',
        group: 'Marks',
        label: 'Choose a level; 0 takes it away',
        run: ({ key, code }) => {
          this.level(figureOf(key, code));
        },
      },
    ]);
  }

  override disconnect(): void {
    this.forgetKeys?.();
  }

  /** The criterion that the reader is in: its sections are marked, and come into view beside it. */
  choose(event: Event): void {
    if (!(event.target instanceof Element) || event.target.closest('a')) return;
    const criterion = event.target.closest<HTMLFieldSetElement>('.criterion');
    if (criterion) this.enter(criterion);
  }

  private enter(criterion: HTMLFieldSetElement): void {
    if (criterion === this.current) return;
    this.current?.removeAttribute('data-current');
    this.current = criterion;
    criterion.dataset['current'] = '';
    const keys = new CriterionFields(criterion).sectionKeys;
    const judged = this.sectionTargets.filter((section) => keys.includes(section.dataset['key'] ?? ''));
    for (const section of this.sectionTargets)
      section.toggleAttribute('data-judged', judged.includes(section));
    // Below this width the handbook stands above the rubric; scrolling would take the criterion away.
    if (!window.matchMedia('(min-width: 60rem)').matches || judged.some(isBeingRead)) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    judged[0]?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  }

  private level(figure: number): void {
    const criterion = this.current ?? this.criterionTargets[0];
    if (criterion) new CriterionFields(criterion).choose(figure);
  }
}

const figures = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** On keyboards where a figure needs Shift (AZERTY), the key without it counts as well. */
function figureOf(key: string, code: string): number {
  return Number(/^[0-9]$/.test(key) ? key : code.slice(-1));
}

/** Whether a section lies across the middle of the window. */
function isBeingRead(section: HTMLElement): boolean {
  const { top, bottom } = section.getBoundingClientRect();
  const middle = window.innerHeight / 2;
  return top < middle && bottom > middle;
}

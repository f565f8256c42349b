import { Controller } from '@hotwired/stimulus';
import { isUnmade } from '../../../src/grading/attempts/carried-marks.rules.js';
import { CriterionFields } from '../grading/criterion.js';
import { putFromDesk } from '../grading/desk-request.js';
import { registerKeys } from '../grading/keys.js';
import { make } from '../handbook/elements.js';

/**
 * Carries the level and remark of the attempt before over to criteria whose sections read the same and that nobody has
 * marked yet. The server writes them; the controller "marking" on the same element gets them as marks that arrive. Its
 * markup is views/grading/desk/criterion-earlier.hbs and changes.hbs.
 */
export default class CarriedMarksController extends Controller<HTMLElement> {
  static override targets = ['mark'];
  static override values = { url: String };
  declare readonly markTargets: HTMLElement[];
  declare readonly urlValue: string;
  private readonly spoken = make('p', { class: 'visually-hidden', role: 'status' });
  private forgetKeys: (() => void) | null = null;
  private busy = false;

  override connect(): void {
    if (this.markTargets.length === 0) return;
    this.element.append(this.spoken);
    for (const sign of ['change', 'input']) this.element.addEventListener(sign, this.show);
    this.show();
    this.forgetKeys = registerKeys([
      {
        group: 'Earlier attempt',
        label: 'Carry over the earlier mark of this criterion',
        keys: ['c'],
        run: () => void this.carry(this.currentMark),
      },
      {
        group: 'Earlier attempt',
        label: 'Carry over those of all unchanged criteria',
        keys: ['Shift+C'],
        run: () => void this.carry(null),
      },
    ]);
  }

  override disconnect(): void {
    this.forgetKeys?.();
    this.forgetKeys = null;
    this.spoken.remove();
    for (const sign of ['change', 'input']) this.element.removeEventListener(sign, this.show);
  }

  one(event: Event): void {
    event.preventDefault();
    if (event.target instanceof Element)
      void this.carry(event.target.closest<HTMLElement>('.criterion-then') ?? undefined);
  }

  all(event: Event): void {
    event.preventDefault();
    void this.carry(null);
  }

  /** @param mark null for all; undefined where nothing can be carried over */
  private async carry(mark: HTMLElement | null | undefined): Promise<void> {
    if (this.busy) return;
    const marks = mark === null ? this.markTargets : mark ? [mark] : [];
    if (marks.length === 0) {
      this.say('This criterion can’t be carried over.');
      return;
    }
    // What is being typed is not on the server yet, so it is named from here what is meant.
    const open = marks.filter(isOpen);
    if (open.length === 0) {
      this.say('Nothing to carry over: there is a mark already.');
      return;
    }
    this.busy = true;
    const answer = await putFromDesk(this.urlValue, { criterion: open.map((one) => fieldsOf(one)?.id) });
    this.busy = false;
    if (answer.kind === 'done') {
      const arrived = answer.body as { rubricCriterionId: string }[];
      this.dispatch('carried', { detail: { marks: arrived } });
      this.show();
      this.say(arrived.length === 1 ? 'One mark carried over.' : `${arrived.length} marks carried over.`);
    } else
      this.say(answer.kind === 'refused' ? answer.message : 'Not carried over: the server can’t be reached.');
  }

  private get currentMark(): HTMLElement | undefined {
    const current = this.element.querySelector('.criterion[data-current]');
    return this.markTargets.find((mark) => current?.contains(mark));
  }

  private say(words: string): void {
    this.spoken.textContent = words;
  }

  /** Where there is a mark, nothing is offered. */
  private readonly show = (): void => {
    for (const mark of this.markTargets) mark.toggleAttribute('data-done', !isOpen(mark));
    const all = this.element.querySelector<HTMLElement>('.since .actions');
    if (all) all.hidden = !this.markTargets.some(isOpen);
  };
}

function fieldsOf(mark: HTMLElement): CriterionFields | null {
  const criterion = mark.closest('.criterion');
  return criterion instanceof HTMLFieldSetElement ? new CriterionFields(criterion) : null;
}

/** True where nobody has chosen a level or written a word. */
function isOpen(mark: HTMLElement): boolean {
  return isUnmade(fieldsOf(mark)?.mark);
}

import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { type Scale } from '../../../src/grading/grades/grading.rules.js';
import { CriterionFields } from '../grading/criterion.js';
import { MarkSaver } from '../grading/mark-saver.js';
import { showSaveState } from '../grading/save-line.js';
import { sendMarksTo } from '../grading/send-mark.js';
import { showStanding } from '../grading/standing-line.js';

/** How long somebody may pause while typing before a remark is sent, milliseconds. */
const pauseWhileTyping = 700;

/**
 * The marks of the desk: saves each as it is made, keeps the total and what is missing true, and asks when a co-marker
 * was faster. Where one is and the keys are the business of the controller "desk" on the same element. Its markup is
 * views/grading/desk.hbs.
 */
export default class MarkingController extends Controller<HTMLElement> {
  static override targets = ['criterion', 'form', 'icons'];
  static override values = { scale: Object, url: String };
  declare readonly criterionTargets: HTMLFieldSetElement[];
  declare readonly formTarget: HTMLFormElement;
  declare readonly iconsTarget: HTMLTemplateElement;
  declare readonly scaleValue: Scale;
  declare readonly urlValue: string;
  private criteria = new Map<string, CriterionFields>();
  private saver!: MarkSaver;

  override connect(): void {
    this.criteria = new Map(
      this.criterionTargets
        .map((element) => new CriterionFields(element))
        .map((fields) => [fields.id, fields]),
    );
    this.saver = new MarkSaver(sendMarksTo(this.urlValue), {
      stateChanged: () => {
        this.showState();
      },
      saved: (id, version) => {
        this.saved(id, version);
      },
      clashed: (id, theirs, yours) => {
        this.criteria.get(id)?.showClash(theirs, yours);
      },
    });
    for (const fields of this.criteria.values()) this.begin(fields);
    window.addEventListener('online', this.reconnected);
    window.addEventListener('focus', this.reconnected);
    document.addEventListener('turbo:before-visit', this.beforeVisit);
    document.addEventListener('submit', this.beforeAnotherForm, true);
  }

  override disconnect(): void {
    window.removeEventListener('online', this.reconnected);
    window.removeEventListener('focus', this.reconnected);
    document.removeEventListener('turbo:before-visit', this.beforeVisit);
    document.removeEventListener('submit', this.beforeAnotherForm, true);
    this.saver.stop();
  }

  changed(event: Event): void {
    const fields = this.fieldsOf(event);
    if (!fields) return;
    this.take(fields, 0);
    this.showStanding();
  }

  typed(event: Event): void {
    const fields = this.fieldsOf(event);
    if (fields && event.target instanceof HTMLTextAreaElement) {
      this.take(fields, pauseWhileTyping);
    }
  }

  keepMine(event: Event): void {
    const fields = this.fieldsOf(event);
    if (!fields) return;
    fields.hideClash();
    this.saver.decide(fields.id, fields.mark);
    fields.element.focus();
  }

  takeTheirs(event: Event): void {
    const fields = this.fieldsOf(event);
    const theirs = fields && this.saver.theirsOf(fields.id);
    if (!fields || !theirs) return;
    fields.mark = theirs;
    fields.version = theirs.version;
    fields.hideClash();
    this.saver.decide(fields.id, { levelId: theirs.levelId, remark: theirs.remark });
    this.showStanding();
    fields.element.focus();
  }

  /** Everything is saved first, so that what is finalised is what stands here. */
  async finalise(event: SubmitEvent): Promise<void> {
    if (this.saver.state.kind === 'saved') return;
    event.preventDefault();
    if (!(await this.saver.settle())) {
      this.formTarget.querySelector('.criterion-clash:not([hidden])')?.scrollIntoView({ block: 'center' });
      return;
    }
    this.formTarget.append(...pressed(event.submitter));
    this.formTarget.submit();
  }

  leave(event: Event): void {
    if (this.saver.state.kind !== 'saved') event.preventDefault();
  }

  private begin(fields: CriterionFields): void {
    const theirs = fields.clashOnPage;
    this.saver.begin(fields.id, theirs ?? { ...fields.mark, version: fields.version });
    if (!theirs) return;
    fields.offerChoices();
    this.saver.clash(fields.id, theirs, fields.mark);
  }

  private take(fields: CriterionFields, after: number): void {
    this.saver.change(fields.id, fields.mark, after);
    const theirs = this.saver.theirsOf(fields.id);
    if (theirs) fields.showClash(theirs, fields.mark);
  }

  private saved(id: string, version: number): void {
    const fields = this.criteria.get(id);
    if (!fields) return;
    fields.version = version;
    const by = fields.element.querySelector('.criterion-by');
    if (by) by.textContent = '';
  }

  private showStanding(): void {
    const choices = Object.fromEntries([...this.criteria.values()].map(({ id, mark }) => [id, mark.levelId]));
    showStanding(this.element, this.scaleValue, choices);
  }

  private showState(): void {
    showSaveState(this.element, this.iconsTarget, this.saver.state);
  }

  private fieldsOf(event: Event): CriterionFields | null {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('.criterion') : null;
    return this.criteria.get(element?.dataset['id'] ?? '') ?? null;
  }

  private readonly reconnected = (): void => {
    this.saver.retry();
  };

  private readonly beforeVisit = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    this.leaveSaved(event, () => {
      document.removeEventListener('turbo:before-visit', this.beforeVisit);
      Turbo.visit(url);
    });
  };

  /** The next handbook, or signing out: forms that lead away. */
  private readonly beforeAnotherForm = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form === this.formTarget) return;
    this.leaveSaved(event, () => {
      form.submit();
    });
  };

  private leaveSaved(event: Event, go: () => void): void {
    if (this.saver.state.kind === 'saved') return;
    event.preventDefault();
    void this.saver.settle().then((settled) => {
      if (settled || window.confirm('Some marks are not saved. Leave and lose them?')) go();
    });
  }
}

/** A form that a script sends says nothing of the button that was pressed; fields say it instead. */
function pressed(button: HTMLElement | null): HTMLInputElement[] {
  if (!(button instanceof HTMLButtonElement) || button.name === '') return [];
  const { name, value } = button;
  return [Object.assign(document.createElement('input'), { type: 'hidden', name, value })];
}

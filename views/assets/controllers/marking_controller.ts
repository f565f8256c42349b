import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { type Choices, type Scale } from '../../../src/grading/grades/grading.rules.js';
import { CriterionFields } from '../grading/criterion.js';
import { DeskLive } from '../grading/desk-live.js';
import { restKeys } from '../grading/keys.js';
import { type StoredMark, type TheirMark } from '../grading/mark.js';
import { MarkSaver } from '../grading/mark-saver.js';
import { showSaveState } from '../grading/save-line.js';
import { sendMarksTo } from '../grading/send-mark.js';
import { showStanding } from '../grading/standing-line.js';
import { forgetLevel, rememberLevel } from '../grading/walk-progress.js';
import { make } from '../handbook/elements.js';
import { personOfPage } from '../kept_on_device.js';
import { type TurningBack } from '../turning_back.js';

/** How long somebody may pause while typing before a remark is sent, milliseconds. */
const pauseWhileTyping = 700;
/** Who leaves waits for the server this long; what is kept on this device is sent from the next page. */
const leavesWithinMs = 2_000;

/**
 * The marks of the desk: saves each as it is made, keeps the total and what is missing true, and asks when a co-marker
 * was faster. Where one is and the keys are the business of the controller "desk" on the same element. Its markup is
 * views/grading/desk.hbs.
 *
 * Others learn by the event `marking:stands` that a level may be another one.
 */
export default class MarkingController extends Controller<HTMLElement> {
  static override targets = ['criterion', 'form', 'icons'];
  static override values = { others: Object, scale: Object, url: String };
  declare readonly criterionTargets: HTMLFieldSetElement[];
  declare readonly formTarget: HTMLFormElement;
  declare readonly iconsTarget: HTMLTemplateElement;
  /** Levels of criteria that are not on this page. */
  declare readonly othersValue: Choices;
  declare readonly scaleValue: Scale;
  declare readonly urlValue: string;
  private criteria = new Map<string, CriterionFields>();
  private saver!: MarkSaver;
  private assessment = '';
  private live: DeskLive | null = null;
  private settling = false;
  private go: (() => void) | null = null;
  private readonly unfinished = make('div', { class: 'notice notice-error', role: 'alert' });

  override connect(): void {
    this.criteria = new Map(
      this.criterionTargets
        .map((element) => new CriterionFields(element))
        .map((fields) => [fields.id, fields]),
    );
    const person = personOfPage();
    const assessment = /assessments\/([0-9a-f-]+)/.exec(this.urlValue)?.[1] ?? '';
    this.assessment = assessment;
    this.saver = new MarkSaver(
      sendMarksTo(this.urlValue),
      {
        stateChanged: () => {
          this.showState();
        },
        saved: (id, version) => {
          this.saved(id, version);
        },
        clashed: (id, theirs, yours) => {
          this.criteria.get(id)?.showClash(theirs, yours);
        },
        took: (id, mark, whose) => {
          this.took(id, mark, whose);
        },
      },
      person === null ? null : { person, assessment },
    );
    for (const fields of this.criteria.values()) this.begin(fields);
    this.live = new DeskLive(this.element, assessment, this.saver, this.criteria);
    window.addEventListener('online', this.reconnected);
    window.addEventListener('focus', this.reconnected);
    document.addEventListener('turbo:before-visit', this.beforeVisit);
    document.addEventListener('capstone:before-back', this.beforeBack);
    document.addEventListener('submit', this.beforeAnotherForm, true);
  }

  override disconnect(): void {
    window.removeEventListener('online', this.reconnected);
    window.removeEventListener('focus', this.reconnected);
    document.removeEventListener('turbo:before-visit', this.beforeVisit);
    document.removeEventListener('capstone:before-back', this.beforeBack);
    document.removeEventListener('submit', this.beforeAnotherForm, true);
    this.unfinished.remove();
    this.live?.stop();
    this.live = null;
    this.saver.stop();
  }

  othersValueChanged(): void {
    if (this.criteria.size > 0) this.showStanding();
  }

  changed(event: Event): void {
    const fields = this.fieldsOf(event);
    if (!fields) return;
    this.take(fields, 0);
    this.remember(fields);
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
    this.remember(fields);
    this.showStanding();
    fields.element.focus();
  }

  /** Marks that the server has written for this page. */
  arrived({ detail }: CustomEvent<{ marks: (TheirMark & { rubricCriterionId: string })[] }>): void {
    for (const mark of detail.marks) this.saver.arrive(mark.rubricCriterionId, mark, 'own');
  }

  /** Everything is saved first, so that what is finalised is what stands here. */
  async finalise(event: SubmitEvent): Promise<void> {
    if (!this.saver.unsent) return;
    event.preventDefault();
    this.unfinished.remove();
    if (!(await this.saver.settle())) {
      this.sayUnfinished(event.submitter);
      return;
    }
    this.formTarget.append(...pressed(event.submitter));
    this.formTarget.submit();
  }

  /** What this device keeps is sent later; only what it does not keep would be lost. */
  leave(event: Event): void {
    if (this.saver.unkept) event.preventDefault();
  }

  /** Beside the button that was pressed, and spoken. */
  private sayUnfinished(button: HTMLElement | null): void {
    const why = this.saver.state.word.replace(/[.…]$/, '');
    const sentence = `Nothing was finalised, because not every mark had reached the server: ${why}. Finalise again once everything is saved.`;
    this.unfinished.replaceChildren(make('p', {}, sentence));
    const actions = button?.closest('.actions') ?? this.formTarget.querySelector('.desk-end .actions');
    if (actions) actions.before(this.unfinished);
    else this.formTarget.append(this.unfinished);
    const clash = this.formTarget.querySelector('.criterion-clash:not([hidden])');
    if (clash) clash.scrollIntoView({ block: 'center' });
    else this.unfinished.scrollIntoView({ block: 'nearest' });
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
    fields.by = '';
    this.remember(fields);
  }

  /** A mark that was made elsewhere comes into the page. */
  private took(id: string, mark: StoredMark | TheirMark, whose: 'own' | 'theirs'): void {
    const fields = this.criteria.get(id);
    if (!fields) return;
    fields.mark = mark;
    fields.version = mark.version;
    if ('seen' in mark && typeof mark.seen === 'string') fields.seen = mark.seen;
    this.remember(fields);
    this.showStanding();
    if (whose === 'theirs' && 'updatedAt' in mark) this.live?.tell(fields, mark);
  }

  private showStanding(): void {
    const here = Object.fromEntries([...this.criteria.values()].map(({ id, mark }) => [id, mark.levelId]));
    showStanding(this.element, this.scaleValue, { ...this.othersValue, ...here });
    this.dispatch('stands');
  }

  /** For pages by criterion that were fetched before, or are before this mark has arrived. */
  private remember({ id, mark: { levelId }, version }: CriterionFields): void {
    rememberLevel(this.assessment, id, { levelId, version });
  }

  private showState(): void {
    showSaveState(this.element, this.iconsTarget, this.saver.state, this.saver.lastSaved);
    for (const fields of this.criteria.values()) {
      const refusal = this.saver.refusalOf(fields.id);
      fields.refusal = refusal;
      if (refusal !== null) forgetLevel(this.assessment, fields.id);
    }
    this.live?.refresh();
    // A dialogue would stand over the cover, show what is under it and let nobody at the buttons of the notice
    if (this.saver.currentAccess !== 'other-person') return;
    for (const dialog of this.element.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
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

  private readonly beforeBack = (event: Event): void => {
    const { go } = (event as TurningBack).detail;
    this.leaveSaved(event, () => {
      document.removeEventListener('capstone:before-back', this.beforeBack);
      go();
    });
  };

  /** The next handbook, or signing out: forms that lead away. */
  private readonly beforeAnotherForm = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form === this.formTarget) return;
    // Signing out asks by itself, and removes what is kept; what is in a dialogue leads nowhere
    if (form.hasAttribute('data-sign-out') || form.closest('dialog')) return;
    this.leaveSaved(event, () => {
      form.submit();
    });
  };

  private leaveSaved(event: Event, go: () => void): void {
    if (!this.saver.unsent) return;
    event.preventDefault();
    // Whoever asks last is led where they want to go
    this.go = go;
    if (this.settling) return;
    this.settling = true;
    const wake = restKeys();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, leavesWithinMs));
    void Promise.race([this.saver.settle(), patience]).then(() => {
      this.settling = false;
      wake();
      const question = 'Some marks are only in this tab and would be lost. Leave all the same?';
      const last = this.go;
      if (last && (!this.saver.unkept || window.confirm(question))) last();
    });
  }
}

/** A form that a script sends says nothing of the button that was pressed; fields say it instead. */
function pressed(button: HTMLElement | null): HTMLInputElement[] {
  if (!(button instanceof HTMLButtonElement) || button.name === '') return [];
  const { name, value } = button;
  return [Object.assign(document.createElement('input'), { type: 'hidden', name, value })];
}

import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { type Scale, standing } from '../../../src/grading/grades/grading.rules.js';
import { standingWords } from '../../../src/grading/desk/standing-words.rules.js';
import { clock, CriterionFields } from '../grading/criterion.js';
import { MarkSaver, type SaverState } from '../grading/mark-saver.js';
import { sendMarksTo } from '../grading/send-mark.js';

/** How long somebody may pause while typing before a remark is sent, milliseconds. */
const pauseWhileTyping = 700;

/**
 * The desk: saves each mark as it is made, keeps the total and what is missing true, brings a criterion's sections
 * into view, chooses levels by number key, and asks when a co-marker was faster. Its markup is views/grading/desk.hbs.
 */
export default class MarkingController extends Controller<HTMLElement> {
  static override targets = [
    'criterion',
    'section',
    'form',
    'total',
    'verdict',
    'missing',
    'missingList',
    'icons',
  ];
  static override values = { scale: Object, url: String };
  declare readonly criterionTargets: HTMLFieldSetElement[];
  declare readonly sectionTargets: HTMLElement[];
  declare readonly formTarget: HTMLFormElement;
  declare readonly totalTarget: HTMLElement;
  declare readonly verdictTarget: HTMLElement;
  declare readonly missingTarget: HTMLElement;
  declare readonly missingListTarget: HTMLElement;
  declare readonly iconsTarget: HTMLTemplateElement;
  declare readonly scaleValue: Scale;
  declare readonly urlValue: string;
  private criteria = new Map<string, CriterionFields>();
  private current: CriterionFields | null = null;
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

  /** The criterion that the reader is in: its sections are marked, and come into view beside it. */
  choose(event: Event): void {
    if (event.target instanceof Element && event.target.closest('a')) return;
    const fields = this.fieldsOf(event);
    if (!fields || fields === this.current) return;
    this.current?.element.removeAttribute('data-current');
    this.current = fields;
    fields.element.dataset['current'] = '';
    const judged = this.sectionTargets.filter((section) =>
      fields.sectionKeys.includes(section.dataset['key'] ?? ''),
    );
    for (const section of this.sectionTargets)
      section.toggleAttribute('data-judged', judged.includes(section));
    // Below this width the handbook stands above the rubric; scrolling would take the criterion away.
    if (!window.matchMedia('(min-width: 60rem)').matches || judged.some(isBeingRead)) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    judged[0]?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  }

  /** A digit chooses a level of the criterion that holds the focus; in a remark it is a digit. */
  key(event: KeyboardEvent): void {
    if (event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!/^[0-9]$/.test(event.key)) return;
    if (this.fieldsOf(event)?.choose(Number(event.key)) === true) event.preventDefault();
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
  async finalise(event: Event): Promise<void> {
    if (this.saver.state.kind === 'saved') return;
    event.preventDefault();
    if (await this.saver.settle()) this.formTarget.submit();
    else this.formTarget.querySelector('.criterion-clash:not([hidden])')?.scrollIntoView({ block: 'center' });
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
    const { total, kind, verdict, missing } = standingWords(
      this.scaleValue,
      standing(this.scaleValue, choices),
    );
    this.totalTarget.textContent = total;
    this.verdictTarget.textContent = verdict;
    this.verdictTarget.dataset['kind'] = kind;
    this.missingTarget.hidden = missing.length === 0;
    this.missingListTarget.replaceChildren(
      ...missing.flatMap(({ id, number, title }, at) => {
        const link = Object.assign(document.createElement('a'), { href: `#criterion-${id}`, title });
        link.dataset['turbo'] = 'false';
        const name = Object.assign(document.createElement('span'), { className: 'visually-hidden' });
        name.textContent = ` ${title}`;
        link.append(String(number), name);
        return at === 0 ? [link] : [', ', link];
      }),
    );
  }

  private showState(): void {
    const line = this.element.querySelector<HTMLElement>('[data-save-state]');
    if (!line) return;
    const { icon, word, time } = wordsFor(this.saver.state);
    if (line.dataset['state'] !== icon) {
      line.dataset['state'] = icon;
      const shape = this.iconsTarget.content.querySelector(`[data-icon="${icon}"] svg`);
      if (shape) line.querySelector('[data-save-state-icon]')?.replaceChildren(shape.cloneNode(true));
    }
    const spoken = line.querySelector('[data-save-state-word]');
    if (spoken && spoken.textContent !== word) spoken.textContent = word;
    const at = line.querySelector('[data-save-state-time]');
    if (at) at.textContent = time;
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

function wordsFor(state: SaverState): { icon: string; word: string; time: string } {
  switch (state.kind) {
    case 'saved':
      return { icon: 'saved', word: 'Saved', time: state.at === null ? '' : clock(state.at) };
    case 'saving':
      return { icon: 'saving', word: 'Saving', time: '' };
    case 'offline':
      return { icon: 'offline', word: 'Not saved yet: the server can’t be reached. Trying again', time: '' };
    case 'signed-out':
      return {
        icon: 'failed',
        word: 'Not saved: you are signed out. Sign in in another tab, then come back',
        time: '',
      };
    case 'refused':
      return { icon: 'failed', word: `Not saved: ${state.message}`, time: '' };
    case 'conflict':
      return {
        icon: 'failed',
        word:
          state.count === 1
            ? 'One mark waits for your decision'
            : `${state.count} marks wait for your decision`,
        time: '',
      };
  }
}

/** Whether a section lies across the middle of the window. */
function isBeingRead(section: HTMLElement): boolean {
  const { top, bottom } = section.getBoundingClientRect();
  const middle = window.innerHeight / 2;
  return top < middle && bottom > middle;
}

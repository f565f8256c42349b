import { Controller } from '@hotwired/stimulus';
import type Sortable from 'sortablejs';
import { newCriterion, newLevel } from '../../../src/grading/rubrics/rubric-acts.rules.js';
import { checkTyped, fieldOf, readTyped } from '../../../src/grading/rubrics/rubric-form.rules.js';
import { passRuleWords, shareWords, stateWords } from '../../../src/grading/rubrics/rubric-words.rules.js';
import { type RubricProblem } from '../../../src/grading/rubrics/rubric.rules.js';
import { csrfToken } from '../csrf.js';
import { fieldsIn, markEnds, showCriterion, showMissing, showProblems } from '../grading/rubric-page.js';
import { criterionItem, levelItem, levelsOf, nameOf, tokens } from '../grading/rubric-parts.js';
import { Leaving } from '../handbook/leaving.js';

/**
 * The editor of a rubric: says while one types what is wrong and what each criterion's share is, with the very rules by
 * which the server stores it; adds, moves and removes without a reload; saves where one is. Whatever the server does not
 * take goes its way as a form, as it does where no script runs, and the page that comes says why.
 */
export default class RubricEditorController extends Controller<HTMLFormElement> {
  static override targets = [
    'version',
    'order',
    'list',
    'criterion',
    'level',
    'empty',
    'removed',
    'passRule',
    'missing',
    'state',
    'save',
  ];
  static override values = { sections: Array, unprintable: Array, unsaved: Boolean };
  declare readonly versionTarget: HTMLInputElement;
  declare readonly orderTarget: HTMLInputElement;
  declare readonly listTarget: HTMLOListElement;
  declare readonly criterionTargets: HTMLElement[];
  declare readonly emptyTarget: HTMLElement;
  declare readonly removedTarget: HTMLElement;
  declare readonly passRuleTarget: HTMLElement;
  declare readonly missingTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly saveTarget: HTMLButtonElement;
  declare readonly sectionsValue: string[];
  /** Characters of its titles that certificates can’t print, as the server has found them. */
  declare unprintableValue: string[];
  declare readonly unsavedValue: boolean;

  /** What is stored, as far as this page knows. */
  private stored = '';
  private saving = false;
  /** It goes as a form. */
  private leavingAsForm = false;
  private leaving: Leaving | null = null;
  private dragging: Sortable | null = null;
  /** Fields of new parts that nobody has come to yet: that they are empty is no news. */
  private readonly fresh = new Set<string>();
  private removed: { item: HTMLElement; list: Element; before: Element | null } | null = null;

  override connect(): void {
    this.stored = this.unsavedValue ? '' : this.written();
    this.leavingAsForm = false;
    this.leaving = new Leaving(() => !this.leavingAsForm && this.written() !== this.stored);
    this.element.addEventListener('turbo:submit-end', this.answered);
    void this.loadDragging();
  }

  override disconnect(): void {
    this.leaving?.destroy();
    this.element.removeEventListener('turbo:submit-end', this.answered);
    this.dragging?.destroy();
    this.dragging = null;
    delete this.element.dataset['ready'];
  }

  typed({ target }: Event): void {
    this.comeTo(target);
    this.refresh();
  }

  /** A field that was left empty says so. */
  left({ target }: Event): void {
    if (this.comeTo(target)) this.refresh();
  }

  /** One of the buttons that add, move or remove. */
  act(event: Event): void {
    const button = event.currentTarget;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const item = button.closest<HTMLElement>('.rubric-level, .rubric-criterion');
    const act = button.value.split(' ').at(-1) ?? '';
    if (act === 'add') this.add(item);
    else if (item && act === 'remove') this.remove(item);
    else if (item) this.step(item, act === 'up' ? 'up' : 'down', button);
  }

  putBack(): void {
    if (!this.removed) return;
    const { item, list, before } = this.removed;
    list.insertBefore(item, before?.parentElement === list ? before : null);
    this.forget();
    this.refresh();
    item.querySelector<HTMLElement>('input:not([type="hidden"])')?.focus();
    this.tell(`${nameOf(item)} is back.`);
  }

  /** A line of what is missing leads into a criterion that is folded. */
  show(event: Event): void {
    const link = event.currentTarget;
    if (!(link instanceof HTMLAnchorElement)) return;
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let fold = field.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true;
    field.scrollIntoView({ block: 'center' });
    field.focus();
  }

  async save(event: Event): Promise<void> {
    if (this.leavingAsForm) return;
    event.preventDefault();
    if (this.saving) return;
    this.saving = true;
    this.fresh.clear();
    this.refresh();
    this.say('saving', 'Saving');
    const sent = this.written();
    const answer = await this.send();
    this.saving = false;
    if (answer === null) {
      // The server's own page says what it is: both texts, what can't be stored, who is signed in.
      this.leavingAsForm = true;
      this.element.requestSubmit(this.saveTarget);
      return;
    }
    this.versionTarget.value = String(answer.version);
    const untouched = this.written() === sent;
    this.showKeys(answer.keys);
    this.unprintableValue = answer.unprintable;
    this.stored = untouched ? this.written() : sent;
    this.forget();
    this.refresh();
  }

  /** Keys that were made of titles are the criteria's own from now on. */
  private showKeys(keys: Readonly<Record<string, string>>): void {
    for (const [token, key] of Object.entries(keys)) {
      const field = this.element.querySelector<HTMLInputElement>(`#${token}-key`);
      if (field?.value === '') field.value = key;
    }
  }

  private async send(): Promise<Stored | null> {
    try {
      const answer = await fetch(this.element.action, {
        method: 'PUT',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-csrf-token': csrfToken(),
        },
        body: JSON.stringify(fieldsIn(this.element)),
      });
      return answer.ok ? ((await answer.json()) as Stored) : null;
    } catch {
      return null;
    }
  }

  /** Refused, what was written is still only here. */
  private readonly answered = (event: Event): void => {
    const { success } = (event as CustomEvent<{ success?: boolean }>).detail;
    if (success === true) return;
    this.leavingAsForm = false;
    this.refresh();
  };

  private refresh(): void {
    this.writeOrders();
    const typed = readTyped(fieldsIn(this.element));
    const { plan, problems } = checkTyped(typed, this.sectionsValue, this.unprintableValue);
    const news = problems.filter(({ place }) => !this.fresh.has(fieldOf(typed, place)));
    const shown = new Map<string, RubricProblem>();
    for (const problem of news) {
      const field = fieldOf(typed, problem.place);
      const before = shown.get(field);
      if (!before || (before.blocks === 'publishing' && problem.blocks === 'saving'))
        shown.set(field, problem);
    }
    showProblems(this.element, shown);
    const shares = shareWords(plan.criteria.map(({ weight }) => weight));
    this.criterionTargets.forEach((item, at) => {
      const criterion = typed.criteria[at];
      if (!criterion) return;
      const wrong = news.filter(({ place }) => 'criterion' in place && place.criterion === at).length;
      showCriterion(item, criterion, { share: shares[at] ?? '–', wrong });
      markEnds(levelsOf(item), '.rubric-level-moves');
    });
    markEnds(this.criterionTargets, '.rubric-row');
    this.passRuleTarget.textContent = passRuleWords(plan);
    this.emptyTarget.hidden = this.criterionTargets.length > 0;
    showMissing(this.missingTarget, typed, news);
    const refused = news.filter(({ blocks }) => blocks === 'saving').length;
    const missing = problems.filter(({ blocks }) => blocks === 'publishing').length;
    const saved = this.written() === this.stored;
    this.say(refused > 0 ? 'refused' : saved ? 'saved' : 'unsaved', stateWords(saved, { refused, missing }));
  }

  /** @returns whether it is the first time */
  private comeTo(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    const group = target.closest('fieldset')?.id ?? '';
    return [this.fresh.delete(target.id), this.fresh.delete(group)].includes(true);
  }

  /** The order stands in hidden fields, so that a form says it, too. */
  private writeOrders(): void {
    this.orderTarget.value = tokens(this.criterionTargets);
    for (const item of this.criterionTargets) {
      const order = item.querySelector<HTMLInputElement>('[data-level-order]');
      if (order) order.value = tokens(levelsOf(item));
    }
  }

  private add(criterion: HTMLElement | null): void {
    this.writeOrders();
    const typed = readTyped(fieldsIn(this.element));
    if (!criterion) {
      const added = newCriterion(typed);
      const item = criterionItem(added, this.fresh);
      this.listTarget.append(item);
      this.refresh();
      item.querySelector<HTMLElement>(`#${added.token}-title`)?.focus();
      this.tell('A criterion is added at the end.');
      return;
    }
    const token = criterion.dataset['token'] ?? '';
    const typedCriterion = typed.criteria.find((one) => one.token === token);
    if (!typedCriterion) return;
    const level = newLevel(typedCriterion);
    criterion.querySelector('[data-level-list]')?.append(levelItem(token, level, this.fresh));
    this.refresh();
    criterion.querySelector<HTMLElement>(`#${token}-${level.token}-title`)?.focus();
    this.tell('A level is added above the others.');
  }

  private step(item: HTMLElement, direction: 'up' | 'down', button: HTMLElement): void {
    const other = direction === 'up' ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    other[direction === 'up' ? 'before' : 'after'](item);
    this.refresh();
    button.focus();
    this.tellPlace(item);
  }

  private remove(item: HTMLElement): void {
    const list = item.parentElement;
    if (!list) return;
    this.removed = { item, list, before: item.nextElementSibling };
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const name = nameOf(item);
    item.remove();
    this.refresh();
    const words = this.removedTarget.querySelector('[data-words]');
    if (words) words.textContent = `${name} is removed.`;
    list.closest('.rubric-levels, section')?.querySelector(':scope > .button')?.before(this.removedTarget);
    this.removedTarget.hidden = false;
    this.removedTarget.querySelector('button')?.focus();
    this.tell(`${name} is removed.${next ? '' : ' None is left.'}`);
  }

  private forget(): void {
    this.removed = null;
    this.removedTarget.hidden = true;
  }

  private async loadDragging(): Promise<void> {
    const { default: Dragging } = await import('sortablejs');
    if (!this.element.isConnected) return;
    this.element.dataset['ready'] = '';
    this.dragging = Dragging.create(this.listTarget, {
      handle: '[data-handle]',
      animation: window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
      forceFallback: true,
      ghostClass: 'draft-lesson-moving',
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        this.refresh();
        this.tellPlace(item);
      },
    });
  }

  private tellPlace(item: HTMLElement): void {
    const all = [...(item.parentElement?.children ?? [])];
    this.tell(`${nameOf(item)} stands at place ${all.indexOf(item) + 1} of ${all.length} now.`);
  }

  private tell(words: string): void {
    const region = document.getElementById('announcement');
    if (region) region.textContent = words;
  }

  private say(kind: 'saved' | 'unsaved' | 'saving' | 'refused', words: string): void {
    this.stateTarget.dataset['kind'] = kind;
    if (this.stateTarget.textContent !== words) this.stateTarget.textContent = words;
  }

  /** All but the form token, which may be renewed, and the version, which the server gives. */
  private written(): string {
    const fields = Object.entries(fieldsIn(this.element));
    return JSON.stringify(fields.filter(([name]) => name !== '_csrf' && name !== 'version'));
  }
}

/** What the server has answered to what was saved: keys by their criteria's tokens. */
interface Stored {
  version: number;
  unprintable: string[];
  keys: Record<string, string>;
}

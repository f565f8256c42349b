import { Controller } from '@hotwired/stimulus';
import { type Meanings } from '../../../src/grading/remarks/placeholders.rules.js';
import { longestQuote, quoteWords } from '../../../src/grading/remarks/anchor.rules.js';
import { clock } from '../grading/criterion.js';
import { registerKeys } from '../grading/keys.js';
import { BankDialog } from '../grading/remarks/bank-dialog.js';
import { KnownRemarks } from '../grading/remarks/known-remarks.js';
import { LeaveGuard } from '../grading/remarks/leave-guard.js';
import { meaningsAt } from '../grading/remarks/meanings.js';
import { OverallField } from '../grading/remarks/overall-field.js';
import { RemarkBox } from '../grading/remarks/remark-box.js';
import { showList } from '../grading/remarks/remark-list.js';
import { RemarkSaver, stateWords, type TheirRemark } from '../grading/remarks/remark-saver.js';
import { SectionText } from '../grading/remarks/section-text.js';
import { overallId, sendRemarksTo } from '../grading/remarks/send-remark.js';
import { WordChoice } from '../grading/remarks/word-choice.js';

interface StoredRemark extends TheirRemark {
  id: string;
  sectionKey: string;
  /** -1 where the words are not found in the text. */
  start: number;
  end: number;
  quote: string;
}

interface Urls {
  remarks: string;
  overall: string;
  bank: string;
}

/** How long somebody may pause while typing before a remark is sent, milliseconds. */
const pauseWhileTyping = 700;
/** How often remarks of co-markers are asked for while the page is looked at, milliseconds. */
const betweenLooks = 20_000;

/**
 * Remarks on words of the handbook, and on the whole: words are selected with the mouse or by keyboard, one key opens a
 * box below them, what is typed is saved, and each remark stands in the list of its section. Also the bank, for every
 * field in which a remark is written. Markup: views/grading/remarks/tools.hbs and the parts of views/grading/desk.
 */
export default class RemarksController extends Controller<HTMLElement> {
  static override targets = [
    ...['bank', 'bankButton', 'bankFound', 'bankSearch', 'bankState', 'box', 'keep', 'line', 'overall'],
    ...['seen', 'spoken', 'state', 'wordsButton'],
  ];
  static override values = { stored: Array, urls: Object, meanings: Object };
  declare readonly bankTarget: HTMLDialogElement;
  declare readonly bankButtonTargets: HTMLElement[];
  declare readonly bankFoundTarget: HTMLElement;
  declare readonly bankSearchTarget: HTMLInputElement;
  declare readonly bankStateTarget: HTMLElement;
  declare readonly boxTarget: HTMLTemplateElement;
  declare readonly keepTargets: HTMLButtonElement[];
  declare readonly lineTarget: HTMLTemplateElement;
  declare readonly overallTarget: HTMLElement;
  declare readonly seenTarget: HTMLInputElement;
  declare readonly spokenTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly wordsButtonTarget: HTMLButtonElement;
  declare readonly storedValue: StoredRemark[];
  declare readonly urlsValue: Urls;
  declare readonly meaningsValue: Meanings;
  private sections = new Map<string, SectionText>();
  private remarks = new KnownRemarks([]);
  private saver!: RemarkSaver;
  private bank!: BankDialog;
  private box: RemarkBox | null = null;
  private choice!: WordChoice;
  private overall!: OverallField;
  private guard: LeaveGuard | null = null;
  private forgetKeys: (() => void) | null = null;
  private looking: number | null = null;

  override connect(): void {
    const texts = [...this.element.querySelectorAll<HTMLElement>('[data-section-text]')];
    this.sections = new Map(texts.map((element) => new SectionText(element)).map((text) => [text.key, text]));
    this.saver = new RemarkSaver(
      sendRemarksTo(this.urlsValue, (id) => this.remarks.get(id) ?? null),
      {
        stateChanged: (id) => {
          this.showState(id);
        },
        saved: (id, version) => {
          this.saved(id, version);
        },
        deleted: (id) => {
          this.forget(id);
        },
        clashed: (id) => {
          this.showClash(id);
        },
      },
    );
    this.remarks = new KnownRemarks([...this.sections.keys()]);
    this.choice = new WordChoice(this.element, this.sections, (words) => {
      this.say(words);
    });
    for (const stored of this.storedValue) this.learn(stored);
    this.overall = new OverallField(this.overallTarget, this.saver);
    this.guard = new LeaveGuard(this.saver);
    this.bank = new BankDialog(
      {
        dialog: this.bankTarget,
        search: this.bankSearchTarget,
        found: this.bankFoundTarget,
        state: this.bankStateTarget,
        keep: this.keepTargets,
      },
      this.urlsValue.bank,
    );
    for (const button of this.bankButtonTargets) button.hidden = false;
    this.element.querySelector('[data-save-state]')?.after(this.stateTarget);
    this.element.querySelector('.desk-handbook')?.append(this.wordsButtonTarget);
    this.forgetKeys = registerKeys([
      {
        ...{
          keys: ['r'],
          group: 'Remarks',
          label: 'Remark on the selected words; without any, choose words by arrow keys',
        },
        run: () => {
          this.begin();
        },
      },
      {
        ...{ keys: ['Alt+KeyB'], shown: 'Alt B', group: 'Remarks', label: 'Insert from the bank of remarks' },
        ...{ whileTyping: true },
        run: (event) => {
          this.openBank(event);
        },
      },
    ]);
    this.element.addEventListener('click', this.clicked);
    this.element.addEventListener('keydown', this.pressed, true);
    document.addEventListener('selectionchange', this.selected);
    window.addEventListener('online', this.reconnected);
    window.addEventListener('focus', this.reconnected);
    document.addEventListener('capstone:signed-in', this.reconnected);
    this.looking = window.setInterval(() => void this.look(), betweenLooks);
    this.drawAll();
  }

  override disconnect(): void {
    this.forgetKeys?.();
    this.guard?.end();
    if (this.looking !== null) window.clearInterval(this.looking);
    this.element.removeEventListener('click', this.clicked);
    this.element.removeEventListener('keydown', this.pressed, true);
    document.removeEventListener('selectionchange', this.selected);
    window.removeEventListener('online', this.reconnected);
    window.removeEventListener('focus', this.reconnected);
    document.removeEventListener('capstone:signed-in', this.reconnected);
    if (this.bankTarget.open) this.bankTarget.close();
    this.saver.stop();
  }

  /** A remark on the words that are selected; where none are, they are chosen by keyboard first. */
  begin(): void {
    const { chosen } = this.choice;
    if (!chosen) {
      this.choice.begin();
      return;
    }
    const { section, place } = chosen;
    const quote = section.read().text.slice(place.start, place.end);
    if (quote.length > longestQuote) {
      this.say('Select fewer words: a remark quotes at most 2,000 characters.');
      return;
    }
    const id = crypto.randomUUID();
    this.remarks.set(id, { id, sectionKey: section.key, ...place, quote, by: '' });
    this.saver.begin(id, { body: '', criterionId: this.currentCriterion() }, 0);
    this.choice.end();
    this.close();
    this.draw(section.key);
    this.open(id);
  }

  typed(): void {
    if (this.box) this.saver.change(this.box.id, this.box.value, pauseWhileTyping);
  }

  chosen(): void {
    if (this.box) this.saver.change(this.box.id, this.box.value);
  }

  typedOverall(): void {
    this.saver.change(overallId, this.overall.value, pauseWhileTyping);
  }

  /** Closes the box; what nobody wrote a word in is no remark. */
  close(): void {
    const { box } = this;
    if (!box) return;
    this.box = null;
    const { id } = box;
    const nothing = box.value.body.trim() === '' && this.saver.versionOf(id) === 0;
    // Words that were erased again while they were being saved.
    const unwanted = nothing && this.saver.mayBeStored(id);
    if (unwanted) this.saver.change(id, null);
    const held = box.element.contains(document.activeElement);
    box.element.remove();
    const key = this.remarks.get(id)?.sectionKey ?? '';
    if (nothing && !unwanted) this.forget(id);
    else this.draw(key);
    const back = this.element.querySelector<HTMLElement>(`a.remark-number[data-remark="${id}"]`);
    if (held) (back ?? document.getElementById(`section-${key}`))?.focus();
  }

  edit(event: Event): void {
    const id = remarkAt(event.target);
    if (id === null) return;
    this.close();
    this.open(id);
  }

  remove(): void {
    const { box } = this;
    if (box) this.removeById(box.id, box.value.body);
  }

  removeListed(event: Event): void {
    const id = remarkAt(event.target);
    if (id !== null) this.removeById(id, this.saver.wantedOf(id)?.body ?? '');
  }

  keepMine(): void {
    const { box } = this;
    if (!box) return;
    box.hideClash();
    this.saver.decide(box.id, box.value);
    box.body.focus();
  }

  takeTheirs(): void {
    const { box } = this;
    const theirs = box && this.saver.theirsOf(box.id);
    if (!box || theirs === undefined) return;
    box.hideClash();
    if (theirs === null) {
      this.saver.decide(box.id, null);
      return;
    }
    box.value = theirs;
    this.saver.decide(box.id, { body: theirs.body, criterionId: theirs.criterionId });
    box.body.focus();
  }

  keepOverall(): void {
    this.overall.keepMine();
  }

  takeOverall(): void {
    this.overall.takeTheirs();
  }

  /** The bank, for the field in which one writes; from elsewhere for the remark of the current criterion. */
  openBank(event: Event): void {
    const field = this.fieldAt(event.target);
    if (!field) return;
    event.preventDefault();
    const remark = this.box?.body === field ? (this.remarks.get(this.box.id) ?? null) : null;
    void this.bank.open(field, { ...this.meaningsValue, ...meaningsAt(field, remark) });
  }

  searchBank(): void {
    this.bank.searched();
  }

  bankKey(event: KeyboardEvent): void {
    this.bank.key(event);
  }

  takeFromBank(event: Event): void {
    this.bank.clicked(event);
  }

  keepInBank({ params }: { params: { shared?: string } }): void {
    void this.bank.keep(params.shared === 'yes');
  }

  closeBank(): void {
    this.bank.close();
  }

  private open(id: string): void {
    const remark = this.remarks.get(id);
    const value = this.saver.wantedOf(id);
    const section = remark && this.sections.get(remark.sectionKey);
    if (!remark || !value || !section) return;
    const box = new RemarkBox(this.boxTarget, id);
    this.box = box;
    const block = blockOf(section.lastMark(id), section.element);
    if (block) block.after(box.element);
    else section.element.append(box.element);
    box.show({ number: this.remarks.numbers().get(id) ?? 0, quote: quoteWords(remark.quote), value });
    this.showState(id);
    if (this.saver.theirsOf(id) !== undefined) this.showClash(id);
    this.showCurrent();
    box.element.scrollIntoView({ block: 'nearest' });
    box.body.focus({ preventScroll: true });
    box.body.setSelectionRange(box.body.value.length, box.body.value.length);
  }

  private removeById(id: string, body: string): void {
    if (body.trim() !== '' && !window.confirm('Delete this remark?')) return;
    if (this.box?.id === id) {
      this.box.element.remove();
      this.box = null;
    }
    if (!this.saver.mayBeStored(id) && this.saver.stateOf(id).kind === 'empty') this.forget(id);
    else this.saver.change(id, null);
    this.draw(this.remarks.get(id)?.sectionKey ?? '');
  }

  private learn({
    id,
    sectionKey,
    start,
    end,
    quote,
    body,
    criterionId,
    version,
    updatedByName,
  }: StoredRemark): void {
    this.remarks.set(id, { id, sectionKey, start, end, quote, by: updatedByName ?? 'Erased person' });
    this.saver.begin(id, { body, criterionId }, version);
  }

  private forget(id: string): void {
    const key = this.remarks.get(id)?.sectionKey ?? '';
    this.saver.forget(id);
    this.remarks.delete(id);
    if (this.box?.id === id) {
      this.box.element.remove();
      this.box = null;
    }
    this.drawAll();
    this.showSeen();
    const list = this.listOf(key);
    if (document.activeElement === document.body)
      (list ?? this.element).closest<HTMLElement>('.desk-section')?.focus();
  }

  private saved(id: string, version: number): void {
    if (id === overallId) {
      this.overall.saved(version);
      return;
    }
    const remark = this.remarks.get(id);
    if (remark) remark.by = '';
    this.showSeen();
  }

  private showSeen(): void {
    this.seenTarget.value = this.remarks.seen(this.saver);
  }

  private showClash(id: string): void {
    const theirs = this.saver.theirsOf(id);
    if (theirs === undefined) return;
    if (id === overallId) {
      if (theirs) this.overall.showClash(theirs);
    } else if (this.box?.id === id) this.box.showClash(theirs);
    else if (!this.box) this.open(id);
  }

  private showState(id: string): void {
    if (this.box?.id === id) this.box.state = stateWords(this.saver.stateOf(id), clock);
    else if (id !== overallId) this.showLists(this.remarks.get(id)?.sectionKey ?? '');
    const { unsaved } = this.saver;
    const stuck = unsaved.map((one) => this.saver.stateOf(one)).find(({ kind }) => kind !== 'saving');
    this.stateTarget.hidden = unsaved.length === 0;
    const words =
      unsaved.length === 0
        ? ''
        : stuck
          ? `Remarks: ${lowerFirst(stateWords(stuck, clock))}`
          : 'Remarks: saving';
    if (this.stateTarget.textContent !== words) this.stateTarget.textContent = words;
  }

  private drawAll(): void {
    for (const key of this.sections.keys()) this.draw(key);
  }

  /** A section's words and its list; what follows is numbered anew when something came or went. */
  private draw(key: string): void {
    const numbers = this.remarks.numbers();
    for (const section of this.sections.values()) {
      const placed = this.remarks.inSection(section.key).filter(({ start }) => start >= 0);
      section.draw(placed.map(({ id, start, end }) => ({ id, start, end, number: numbers.get(id) ?? 0 })));
      if (section.key !== key) this.showLists(section.key);
    }
    this.showLists(key);
    this.showCurrent();
  }

  private showLists(key: string): void {
    const list = this.listOf(key);
    const listed = this.remarks.listed(key, this.saver, (id) => this.titleOf(id));
    if (list) showList(list, this.lineTarget, listed);
  }

  private showCurrent(): void {
    for (const mark of this.element.querySelectorAll<HTMLElement>('mark.remarked')) {
      const ids = (mark.dataset['remarks'] ?? '').split(' ');
      mark.toggleAttribute('data-current', this.box !== null && ids.includes(this.box.id));
    }
  }

  private listOf(key: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-remarks-list="${key}"]`);
  }

  private titleOf(criterionId: string | null): string {
    const options = [...this.boxTarget.content.querySelectorAll('option')];
    return criterionId === null ? '' : (options.find(({ value }) => value === criterionId)?.text ?? '');
  }

  /** The criterion that one is in on the desk. */
  private currentCriterion(): string | null {
    const current = this.element.querySelector<HTMLElement>('.criterion[data-current]')?.dataset['id'];
    const option = this.boxTarget.content.querySelector<HTMLOptionElement>(
      `[data-rubric-criterion="${current ?? ''}"]`,
    );
    return option?.value ?? null;
  }

  private fieldAt(target: EventTarget | null): HTMLTextAreaElement | null {
    const element = target instanceof Element ? target : null;
    if (element instanceof HTMLTextAreaElement && this.element.contains(element)) return element;
    const around =
      element?.closest('[data-remark-box], .criterion') ??
      this.element.querySelector('.criterion[data-current]');
    return around?.querySelector('textarea') ?? null;
  }

  private say(words: string): void {
    this.spokenTarget.textContent = words;
  }

  /** A number, or a mark that is clicked and not selected, opens its remark; a quotation leads to its words. */
  private readonly clicked = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const quote = event.target.closest('[data-line="quote"]');
    if (quote) {
      event.preventDefault();
      this.goTo(remarkAt(quote));
      return;
    }
    const number = event.target.closest<HTMLElement>('a.remark-number');
    const mark = event.target.closest<HTMLElement>('mark.remarked');
    if (!number && (!mark || event.target.closest('a') || window.getSelection()?.isCollapsed === false))
      return;
    const id = number?.dataset['remark'] ?? mark?.dataset['remarks']?.split(' ')[0] ?? '';
    if (!this.remarks.has(id)) return;
    event.preventDefault();
    this.close();
    this.open(id);
  };

  private goTo(id: string | null): void {
    const remark = id === null ? undefined : this.remarks.get(id);
    const section = remark && this.sections.get(remark.sectionKey);
    if (!remark || !section) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    section.marks(remark.id)[0]?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    this.element
      .querySelector<HTMLElement>(`a.remark-number[data-remark="${remark.id}"]`)
      ?.focus({ preventScroll: true });
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.box?.element.contains(document.activeElement)) {
      event.preventDefault();
      this.close();
    } else if (this.choice.key(event)) this.begin();
  };

  private readonly selected = (): void => {
    const chosen = this.box === null || document.activeElement !== this.box.body ? this.choice.chosen : null;
    this.wordsButtonTarget.hidden = chosen === null;
  };

  private readonly reconnected = (): void => {
    this.saver.retry();
    void this.look();
  };

  /** What co-markers have written, changed and deleted; what is not saved here stays as it is. */
  private async look(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    const stored = await this.fetched();
    if (!stored || !this.element.isConnected) return;
    const busy = new Set([...this.saver.unsaved, ...(this.box ? [this.box.id] : [])]);
    const there = new Set(stored.map(({ id }) => id));
    const news = stored.filter(({ id, version }) => !busy.has(id) && this.saver.versionOf(id) < version);
    const gone = [...this.remarks.keys()].filter((id) => !there.has(id) && !busy.has(id));
    for (const remark of news) this.learn(remark);
    for (const id of gone) {
      this.saver.forget(id);
      this.remarks.delete(id);
    }
    if (news.length + gone.length === 0) return;
    this.drawAll();
    this.showSeen();
  }

  private async fetched(): Promise<StoredRemark[] | null> {
    try {
      const response = await fetch(this.urlsValue.remarks, { headers: { accept: 'application/json' } });
      return response.ok ? ((await response.json()) as { anchored: StoredRemark[] }).anchored : null;
    } catch {
      return null;
    }
  }
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

const remarkAt = (target: EventTarget | null): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-remark]')?.dataset['remark'] : null) ??
  null;

/** The block of a section that holds an element: a paragraph, a list, a table as a whole. */
function blockOf(inner: Element | null, section: Element): Element | null {
  let block = inner;
  while (block && block.parentElement !== section) block = block.parentElement;
  return block;
}

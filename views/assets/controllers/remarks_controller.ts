import { Controller } from '@hotwired/stimulus';
import { longestQuote } from '../../../src/grading/remarks/anchor.rules.js';
import { type ShownRemark } from '../../../src/grading/remarks/remark-merge.rules.js';
import { registerKeys } from '../grading/keys.js';
import { KnownRemarks } from '../grading/remarks/known-remarks.js';
import { LeaveGuard } from '../grading/remarks/leave-guard.js';
import { OverallField } from '../grading/remarks/overall-field.js';
import { overallId } from '../grading/remarks/remark-kind.js';
import { RemarkNews, type RemarksNow, type StoredRemark } from '../grading/remarks/remark-news.js';
import { RemarkSaver } from '../grading/remarks/remark-saver.js';
import { clickedRemark, remarkAt, RemarkView } from '../grading/remarks/remark-view.js';
import { pauseWhileTyping, RemarkWriting } from '../grading/remarks/remark-writing.js';
import { SectionText } from '../grading/remarks/section-text.js';
import { sendRemarksTo } from '../grading/remarks/send-remark.js';
import { WordChoice } from '../grading/remarks/word-choice.js';
import { personOfPage } from '../kept_on_device.js';

/**
 * Remarks on words of the handbook, and on the whole: words are selected with the mouse or by keyboard, one key opens a
 * box below them, what is typed is saved, and each remark stands in the list of its section. Markup:
 * views/grading/remarks/tools.hbs and the parts of views/grading/desk.
 */
export default class RemarksController extends Controller<HTMLElement> {
  static override targets = [...['box', 'key', 'line', 'overall', 'seen', 'spoken', 'state', 'wordsButton']];
  static override values = { key: String, stored: Array, url: String };
  declare readonly boxTarget: HTMLTemplateElement;
  declare readonly lineTarget: HTMLTemplateElement;
  declare readonly hasOverallTarget: boolean;
  declare readonly overallTarget: HTMLElement;
  declare readonly seenTargets: HTMLInputElement[];
  declare readonly spokenTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly wordsButtonTarget: HTMLButtonElement;
  declare readonly keyTarget: HTMLElement;
  declare readonly keyValue: string;
  declare readonly storedValue: StoredRemark[];
  declare readonly urlValue: string;
  private sections = new Map<string, SectionText>();
  private remarks = new KnownRemarks([]);
  /** What was deleted from here, by its last version: an answer from before may still hold it. */
  private readonly gone = new Map<string, number>();
  private saver!: RemarkSaver;
  private view!: RemarkView;
  private writing!: RemarkWriting;
  private choice!: WordChoice;
  private overall: OverallField | null = null;
  private guard: LeaveGuard | null = null;
  private news: RemarkNews | null = null;
  private forgetKeys: (() => void) | null = null;

  override connect(): void {
    const texts = [...this.element.querySelectorAll<HTMLElement>('[data-section-text]')];
    this.sections = new Map(texts.map((element) => new SectionText(element)).map((text) => [text.key, text]));
    this.remarks = new KnownRemarks([...this.sections.keys()]);
    this.saver = this.makeSaver();
    const parts = { line: this.lineTarget, box: this.boxTarget };
    this.view = new RemarkView(this.element, this.sections, this.remarks, this.saver, parts);
    this.writing = new RemarkWriting(this.boxTarget, this.sections, this.remarks, this.saver, this.view);
    this.choice = new WordChoice(this.element, this.sections, (words) => {
      this.say(words);
    });
    for (const stored of this.storedValue) this.learn(stored);
    this.overall = this.hasOverallTarget ? new OverallField(this.overallTarget, this.saver) : null;
    this.guard = new LeaveGuard(this.saver);
    this.element.querySelector('[data-save-state]')?.after(this.stateTarget);
    this.element.querySelector('.desk-handbook')?.append(this.wordsButtonTarget);
    this.keyTarget.textContent = this.keyValue.toUpperCase();
    this.forgetKeys = registerKeys([
      {
        ...{ keys: [this.keyValue], group: 'Remarks' },
        label: 'Remark on the selected words; without any, choose words by arrow keys',
        run: () => {
          this.begin();
        },
      },
    ]);
    this.news = new RemarkNews(`${this.urlValue}/remarks`, (now) => {
      this.hear(now);
    });
    this.element.addEventListener('click', this.clicked);
    this.element.addEventListener('keydown', this.pressed, true);
    this.element.addEventListener('desk:heard', this.heard);
    document.addEventListener('selectionchange', this.selected);
    document.addEventListener('visibilitychange', this.hidden);
    document.addEventListener('capstone:signed-in', this.signedIn);
    window.addEventListener('online', this.reconnected);
    window.addEventListener('focus', this.reconnected);
    this.view.drawAll();
  }

  override disconnect(): void {
    this.forgetKeys?.();
    this.guard?.end();
    this.news?.stop();
    this.element.removeEventListener('click', this.clicked);
    this.element.removeEventListener('keydown', this.pressed, true);
    this.element.removeEventListener('desk:heard', this.heard);
    document.removeEventListener('selectionchange', this.selected);
    document.removeEventListener('visibilitychange', this.hidden);
    document.removeEventListener('capstone:signed-in', this.signedIn);
    window.removeEventListener('online', this.reconnected);
    window.removeEventListener('focus', this.reconnected);
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
    const anchor = { sectionKey: section.key, ...place, quote };
    this.remarks.set(id, { id, ...anchor, by: '' });
    this.saver.begin(id, { body: '', criterionId: this.view.currentCriterion() }, 0, anchor);
    this.choice.end();
    this.view.draw(section.key);
    this.openAnother(id);
  }

  typed(): void {
    this.writing.changed(pauseWhileTyping);
  }

  chosen(): void {
    this.writing.changed();
  }

  typedOverall(): void {
    if (this.overall) this.saver.change(overallId, this.overall.value, pauseWhileTyping);
  }

  close(): void {
    this.writing.close();
  }

  edit(event: Event): void {
    const id = remarkAt(event.target);
    if (id !== null) this.openAnother(id);
  }

  remove(event: Event): void {
    const id = remarkAt(event.target);
    if (id !== null) this.writing.remove(id);
  }

  keepMine(): void {
    this.writing.keepMine();
  }

  takeTheirs(): void {
    this.writing.takeTheirs();
  }

  keepOverall(): void {
    this.overall?.keepMine();
  }

  takeOverall(): void {
    this.overall?.takeTheirs();
  }

  private makeSaver(): RemarkSaver {
    const person = personOfPage();
    const desk = this.urlValue;
    const assessment = desk.split('/').at(-1) ?? '';
    return new RemarkSaver(
      sendRemarksTo(desk),
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
        took: (id, value, by) => {
          this.took(id, value, by);
        },
        appeared: (id, anchor) => {
          const shown = this.sections.has(anchor.sectionKey);
          if (shown) this.remarks.set(id, { id, ...anchor, by: '' });
          return shown;
        },
      },
      person === null ? null : { person, assessment },
    );
  }

  private openAnother(id: string): void {
    this.writing.close();
    this.writing.open(id);
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
    ...by
  }: StoredRemark): void {
    const anchor = { sectionKey, start, end, quote };
    this.remarks.set(id, { id, ...anchor, by: by.updatedByName ?? 'Erased person' });
    this.saver.begin(id, { body, criterionId }, version, anchor);
  }

  private forget(id: string): void {
    const key = this.remarks.get(id)?.sectionKey ?? '';
    this.gone.set(id, this.saver.versionOf(id));
    this.saver.forget(id);
    this.remarks.delete(id);
    if (this.writing.id === id) this.writing.drop();
    this.view.drawAll();
    this.showSeen();
    if (document.activeElement !== document.body) return;
    (this.view.listOf(key) ?? this.element).closest<HTMLElement>('.desk-section')?.focus();
  }

  private saved(id: string, version: number): void {
    if (id === overallId) {
      this.overall?.saved(version);
      return;
    }
    const remark = this.remarks.get(id);
    if (remark) remark.by = '';
    this.showSeen();
  }

  /** Kept here earlier, made in another tab, or written by a co-marker. */
  private took(id: string, value: ShownRemark, by: string): void {
    if (id === overallId) {
      this.overall?.show(value?.body ?? '', by);
      return;
    }
    const remark = this.remarks.get(id);
    if (!remark) return;
    remark.by = by;
    this.writing.took(id, value);
    this.view.draw(remark.sectionKey);
    this.showSeen();
  }

  private showSeen(): void {
    for (const field of this.seenTargets) field.value = this.remarks.seen(this.saver);
  }

  private showClash(id: string): void {
    const theirs = this.saver.theirsOf(id);
    if (id !== overallId) this.writing.showClash(id);
    else if (theirs) this.overall?.showClash(theirs);
    this.view.draw(this.remarks.get(id)?.sectionKey ?? '');
  }

  private showState(id: string | null): void {
    if (id === null || this.writing.id === id) this.writing.showState();
    else if (id !== overallId) this.view.showLists(this.remarks.get(id)?.sectionKey ?? '');
    const { unsent, state } = this.saver;
    this.stateTarget.hidden = !unsent;
    const words = unsent ? `Remarks: ${lowerFirst(state.word)}` : '';
    if (this.stateTarget.textContent !== words) this.stateTarget.textContent = words;
  }

  private say(words: string): void {
    this.spokenTarget.textContent = words;
  }

  /** A quotation leads to its words; a number or a mark opens its remark. */
  private readonly clicked = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const quote = event.target.closest('[data-line="quote"]');
    if (quote) {
      event.preventDefault();
      this.view.goTo(remarkAt(quote));
      return;
    }
    const id = clickedRemark(event.target);
    if (id === null || !this.remarks.has(id)) return;
    event.preventDefault();
    this.openAnother(id);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.writing.hasFocus) {
      event.preventDefault();
      this.close();
    } else if (this.choice.key(event)) this.begin();
  };

  private readonly selected = (): void => {
    const chosen = this.writing.isTyped ? null : this.choice.chosen;
    this.wordsButtonTarget.hidden = chosen === null;
  };

  private readonly hidden = (): void => {
    if (document.visibilityState === 'hidden') void this.saver.settle();
  };

  private readonly reconnected = (): void => {
    this.saver.retry();
    void this.news?.look();
  };

  private readonly signedIn = (): void => {
    this.saver.signedIn();
    void this.news?.look();
  };

  /** Another part of the desk has heard from the server. */
  private readonly heard = (event: Event): void => {
    this.saver.heard((event as CustomEvent<{ kind: string; name?: string }>).detail);
  };

  /** Nothing is dropped only because it is missing: what was saved here a moment ago may not be in the answer yet. */
  private hear({ anchored, overall, removed }: RemarksNow): void {
    for (const remark of anchored) {
      // Who is writing is asked by their next write; not every page shows every section
      if (this.writing.id === remark.id || !this.sections.has(remark.sectionKey)) continue;
      if (this.saver.has(remark.id)) this.saver.arrive(remark.id, remark);
      else if (remark.version > (this.gone.get(remark.id) ?? 0)) {
        this.learn(remark);
        this.view.drawAll();
      }
    }
    for (const { id, version } of removed) if (this.writing.id !== id) this.saver.leave(id, version);
    if (overall && this.overall && !this.overall.held) this.saver.arrive(overallId, overall);
    this.showSeen();
  }
}

const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

import { make } from '../handbook/elements.js';
import { type Mark, type TheirMark } from './mark.js';

/** One criterion's fieldset on the desk. */
export class CriterionFields {
  readonly id: string;
  readonly sectionKeys: readonly string[];

  constructor(readonly element: HTMLFieldSetElement) {
    this.id = element.dataset['id'] ?? '';
    this.sectionKeys = (element.dataset['sections'] ?? '').split(' ').filter((key) => key !== '');
  }

  get mark(): Mark {
    const level = this.radios.find((radio) => radio.checked)?.value ?? '';
    return { levelId: level === '' ? null : level, remark: this.remark.value };
  }

  set mark({ levelId, remark }: Mark) {
    for (const radio of this.radios) radio.checked = radio.value === (levelId ?? '');
    this.remark.value = remark;
  }

  get version(): number {
    return Number(this.versionField.value);
  }

  /** The form sends it with the next full save. */
  set version(version: number) {
    this.versionField.value = String(version);
  }

  /** What the form says of a mark that nobody touched here. */
  set seen(digest: string) {
    this.find(`input[name="seen-${this.id}"]`, HTMLInputElement).value = digest;
  }

  /** `3 Research and reporting` */
  get title(): string {
    return this.element.querySelector('.criterion-title')?.textContent.trim().replace(/\s+/g, ' ') ?? '';
  }

  /** Who changed it last, when that was somebody else. */
  set by(words: string) {
    const line = this.element.querySelector('.criterion-by');
    if (line) line.textContent = words;
  }

  /** Why the server does not take what stands here, in a sentence; null where it does. */
  set refusal(sentence: string | null) {
    const field = this.remark;
    const shown = this.element.querySelector('.criterion-refusal');
    if ((shown?.textContent ?? null) === sentence) return;
    shown?.remove();
    // The page may have come with an error of its own, which the next save answers
    if (sentence === null) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
      return;
    }
    const id = `refusal-${this.id}`;
    field.before(make('p', { class: 'field-error criterion-refusal', id }, sentence));
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', id);
  }

  /** The names of those who are at this criterion, too. */
  set here(names: readonly string[]) {
    const words =
      names.length === 0 ? '' : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} here`;
    let line = this.element.querySelector('.criterion-here');
    if (!line && words === '') return;
    if (!line) {
      line = document.createElement('p');
      line.className = 'criterion-here small';
      this.element.querySelector('.criterion-title')?.after(line);
    }
    if (line.textContent !== words) line.textContent = words;
  }

  /** Theirs, when the page came with a conflict. */
  get clashOnPage(): TheirMark | null {
    const data = this.element.dataset['theirs'];
    return data === undefined ? null : (JSON.parse(data) as TheirMark);
  }

  /** The chosen level as its key says it, from 1; 0 while there is none. */
  get figure(): number {
    return this.radios.slice(0, -1).findIndex((radio) => radio.checked) + 1;
  }

  /** Chooses by number, 0 for no level. @returns false when there is no such level */
  choose(number: number, andFocus = true): boolean {
    const radio = number === 0 ? this.radios.at(-1) : this.radios.slice(0, -1)[number - 1];
    if (!radio) return false;
    if (andFocus) radio.focus();
    if (!radio.checked) radio.click();
    return true;
  }

  showClash(theirs: TheirMark, yours: Mark): void {
    const who = theirs.updatedByName ?? 'Somebody';
    this.say('who', `${who} changed this mark at ${clock(theirs.updatedAt)}.`);
    this.say('their-level', this.titleOf(theirs.levelId));
    this.say('their-remark', theirs.remark === '' ? 'No remark' : theirs.remark);
    this.say('your-level', this.titleOf(yours.levelId));
    this.say('your-remark', yours.remark === '' ? 'No remark' : yours.remark);
    this.offerChoices();
    this.clash.hidden = false;
  }

  /** With scripts, both ways out are one press. */
  offerChoices(): void {
    this.part('choices').hidden = false;
    this.say('hint', 'The fields below hold yours. Nothing has been saved over theirs.');
  }

  hideClash(): void {
    this.clash.hidden = true;
    delete this.element.dataset['theirs'];
  }

  private say(name: string, text: string): void {
    this.part(name).textContent = text;
  }

  private titleOf(levelId: string | null): string {
    const radio = this.radios.find((one) => one.value === levelId);
    return (
      radio?.closest('.level')?.querySelector('.level-title')?.firstChild?.textContent?.trim() ?? 'No level'
    );
  }

  private get radios(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>('input[type="radio"]')];
  }

  private get remark(): HTMLTextAreaElement {
    return this.find('textarea', HTMLTextAreaElement);
  }

  private get versionField(): HTMLInputElement {
    return this.find(`input[name="version-${this.id}"]`, HTMLInputElement);
  }

  private get clash(): HTMLElement {
    return this.find('.criterion-clash', HTMLElement);
  }

  private part(name: string): HTMLElement {
    return this.find(`[data-clash="${name}"]`, HTMLElement);
  }

  private find<E extends HTMLElement>(selector: string, type: new () => E): E {
    const found = this.element.querySelector(selector);
    if (!(found instanceof type)) throw new Error(`A criterion lacks ${selector}.`);
    return found;
  }
}

/** `14:03` on the reader's clock. */
export function clock(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

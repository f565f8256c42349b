import { clock } from '../criterion.js';
import { overallId } from './remark-kind.js';
import { type RemarkSaver } from './remark-saver.js';
import { type RemarkValue, type TheirRemark } from './remark-value.js';

/** The remark on the whole handbook: one field of the desk's form, with a clash beside it. */
export class OverallField {
  constructor(
    private readonly element: HTMLElement,
    private readonly saver: RemarkSaver,
  ) {
    saver.beginOverall({ value: this.value, version: Number(this.version.value) });
    const data = element.dataset['theirs'];
    if (data === undefined) return;
    saver.clash(overallId, { criterionId: null, ...(JSON.parse(data) as object) } as TheirRemark, this.value);
    this.part('choices').hidden = false;
  }

  get value(): RemarkValue {
    return { body: this.text.value, criterionId: null };
  }

  saved(version: number): void {
    this.version.value = String(version);
    this.part('by').textContent = '';
  }

  /** Written elsewhere. @param by empty for one's own */
  show(body: string, by: string): void {
    if (this.text.value !== body) this.text.value = body;
    this.version.value = String(this.saver.versionOf(overallId));
    this.part('by').textContent = by === '' ? '' : `Last changed by ${by}`;
  }

  /** Whether somebody is at it. */
  get held(): boolean {
    return document.activeElement === this.text;
  }

  showClash(theirs: TheirRemark): void {
    this.part('who').textContent =
      `${theirs.updatedByName ?? 'Somebody'} changed this remark at ${clock(theirs.updatedAt)}.`;
    this.part('theirs').textContent = theirs.body === '' ? 'No remark' : theirs.body;
    this.part('choices').hidden = false;
    this.part('clash').hidden = false;
  }

  keepMine(): void {
    this.decide(this.value);
  }

  takeTheirs(): void {
    const theirs = this.saver.theirsOf(overallId);
    if (!theirs) return;
    this.text.value = theirs.body;
    this.decide(this.value);
  }

  private decide(value: RemarkValue): void {
    this.part('clash').hidden = true;
    this.saver.decide(overallId, value);
    this.text.focus();
  }

  private get text(): HTMLTextAreaElement {
    return this.find('textarea', HTMLTextAreaElement);
  }

  private get version(): HTMLInputElement {
    return this.find('input[name="overall-version"]', HTMLInputElement);
  }

  private part(name: string): HTMLElement {
    return this.find(`[data-overall="${name}"]`, HTMLElement);
  }

  private find<E extends HTMLElement>(selector: string, type: new () => E): E {
    const found = this.element.querySelector(selector);
    if (!(found instanceof type)) throw new Error(`The remark on the whole lacks ${selector}.`);
    return found;
  }
}

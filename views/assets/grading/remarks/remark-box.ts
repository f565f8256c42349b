import { type RemarkValue, type TheirRemark } from './remark-value.js';
import { clock } from '../criterion.js';

interface BoxFacts {
  number: number;
  sectionKey: string;
  quote: string;
  value: RemarkValue;
}

/** The box in which one remark is written, below the words that it is about. */
export class RemarkBox {
  readonly element: HTMLElement;

  constructor(
    template: HTMLTemplateElement,
    readonly id: string,
  ) {
    const made = template.content.firstElementChild?.cloneNode(true);
    if (!(made instanceof HTMLElement)) throw new Error('The box of a remark has no template.');
    this.element = made;
    this.element.dataset['remark'] = id;
  }

  show({ number, sectionKey, quote, value }: BoxFacts): void {
    Object.assign(this.element.dataset, { sectionKey, quote });
    this.element.setAttribute('aria-label', `Remark ${number} on “${quote}”`);
    this.part('number', HTMLElement).textContent = String(number);
    this.part('quote', HTMLElement).textContent = `“${quote}”`;
    this.value = value;
  }

  get value(): RemarkValue {
    return { body: this.body.value, criterionId: this.criterion.value === '' ? null : this.criterion.value };
  }

  set value({ body, criterionId }: RemarkValue) {
    if (this.body.value !== body) this.body.value = body;
    this.criterion.value = criterionId ?? '';
    // One that a changed rubric has dropped is shown as none.
    if (this.criterion.selectedIndex < 0) this.criterion.value = '';
  }

  get body(): HTMLTextAreaElement {
    return this.part('body', HTMLTextAreaElement);
  }

  get criterion(): HTMLSelectElement {
    return this.part('criterion', HTMLSelectElement);
  }

  set state(words: string) {
    const line = this.part('state', HTMLElement);
    if (line.textContent !== words) line.textContent = words;
  }

  /** @param yours null where it was deleted here */
  showClash(theirs: TheirRemark | null, yours: RemarkValue | null): void {
    const who = theirs?.updatedByName ?? 'Somebody';
    this.part('who', HTMLElement).textContent = theirs
      ? `${who} changed this remark at ${clock(theirs.updatedAt)}. ${yours === null ? 'You deleted it.' : 'The field below holds yours.'}`
      : 'Somebody deleted this remark. The field below holds yours.';
    this.part('theirs', HTMLElement).textContent = theirs ? theirs.body : 'Deleted';
    this.part('take', HTMLElement).textContent = theirs ? 'Take theirs' : 'Delete it';
    this.part('mine', HTMLElement).textContent = yours === null ? 'Delete it' : 'Keep mine';
    this.part('clash', HTMLElement).hidden = false;
  }

  hideClash(): void {
    this.part('clash', HTMLElement).hidden = true;
  }

  private part<E extends HTMLElement>(name: string, type: new () => E): E {
    const found = this.element.querySelector(`[data-box="${name}"]`);
    if (!(found instanceof type)) throw new Error(`The box of a remark lacks ${name}.`);
    return found;
  }
}

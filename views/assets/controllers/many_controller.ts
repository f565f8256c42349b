import { Controller } from '@hotwired/stimulus';

/** Enough for a table at once, and so few that the bar moves. */
const AT_ONCE = 25;

/** How the address of the file begins; the rest is its text. */
const FILE = 'data:text/csv;charset=utf-8,';

/**
 * Sends a list of codes in parts and puts their answers together, so that one sees how far it is. Each part is the page
 * that the whole list would get; without scripts the form asks for all of it.
 */
export default class ManyController extends Controller<HTMLElement> {
  static override readonly targets = ['result', 'form', 'trouble', 'sentence'];
  declare readonly resultTarget: HTMLElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly troubleTarget: HTMLElement;
  declare readonly sentenceTarget: HTMLElement;

  private list = '';
  private underWay: AbortController | null = null;

  override disconnect(): void {
    this.underWay?.abort();
  }

  async check(event: Event): Promise<void> {
    event.preventDefault();
    if (this.underWay) return;
    this.list = this.formTarget.querySelector('textarea')?.value ?? '';
    this.resultTarget.replaceChildren();
    await this.goOn();
  }

  /** From where it stopped. */
  async goOn(): Promise<void> {
    if (this.underWay) return;
    const stop = new AbortController();
    this.underWay = stop;
    this.troubleTarget.hidden = true;
    this.formTarget.setAttribute('aria-busy', 'true');
    try {
      while (!stop.signal.aborted && this.done < this.total) {
        if (!(await this.nextPart(stop.signal))) return;
      }
      say(this.part('state')?.textContent ?? '');
    } catch {
      if (!stop.signal.aborted)
        this.stopped('The connection broke. What stands here is right, and the rest is not checked yet.');
    } finally {
      this.underWay = null;
      this.formTarget.removeAttribute('aria-busy');
    }
  }

  /** @returns false where it does not go on */
  private async nextPart(signal: AbortSignal): Promise<boolean> {
    const body = new URLSearchParams({
      list: this.list,
      from: String(this.done),
      count: String(AT_ONCE),
    });
    const answer = await fetch(this.formTarget.action, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body,
      signal,
    });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const section = page.querySelector<HTMLElement>('section.many');
    if (section) {
      const before = this.done;
      this.add(section);
      return this.done > before;
    }
    const refusal = page.querySelector('.error-summary li, main .lead')?.textContent.trim();
    if (answer.status === 422) this.showInstead(page);
    else this.stopped(refusal ?? 'The server could not answer. What stands here is right.');
    return false;
  }

  private add(section: HTMLElement): void {
    const shown = this.resultTarget.querySelector<HTMLElement>('section.many');
    if (!shown) {
      this.resultTarget.append(document.importNode(section, true));
      this.resultTarget.querySelector('h2')?.focus();
      return;
    }
    const [rows, counts, file] = [this.part('rows'), this.part('counts'), this.part('file')];
    const [moreRows, moreCounts, moreFile] = ['rows', 'counts', 'file'].map((name) => partOf(section, name));
    if (moreRows) rows?.append(...document.importNode(moreRows, true).children);
    if (counts && moreCounts) addCounts(counts, moreCounts);
    if (file && moreFile) file.setAttribute('href', bothFiles(file, moreFile));
    const state = this.part('state');
    if (state) state.textContent = partOf(section, 'state')?.textContent ?? '';
    shown.dataset['done'] = section.dataset['done'] ?? '';
    const bar = this.part('progress');
    if (!(bar instanceof HTMLProgressElement)) return;
    bar.value = this.done;
    bar.hidden = this.done >= this.total;
  }

  /** The page that says what is wrong with the list, in the place of this one. */
  private showInstead(page: Document): void {
    const main = page.querySelector('main');
    if (!main) return;
    document.title = page.title;
    document.querySelector('main')?.replaceWith(document.importNode(main, true));
    const summary = document.querySelector<HTMLElement>('.error-summary');
    summary?.focus();
  }

  private stopped(sentence: string): void {
    this.sentenceTarget.textContent = sentence;
    this.troubleTarget.hidden = false;
    this.troubleTarget.scrollIntoView({ block: 'nearest' });
  }

  private get done(): number {
    return this.figure('done') ?? 0;
  }

  private get total(): number {
    return this.figure('total') ?? Infinity;
  }

  private figure(name: 'done' | 'total'): number | null {
    const text = this.resultTarget.querySelector<HTMLElement>('section.many')?.dataset[name];
    return text === undefined ? null : Number(text);
  }

  private part(name: string): Element | null {
    return partOf(this.resultTarget, name);
  }
}

const partOf = (section: Element, name: string) => section.querySelector(`[data-many-part="${name}"]`);

/** Counts of both, in the order that each page gives them. */
function addCounts(shown: Element, more: Element): void {
  const all = [...shown.children] as HTMLElement[];
  for (const count of more.children as Iterable<HTMLElement>) {
    const same = all.find(({ dataset }) => dataset['order'] === count.dataset['order']);
    const figure = same?.querySelector('[data-count]');
    if (figure)
      figure.textContent = String(
        Number(figure.textContent) + Number(count.querySelector('[data-count]')?.textContent),
      );
    else all.push(document.importNode(count, true));
  }
  all.sort((one, other) => Number(one.dataset['order']) - Number(other.dataset['order']));
  shown.replaceChildren(...all);
}

/** The second without its heads, which are one line. */
function bothFiles(first: Element, second: Element): string {
  const text = (link: Element) => decodeURIComponent((link.getAttribute('href') ?? '').slice(FILE.length));
  const more = text(second);
  return FILE + encodeURIComponent(text(first) + more.slice(more.indexOf('\r\n') + 2));
}

/** In the live region of the page, where there is one. */
function say(sentence: string): void {
  const region = document.getElementById('announcement');
  if (region) region.textContent = sentence;
}

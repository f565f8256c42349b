import { type Access } from '../../../src/assignments/live/save-state.rules.js';
import { renewTokens } from '../csrf.js';
import { KeptPage } from './kept-page.js';
import { askForPage } from './page-check.js';

const checkEveryMs = 4_000;

/** What the author may do at the moment, as far as this page knows: told by the socket, or asked of the page itself. */
export class Admission {
  access: Access;
  private readonly page: KeptPage;
  private stranger: string | null = null;
  private checkedAt = -Infinity;
  private old: boolean;

  /**
   * @param name under which the page is kept on this device
   * @param open the page can be opened: it is worth while to connect
   */
  constructor(
    private readonly settings: { author: { id: string }; writable: boolean; keptPage: boolean },
    name: string,
    private readonly open: () => void,
  ) {
    this.access = settings.writable ? 'writing' : 'reading';
    this.old = settings.keptPage;
    this.page = new KeptPage(name);
  }

  /** True while the page comes from this device, and its form tokens may have ended. */
  get stale(): boolean {
    return this.old;
  }

  /** Who is signed in in the author's place, or null. */
  get otherPerson(): string | null {
    return this.access === 'other-person' ? this.stranger : null;
  }

  /** Asks the page who may open it, and takes from it what has to be new; without `now` only once in a while. */
  async check(connected: () => boolean, now: boolean): Promise<void> {
    if (!now && performance.now() - this.checkedAt < checkEveryMs) return;
    this.checkedAt = performance.now();
    const answer = await askForPage(this.settings.author.id);
    if (answer.kind === 'open') {
      this.old = false;
      renewTokens(answer.page);
      void this.page.keep(answer);
      if (['signed-out', 'other-person', 'gone'].includes(this.access)) {
        this.access = this.settings.writable ? 'writing' : 'reading';
      }
      this.open();
    } else if (answer.kind !== 'unknown' && !connected()) {
      this.access = answer.kind;
      if (answer.kind === 'other-person') this.stranger = answer.name;
      if (answer.kind !== 'signed-out') void this.page.forget();
    }
  }
}

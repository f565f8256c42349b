import { companyWords } from '../../../src/grading/presence/presence.rules.js';
import { make } from '../handbook/elements.js';
import { signInHere } from '../handbook/sign-in-dialog.js';
import { personOfPage } from '../kept_on_device.js';
import { endSession } from '../sign_out.js';
import { deskIsOpen } from './courier.js';
import { clock, type CriterionFields } from './criterion.js';
import { type CoMarker, DeskCompany, type DeskNow } from './desk-company.js';
import { DeskNotice, type DeskSituation } from './desk-notice.js';
import { renewFor } from './desk-request.js';
import { type TheirMark } from './mark.js';
import { type MarkSaver } from './mark-saver.js';

/**
 * What happens to a desk from outside: co-markers who come, move and mark; a session that ends, somebody else who signs
 * in; a rubric that changes; a sign-out that asks whether anything is left to send.
 */
export class DeskLive {
  private readonly notice: DeskNotice;
  private readonly company: DeskCompany;
  private readonly leaveDesk: () => void;
  private readonly spoken = make('p', { class: 'visually-hidden', role: 'status' });
  private news: DeskSituation['news'] = null;
  private place: string | null = null;
  private here = '';
  private grades: number | null = null;

  constructor(
    private readonly page: HTMLElement,
    assessment: string,
    private readonly saver: MarkSaver,
    private readonly criteria: ReadonlyMap<string, CriterionFields>,
  ) {
    page.append(this.spoken);
    this.notice = new DeskNotice(page, {
      signIn: () => void this.signIn(),
      signInInstead: () => void endSession().then(() => this.signIn()),
    });
    this.leaveDesk = deskIsOpen(assessment);
    this.company = new DeskCompany(`/grading/assessments/${assessment}/presence`, {
      place: () => this.currentPlace,
      versions: () => saver.versions,
      told: (now) => {
        this.hear(now, assessment);
      },
      answered: (answer) => {
        saver.heard(answer);
        page.dispatchEvent(new CustomEvent('desk:heard', { detail: answer }));
      },
    });
    for (const sign of ['focusin', 'click', 'keyup']) page.addEventListener(sign, this.onMove);
    document.addEventListener('capstone:sign-out', this.onSignOut);
    document.addEventListener('visibilitychange', this.onHide);
  }

  /** To be called whenever the saver's state may have changed. */
  refresh(): void {
    const { saver } = this;
    this.notice.show({
      access: saver.currentAccess,
      marker: document.querySelector('.masthead-full-name')?.textContent.trim() ?? 'its marker',
      otherPerson: saver.otherPerson,
      unsent: saver.unkept ? 'unkept' : saver.unsent ? 'kept' : 'none',
      news: this.news,
    });
  }

  /** A co-marker's mark has come into the page. */
  tell(fields: CriterionFields, { updatedByName, updatedAt }: TheirMark): void {
    const who = updatedByName ?? 'Somebody';
    fields.by = `Last changed by ${who}, ${clock(updatedAt)}`;
    this.spoken.textContent = `${who} changed ${fields.title}.`;
  }

  stop(): void {
    this.company.stop();
    this.notice.destroy();
    this.spoken.remove();
    this.leaveDesk();
    for (const sign of ['focusin', 'click', 'keyup']) this.page.removeEventListener(sign, this.onMove);
    document.removeEventListener('capstone:sign-out', this.onSignOut);
    document.removeEventListener('visibilitychange', this.onHide);
  }

  private get currentPlace(): string | null {
    return this.page.querySelector<HTMLElement>('.criterion[data-current]')?.dataset['id'] ?? null;
  }

  private async signIn(): Promise<void> {
    const signedIn = await signInHere(
      'The desk stays open behind this. Marks that wait are sent once you are signed in.',
    );
    if (!signedIn) return;
    const answer = await renewFor(personOfPage());
    if (answer === null) {
      this.saver.signedIn();
      document.dispatchEvent(new Event('capstone:signed-in'));
    } else this.saver.heard(answer);
  }

  private hear({ people, marks, grades, laterId }: DeskNow, assessment: string): void {
    for (const mark of marks) this.saver.arrive(mark.rubricCriterionId, mark);
    this.showPeople(people);
    if (laterId !== null) {
      this.news = {
        sentence: 'The rubric has changed, and this handbook is marked by the new one now.',
        href: this.pageOf(assessment, laterId),
        label: 'Open its new desk',
      };
    } else if (this.grades !== null && grades > this.grades) {
      this.news = {
        sentence: 'The grade of this handbook has been finalised elsewhere.',
        href: this.pageOf(assessment, assessment),
        label: 'Load this desk anew',
      };
    }
    this.grades ??= grades;
    this.refresh();
  }

  /** The same page of an assessment: on the way by criterion, with names hidden, it is no desk that names somebody. */
  private pageOf(assessment: string, wanted: string): string {
    return location.pathname.replace(assessment, wanted) + location.search;
  }

  private showPeople(people: readonly CoMarker[]): void {
    const placed = people.map(({ name, rubricCriterionId }) => ({
      name,
      place: this.criteria.get(rubricCriterionId ?? '')?.title ?? null,
    }));
    const line = this.page.querySelector<HTMLElement>('[data-desk-company]');
    if (line) {
      line.hidden = people.length === 0;
      line.textContent = companyWords(placed);
    }
    for (const fields of this.criteria.values()) {
      fields.here = people.filter((one) => one.rubricCriterionId === fields.id).map(({ name }) => name);
    }
    // Who comes and goes is spoken; where they go would be said all the time
    const names = people.map(({ name }) => name).join(', ');
    if (names !== this.here)
      this.spoken.textContent = names === '' ? 'You are alone here.' : `Also here: ${names}.`;
    this.here = names;
  }

  private readonly onMove = (): void => {
    const place = this.currentPlace;
    if (place === this.place) return;
    this.place = place;
    this.company.moved();
  };

  private readonly onSignOut = (event: Event): void => {
    if (this.saver.unsent) event.preventDefault();
  };

  private readonly onHide = (): void => {
    if (document.visibilityState === 'hidden') void this.saver.settle();
  };
}

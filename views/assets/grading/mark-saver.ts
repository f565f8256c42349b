import { type MarkAccess, type MarkSaveState } from '../../../src/grading/marking/mark-save-state.rules.js';
import { markKind } from './mark-kind.js';
import { type Mark, type StoredMark, type TheirMark } from './mark.js';
import { type Place } from './saving/device-keeper.js';
import { Saver } from './saving/saver.js';
import { type Come, type Send } from './saving/slot.js';
import { comeOf } from './send-mark.js';

interface MarkEvents {
  stateChanged(): void;
  saved(criterionId: string, version: number): void;
  clashed(criterionId: string, theirs: TheirMark, yours: Mark): void;
  /** The page is to show this: it was made here earlier, in another tab, or by a co-marker. */
  took(criterionId: string, mark: StoredMark | TheirMark, whose: 'own' | 'theirs'): void;
}

/** Saves the marks of a desk, by criterion; how, says `saving/saver.ts`. */
export class MarkSaver {
  private readonly saver: Saver<Mark>;

  /** @param place whose marks these are, and of which assessment; without it nothing is kept on this device */
  constructor(send: Send<Mark>, told: MarkEvents, place: Place | null) {
    this.saver = new Saver(
      markKind,
      send,
      {
        stateChanged: () => {
          told.stateChanged();
        },
        saved: (id, { version }) => {
          told.saved(id, version);
        },
        clashed: (id, theirs, yours) => {
          told.clashed(id, markOf(theirs), yours);
        },
        took: (id, held, whose) => {
          told.took(id, 'updatedAt' in held ? markOf(held) : { ...held.value, version: held.version }, whose);
        },
        // A mark of another rubric's criterion.
        unknown: () => false,
      },
      place,
    );
  }

  begin(criterionId: string, { version, ...value }: StoredMark): void {
    this.saver.begin(criterionId, { value, version });
  }

  /** @param after milliseconds without a further change before it is sent */
  change(criterionId: string, mark: Mark, after = 0): void {
    this.saver.change(criterionId, mark, after);
  }

  /** The page came with a conflict: what it shows is not stored. */
  clash(criterionId: string, theirs: TheirMark, yours: Mark): void {
    this.saver.clash(criterionId, comeOf(theirs), yours);
  }

  /** Ends a conflict: the given mark, made in the knowledge of theirs, is saved over it. */
  decide(criterionId: string, mark: Mark): void {
    this.saver.decide(criterionId, mark);
  }

  /** A mark that somebody else, or another tab, has saved. */
  arrive(criterionId: string, come: TheirMark, whose: 'own' | 'theirs' = 'theirs'): void {
    this.saver.arrive(criterionId, comeOf(come), whose);
  }

  /** Sends again what could not be sent, as after a connection came back. */
  retry(): void {
    this.saver.retry();
  }

  /** Something else on this page has heard from the server. */
  heard(answer: { kind: string; name?: string }): void {
    this.saver.heard(answer);
  }

  /** Somebody has signed in on this page: the answer to the next write says who. */
  signedIn(): void {
    this.saver.signedIn();
  }

  get state(): MarkSaveState {
    return this.saver.state();
  }

  /** When something was last saved here, as an ISO instant. */
  get lastSaved(): string | null {
    return this.saver.lastSaved();
  }

  get currentAccess(): MarkAccess {
    return this.saver.access;
  }

  /** Who is signed in in the place of whoever this page was made for. */
  get otherPerson(): string | null {
    return this.saver.otherPerson;
  }

  /** True while something that was made here is not known to be stored by the server. */
  get unsent(): boolean {
    return this.saver.unsent;
  }

  /** True while something is neither stored by the server nor committed by this device. */
  get unkept(): boolean {
    return this.saver.unkept;
  }

  /** The versions that this page shows, by criterion. */
  get versions(): Record<string, number> {
    return Object.fromEntries(
      this.saver.ids.map((id) => {
        const slot = this.saver.at(id);
        return [id, slot?.theirs?.version ?? slot?.stored.version ?? 0];
      }),
    );
  }

  /** Their mark, while a conflict with it waits for a decision. */
  theirsOf(criterionId: string): TheirMark | null {
    const theirs = this.saver.at(criterionId)?.theirs;
    return theirs ? markOf(theirs) : null;
  }

  /** Why the server does not take this mark, in a sentence. */
  refusalOf(criterionId: string): string | null {
    return this.saver.at(criterionId)?.refusal ?? null;
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  settle(): Promise<boolean> {
    return this.saver.settle();
  }

  /** The page is left: what waits is sent once; what does not arrive is kept, and sent from the next page. */
  stop(): void {
    this.saver.stop();
  }
}

const markOf = ({ value, version, updatedAt, updatedByName }: Come<Mark>): TheirMark => ({
  ...value,
  version,
  updatedAt: updatedAt ?? '',
  updatedByName,
});

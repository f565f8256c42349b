import { type MarkSaveState } from '../../../../src/grading/marking/mark-save-state.rules.js';
import { type Anchor } from '../../../../src/grading/remarks/anchor.rules.js';
import { type ShownRemark } from '../../../../src/grading/remarks/remark-merge.rules.js';
import { clock } from '../criterion.js';
import { type Place } from '../saving/device-keeper.js';
import { Saver } from '../saving/saver.js';
import { type Come, type Held, type Send } from '../saving/slot.js';
import { anchorIn, overallId, remarkKind } from './remark-kind.js';
import { type RemarkValue, type TheirRemark } from './remark-value.js';
import { comeOf, gone } from './send-remark.js';

export interface RemarkEvents {
  /** @param id of what it is about; null where time has passed */
  stateChanged: (id: string | null) => void;
  saved: (id: string, version: number) => void;
  /** It is nowhere any more. */
  deleted: (id: string) => void;
  clashed: (id: string) => void;
  /** The page is to show this, which was made elsewhere; null to show it no more. @param by empty for one's own */
  took: (id: string, value: ShownRemark, by: string) => void;
  /** One that this device keeps and the page does not have. @returns whether the page can show it */
  appeared: (id: string, anchor: Anchor) => boolean;
}

/** Saves the remarks of a desk; how, says `saving/saver.ts`. */
export class RemarkSaver {
  private readonly saver: Saver<ShownRemark>;

  /** @param place whose remarks these are, and at which assessment; without it nothing is kept on this device */
  constructor(
    send: Send<ShownRemark>,
    private told: RemarkEvents,
    place: Place | null,
  ) {
    this.saver = new Saver(
      remarkKind,
      send,
      {
        stateChanged: (id) => {
          this.told.stateChanged(id);
        },
        saved: (id, stored) => {
          this.saved(id, stored);
        },
        clashed: (id) => {
          this.told.clashed(id);
        },
        took: (id, held, whose) => {
          const by =
            whose === 'theirs' && 'updatedByName' in held ? (held.updatedByName ?? 'Erased person') : '';
          this.told.took(id, held.value, by);
          this.dropWhatIsGone(id);
        },
        unknown: ({ id, base, note }) => {
          const anchor = anchorIn(note);
          if (!anchor || !this.told.appeared(id, anchor)) return false;
          this.saver.begin(id, base, anchor);
          return true;
        },
      },
      place,
    );
  }

  /** A remark on words. @param version 0 for one that nobody has stored */
  begin(id: string, value: RemarkValue, version: number, anchor: Anchor): void {
    this.saver.begin(id, version === 0 ? gone(0) : { value, version }, anchor);
    if (version === 0) this.saver.change(id, value);
  }

  /** The remark on the whole. */
  beginOverall(held: Held<RemarkValue>): void {
    this.saver.begin(overallId, held);
  }

  /** @param after milliseconds without a further change before it is sent */
  change(id: string, wanted: ShownRemark, after = 0): void {
    this.saver.change(id, wanted, after);
    this.dropWhatIsGone(id);
  }

  /** The page came with a conflict. */
  clash(id: string, theirs: TheirRemark, yours: RemarkValue): void {
    this.saver.clash(id, comeOf(theirs), yours);
  }

  /** Ends a conflict in the knowledge of theirs. */
  decide(id: string, wanted: ShownRemark): void {
    this.saver.decide(id, wanted);
    this.dropWhatIsGone(id);
  }

  /** What a co-marker has written, as the server tells. */
  arrive(id: string, come: TheirRemark): void {
    this.saver.arrive(id, comeOf(come));
  }

  /** A co-marker has deleted it. */
  leave(id: string, version: number): void {
    this.saver.arrive(id, gone(version));
  }

  forget(id: string): void {
    this.saver.forget(id);
  }

  has(id: string): boolean {
    return this.saver.at(id) !== undefined;
  }

  /** Undefined while there is no conflict; null where they deleted it. */
  theirsOf(id: string): TheirRemark | null | undefined {
    const theirs = this.saver.at(id)?.theirs;
    if (!theirs) return undefined;
    const { value, version, updatedAt, updatedByName } = theirs;
    return value && { ...value, version, updatedAt: updatedAt ?? '', updatedByName };
  }

  wantedOf(id: string): ShownRemark {
    return this.saver.at(id)?.wanted ?? null;
  }

  /** As the page shows it: one that was deleted here and changed by somebody else stays until it is decided. */
  shownOf(id: string): RemarkValue | null {
    return this.wantedOf(id) ?? this.theirsOf(id) ?? null;
  }

  versionOf(id: string): number {
    return this.saver.at(id)?.stored.version ?? 0;
  }

  isUnsent(id: string): boolean {
    return this.saver.isUnsent(id);
  }

  /** How safe one remark is, in words. */
  wordsOf(id: string): string {
    if (this.theirsOf(id) !== undefined) return 'Waits for your decision';
    const nothing = id !== overallId && (this.wantedOf(id)?.body ?? '').trim() === '';
    if (nothing && !this.isUnsent(id)) return 'Saved as you type';
    const { word, timed } = this.saver.state(id);
    const at = timed ? this.saver.lastSaved(id) : null;
    return at === null ? word : `${word} ${clock(at)}`;
  }

  /** How safe all of them are. */
  get state(): MarkSaveState {
    return this.saver.state();
  }

  /** True while something that was made here is not known to be stored by the server. */
  get unsent(): boolean {
    return this.saver.unsent;
  }

  /** True while something is neither stored by the server nor committed by this device. */
  get unkept(): boolean {
    return this.saver.unkept;
  }

  /** Something else on this page has heard from the server. */
  heard(answer: { kind: string; name?: string }): void {
    this.saver.heard(answer);
  }

  signedIn(): void {
    this.saver.signedIn();
  }

  retry(): void {
    this.saver.retry();
  }

  /** Sends everything that waits. @returns whether the server has all of it */
  settle(): Promise<boolean> {
    return this.saver.settle();
  }

  /** The page is left: what waits is sent once, and nobody is told of it any more. */
  stop(): void {
    this.told = deaf;
    this.saver.stop();
  }

  private saved(id: string, { value, version }: Come<ShownRemark>): void {
    if (value !== null) this.told.saved(id, version);
    this.dropWhatIsGone(id);
  }

  /** Deleted, and known to be so by the server, or never there. */
  private dropWhatIsGone(id: string): void {
    const slot = this.saver.at(id);
    if (id !== overallId && slot?.wanted === null && !this.saver.isUnsent(id)) this.told.deleted(id);
  }
}

const nothing = () => undefined;
const deaf: RemarkEvents = {
  ...{ stateChanged: nothing, saved: nothing, deleted: nothing, clashed: nothing, took: nothing },
  appeared: () => false,
};

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { Handbooks, type OpenHandbook } from '../handbooks/handbooks.service.js';
import { LiveHandbooks } from '../live/live-handbooks.js';
import { type Book } from '../sections/section-kind.rules.js';
import {
  bookOf,
  freezeHandbook,
  type FrozenSection,
  type HandbookPlace,
  isSectionKindName,
  withFigures,
} from '../sections/section-kinds.rules.js';
import { mostKeptByHand } from './revision.rules.js';
import { fingerprint, type KeptRevision, type RevisionDraft, RevisionStore } from './revision-store.js';
import { restoreSections } from './restoring.rules.js';

/** A state of a handbook, ready to be read: each section with what is computed of it. */
export interface HandbookState {
  /** Null for the handbook as it is now. */
  revision: KeptRevision | null;
  book: Book;
}

interface Restoration {
  /** Null when nothing differed, so that nothing was done. */
  revisionId: string | null;
}

/** Earlier versions of a handbook, for its author. */
@Injectable()
export class Revisions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly handbooks: Handbooks,
    private readonly live: LiveHandbooks,
    private readonly store: RevisionStore,
    private readonly limits: Limits,
  ) {}

  /** All of a handbook, the latest first. */
  async ofHandbook(handbook: OpenHandbook): Promise<KeptRevision[]> {
    return this.store.ofHandbook(handbook.id);
  }

  /** The places of a handbook's sections, in their order. */
  async places(handbook: OpenHandbook): Promise<HandbookPlace[]> {
    const sections = await this.handbooks.sections(handbook.templateId);
    return sections.flatMap(({ key, kind, title }) =>
      isSectionKindName(kind) ? [{ key, kind, title }] : [],
    );
  }

  /**
   * States of a handbook.
   *
   * @param which ids of revisions; “now” for the handbook as it is now
   *
   * @throws DomainError notFound for a revision that is not this handbook's
   */
  async states(
    handbook: OpenHandbook,
    places: readonly HandbookPlace[],
    which: readonly string[],
  ): Promise<HandbookState[]> {
    const ids = which.filter((one) => one !== 'now');
    const kept = ids.length === 0 ? [] : await this.store.ofHandbook(handbook.id);
    const sections = ids.length === 0 ? new Map<string, FrozenSection[]>() : await this.store.sectionsOf(ids);
    const titles = Object.fromEntries(places.map(({ key, title }) => [key, title]));
    return Promise.all(
      which.map(async (one) => {
        const revision = kept.find(({ id }) => id === one) ?? null;
        const own = one === 'now' ? await this.now(handbook, places) : sections.get(one);
        if ((one !== 'now' && revision === null) || own === undefined) throw notFound();
        const typed = bookOf(own, titles);
        const computed = own.map(({ key, kind, content }) => ({
          key,
          kind,
          content: withFigures(kind, content, typed),
        }));
        return { revision, book: bookOf(computed, titles) };
      }),
    );
  }

  /**
   * Keeps the handbook as it is now under a name.
   *
   * @throws DomainError conflict for a read-only handbook, invalid when too many are kept
   */
  async keep(viewer: Viewer, handbook: OpenHandbook, name: string): Promise<string> {
    this.refuseWhenClosed(handbook);
    const sections = await this.now(handbook, await this.places(handbook));
    return this.keepByHand({ ...this.draft(viewer, handbook), kind: 'named', name, sections }, 1);
  }

  /**
   * Puts one section, or all, back to what they were, and keeps the handbook before and after. Whoever has the handbook
   * open sees it at once.
   *
   * @param sectionKey null for all sections
   * @throws DomainError notFound for a revision or section that is not this handbook's, conflict for a read-only
   *   handbook and when the change can't be stored, invalid when too many are kept,
   *   tooMany after sixty within ten minutes
   */
  async restore(
    viewer: Viewer,
    handbook: OpenHandbook,
    revisionId: string,
    sectionKey: string | null,
  ): Promise<Restoration> {
    this.refuseWhenClosed(handbook);
    await this.limits.consume('restorationsByAuthor', viewer.id);
    const places = await this.places(handbook);
    const wanted = await this.wanted(handbook, revisionId, sectionKey);
    const keys = wanted.map(({ key }) => key);
    const concerned = (sections: readonly FrozenSection[]) =>
      fingerprint(sections.filter(({ key }) => keys.includes(key)));
    const before = await this.now(handbook, places);
    if (concerned(before) === fingerprint(wanted)) return { revisionId: null };
    const draft = this.draft(viewer, handbook);
    // Stored before anything changes, so that nothing is lost whenever the process ends
    let undoId = await this.keepByHand({ ...draft, kind: 'before-restore', sections: before }, 2);
    const change = await this.live.change(handbook.id, viewer.id, (doc) => {
      const replaced = freezeHandbook(doc, places).sections;
      restoreSections(doc, places, wanted);
      return { replaced, after: freezeHandbook(doc, places).sections };
    });
    // Somebody typed there in the moment between
    if (concerned(change.replaced) !== concerned(before)) {
      const sections = change.replaced;
      undoId = await this.keepByHand({ ...draft, kind: 'before-restore', sections }, 0);
    }
    const after = { ...draft, kind: 'restore', undoId, sectionKey, sections: change.after } as const;
    return { revisionId: await this.keepByHand(after, 0) };
  }

  private async wanted(
    handbook: OpenHandbook,
    revisionId: string,
    sectionKey: string | null,
  ): Promise<FrozenSection[]> {
    const kept = await this.store.ofHandbook(handbook.id);
    if (!kept.some(({ id }) => id === revisionId)) throw notFound();
    const sections = (await this.store.sectionsOf([revisionId])).get(revisionId) ?? [];
    const wanted = sections.filter(({ key }) => sectionKey === null || key === sectionKey);
    if (wanted.length === 0) throw notFound();
    return wanted;
  }

  /** As it is stored, with everything that was on its way. */
  private async now(handbook: OpenHandbook, places: readonly HandbookPlace[]): Promise<FrozenSection[]> {
    const doc = await this.live.read(handbook.id);
    const { sections } = freezeHandbook(doc, places);
    doc.destroy();
    return sections;
  }

  private draft(viewer: Viewer, handbook: OpenHandbook) {
    return { handbookId: handbook.id, at: this.clock.now(), madeById: viewer.id };
  }

  private async keepByHand(draft: RevisionDraft, room: number): Promise<string> {
    return this.db.transaction(async (tx) => {
      const held = await this.store.hold(tx, [draft.handbookId]);
      if (!held.has(draft.handbookId)) throw conflict('This handbook can no longer be written.');
      if (room > 0 && (await this.store.countByHand(tx, draft.handbookId)) + room > mostKeptByHand) {
        const message = `This handbook keeps ${mostKeptByHand} versions by name or from before and after a restoration, which is the most there can be.`;
        throw invalid(message, [{ field: 'name', message }]);
      }
      const [id = ''] = await this.store.keep(tx, [draft]);
      return id;
    });
  }

  /** @throws DomainError conflict */
  refuseWhenClosed({ writableUntil }: Pick<OpenHandbook, 'writableUntil'>): void {
    if (writableUntil === null || this.clock.now() >= writableUntil)
      throw conflict(
        'This handbook is read-only, so nothing in it can be restored or kept by name. You can look at its earlier versions and compare them.',
      );
  }
}

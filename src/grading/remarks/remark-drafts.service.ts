import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { tidyRemark } from '../marking/score-drafts.service.js';
import { type AnchorInContext } from './anchor.rules.js';
import { nowhere, placeIn, refuseStrangeCriterion } from './remark-place.js';
import {
  anchoredRemark,
  anchoredRemarks,
  inserted,
  type Judged,
  overallRemark,
  refuseClosed,
  removedRemarks,
} from './remark-rows.js';
import { AnchoredRemarkDraft, OverallRemarkDraft } from './remark.entity.js';
import {
  type RemarksInTheMaking,
  type RemarkWrite,
  type RemovedRemark,
  sameRemark,
  staleOverall,
  staleRemark,
  type StoredOverall,
  type StoredRemark,
} from './remarks-in-the-making.js';

/** More on one handbook nobody reads. */
const mostRemarks = 500;

/**
 * Remarks in the making, on words and on the whole. Each has its own version, as marks have: a stale write changes
 * nothing, and both texts are kept. What is written over itself gets another version, too: it was taken back, and what
 * was sent before that, and is still on its way, is to find that it is late.
 */
@Injectable()
export class RemarkDrafts implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly submissions: Submissions,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, event) => this.forget(tx, event.personId));
  }

  /** Two statements. */
  async of(judged: Judged, em: EntityManager = this.db.manager): Promise<RemarksInTheMaking> {
    const anchored = await anchoredRemarks(em, judged);
    return { anchored, overall: await overallRemark(em, judged) };
  }

  /** Remarks on words that were there and are no more. One statement. */
  async removedOf(judged: Judged): Promise<RemovedRemark[]> {
    return removedRemarks(this.db.manager, judged);
  }

  /**
   * Writes one remark. The same one written again, as after an answer that was lost, is no conflict.
   *
   * @throws DomainError invalid for words that do not stand there, an empty remark and a criterion of another rubric;
   *   notFound for a remark of another handbook; conflict for a stale version, with a `RemarkConflict` as its details,
   *   and once the author is erased or has withdrawn, or a later rubric judges
   */
  async write(viewer: Viewer, assessment: MarkedAssessment, given: RemarkWrite): Promise<StoredRemark> {
    const remark = { ...given, body: tidyRemark(given.body) };
    if (remark.body === '') {
      throw invalid('A remark needs words. Write some, or delete it.', [
        { field: 'body', message: 'Write the remark, or delete it.' },
      ]);
    }
    // Read before the transaction: what was handed in never changes.
    const anchor = remark.version === 0 ? await this.placed(assessment, remark) : null;
    return this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      await refuseStrangeCriterion(tx, assessment, remark);
      const written = anchor
        ? await this.insert(tx, viewer, assessment, { ...remark, anchor })
        : await this.update(tx, viewer, assessment, remark);
      const theirs = await anchoredRemark(tx, assessment, remark.id);
      if (theirs && (written || (!theirs.removed && sameRemark(theirs, remark)))) return answered(theirs);
      if (!theirs && anchor) throw notFound('This remark belongs to another handbook.');
      throw staleRemark(remark, theirs);
    });
  }

  /**
   * Deletes a remark; one that is gone already is gone.
   *
   * @throws DomainError conflict as `write` does
   */
  async remove(
    viewer: Viewer,
    assessment: MarkedAssessment,
    { id, version }: RemovedRemark,
  ): Promise<RemovedRemark> {
    return this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      const now = this.clock.now();
      const { affected } = await tx
        .getRepository(AnchoredRemarkDraft)
        .update(
          { ...keyOf(assessment), id, version },
          { body: '', version: version + 1, removedAt: now, updatedById: viewer.id, updatedAt: now },
        );
      if (affected === 1) return { id, version: version + 1 };
      const theirs = await anchoredRemark(tx, assessment, id);
      if (theirs && !theirs.removed) throw staleRemark({ criterionId: theirs.criterionId, body: '' }, theirs);
      return { id, version: theirs?.version ?? version };
    });
  }

  /**
   * Writes the remark on the whole; an empty one says nothing. Written over itself it gets another version, as a mark
   * does, but not by a form (`raises: false`), which says what it says once more.
   *
   * @throws DomainError conflict for a stale version, with an `OverallConflict` as its details, and as `write` does
   */
  async writeOverall(
    viewer: Viewer,
    assessment: MarkedAssessment,
    given: { body: string; version: number },
    { raises = true }: { raises?: boolean } = {},
  ): Promise<StoredOverall> {
    const body = tidyRemark(given.body);
    return this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      const before = await overallRemark(tx, assessment);
      const now = { updatedById: viewer.id, updatedAt: this.clock.now() };
      const same = before?.version === given.version && before.body === body;
      if (same && !raises) return before;
      const values = { version: given.version + 1, ...(same ? {} : { body, ...now }) };
      const key = keyOf(assessment);
      const repository = tx.getRepository(OverallRemarkDraft);
      const written =
        given.version > 0
          ? (await repository.update({ ...key, version: given.version }, values)).affected === 1
          : await inserted(tx, OverallRemarkDraft, { ...key, body, version: 1, ...now });
      const theirs = await overallRemark(tx, assessment);
      if (theirs && (written || theirs.body === body)) return theirs;
      // Nothing deletes it but an erasure, which this transaction holds off.
      if (!theirs) {
        throw invalid('This remark was made from a version that never was, so it was not saved.', [
          { field: 'overall', message: 'Copy what you wrote, reload the page, and write it again.' },
        ]);
      }
      throw staleOverall(body, theirs);
    });
  }

  private async insert(
    tx: EntityManager,
    viewer: Viewer,
    assessment: MarkedAssessment,
    { id, criterionId, body, anchor }: Omit<RemarkWrite, 'anchor'> & { anchor: AnchorInContext },
  ): Promise<boolean> {
    const count = await tx
      .getRepository(AnchoredRemarkDraft)
      .countBy({ ...keyOf(assessment), removedAt: IsNull() });
    if (count >= mostRemarks && !(await anchoredRemark(tx, assessment, id))) {
      throw invalid(`A handbook can have ${mostRemarks} remarks on words. Delete some first.`, [
        { field: 'body', message: `There are ${mostRemarks} remarks already.` },
      ]);
    }
    const { sectionKey, start: startAt, end: endAt, quote, prefix, suffix } = anchor;
    return inserted(tx, AnchoredRemarkDraft, {
      ...{ id, ...keyOf(assessment), sectionKey, criterionId },
      ...{ startAt, endAt, quote, prefix, suffix, body },
      ...{ version: 1, updatedById: viewer.id, updatedAt: this.clock.now() },
    });
  }

  private async update(
    tx: EntityManager,
    viewer: Viewer,
    assessment: MarkedAssessment,
    { id, criterionId, body, version }: RemarkWrite,
  ): Promise<boolean> {
    const which = { ...keyOf(assessment), id, version };
    const before = await anchoredRemark(tx, assessment, id);
    const known = before?.removed === false && before.version === version;
    const same = known && sameRemark(before, { criterionId, body });
    const now = { removedAt: null, updatedById: viewer.id, updatedAt: this.clock.now() };
    const { affected } = await tx
      .getRepository(AnchoredRemarkDraft)
      .update(which, { version: version + 1, ...(same ? {} : { criterionId, body, ...now }) });
    return affected === 1;
  }

  private async placed({ submission }: MarkedAssessment, { anchor }: RemarkWrite): Promise<AnchorInContext> {
    if (!anchor) throw nowhere('Select the words that the remark is about.');
    return placeIn(await this.submissions.contentOf(submission.id), anchor);
  }

  /** What was said goes with whom it is about. */
  private async forget(tx: EntityManager, personId: string): Promise<void> {
    for (const table of ['anchored_remark_drafts', 'overall_remark_drafts']) {
      await tx.query(
        `DELETE FROM ${table} d USING submissions s JOIN enrolments e ON e.id = s.enrolment_id
          WHERE s.id = d.submission_id AND e.user_id = $1`,
        [personId],
      );
    }
  }
}

/** Which version of each remark somebody has seen who has seen all of these: see `Grades.finalise`. */
export function seenRemarks({ anchored, overall }: RemarksInTheMaking): Record<string, number> {
  const versions = Object.fromEntries(anchored.map(({ id, version }) => [id, version]));
  return overall ? { ...versions, overall: overall.version } : versions;
}

const keyOf = ({ submission, slot }: Judged) => ({ submissionId: submission.id, slot });

function answered({ removed: _, ...remark }: StoredRemark & { removed: boolean }): StoredRemark {
  return remark;
}

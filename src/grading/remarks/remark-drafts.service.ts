import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { Submissions } from '../../assignments/submissions/submissions.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { textOfHtml } from '../../platform/web/marked-html.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type MarkedAssessment, refuseReplaced } from '../marking/grading-access.service.js';
import { refuseErasedAuthor, tidyRemark } from '../marking/score-drafts.service.js';
import { type Anchor, anchorProblem, type AnchorInContext, contextOf } from './anchor.rules.js';
import { AnchoredRemarkDraft, OverallRemarkDraft } from './remark.entity.js';

/** A remark on words, as somebody writes it. */
export interface RemarkWrite {
  /** Given by whoever writes it first; the same ever after. */
  id: string;
  /** Identity of a criterion over rubric versions; null for a remark on none in particular. */
  criterionId: string | null;
  /** Stored without white space around it, lines end with \n. */
  body: string;
  /** The version that it was made from: 0 where there was none. */
  version: number;
  /** Needed with version 0. The words of a remark never change. */
  anchor: Anchor | null;
}

export interface StoredRemark extends AnchorInContext {
  id: string;
  criterionId: string | null;
  body: string;
  version: number;
  updatedAt: Date;
  updatedById: string;
  /** Null once erased. */
  updatedByName: string | null;
}

export interface StoredOverall {
  body: string;
  version: number;
  updatedAt: Date;
  updatedById: string;
  updatedByName: string | null;
}

/** Two people wrote the same remark; `theirs` is null where it was deleted. */
export interface RemarkConflict {
  yours: { criterionId: string | null; body: string };
  theirs: StoredRemark | null;
}

export interface OverallConflict {
  yours: { body: string };
  theirs: StoredOverall;
}

/** What is said about a handbook beside its criteria. */
export interface RemarksInTheMaking {
  /** In the order of their places within each section. */
  anchored: StoredRemark[];
  overall: StoredOverall | null;
}

type Judged = Pick<MarkedAssessment, 'slot' | 'submission'>;

/** More on one handbook nobody reads. */
const mostRemarks = 500;

/**
 * Remarks in the making, on words and on the whole. Each has its own version, as marks have: a stale write changes
 * nothing, and both texts are kept.
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
  async of(
    { slot, submission }: { slot: Judged['slot']; submission: { id: string } },
    em: EntityManager = this.db.manager,
  ): Promise<RemarksInTheMaking> {
    const anchored: StoredRemark[] = await em.query(
      `SELECT ${remarkFields} FROM anchored_remark_drafts d JOIN users u ON u.id = d.updated_by_id
        WHERE d.submission_id = $1 AND d.slot = $2 ORDER BY d.section_key, d.start_at, d.end_at, d.id`,
      [submission.id, slot],
    );
    const [overall]: StoredOverall[] = await em.query(
      `SELECT d.body, d.version, d.updated_at AS "updatedAt", d.updated_by_id AS "updatedById",
              u.name AS "updatedByName"
         FROM overall_remark_drafts d JOIN users u ON u.id = d.updated_by_id
        WHERE d.submission_id = $1 AND d.slot = $2`,
      [submission.id, slot],
    );
    return { anchored, overall: overall ?? null };
  }

  /**
   * Writes one remark. The same one written again, as after an answer that was lost, is no conflict.
   *
   * @throws DomainError invalid for words that do not stand there, an empty remark and a criterion of another rubric;
   *   notFound for a remark of another handbook; conflict for a stale version, with a `RemarkConflict` as its details,
   *   and once the author is erased or a later rubric judges
   */
  async write(viewer: Viewer, assessment: MarkedAssessment, given: RemarkWrite): Promise<StoredRemark> {
    const remark = { ...given, body: tidyRemark(given.body) };
    if (remark.body === '') {
      throw invalid('A remark needs words. Write some, or delete it.', [
        { field: 'body', message: 'Write the remark, or delete it.' },
      ]);
    }
    // Read before the transaction: what was handed in never changes.
    const anchor = remark.version === 0 ? await this.placed(assessment, remark.anchor) : null;
    return this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      await this.refuseStrangeCriterion(tx, assessment, remark.criterionId);
      const before = await this.one(tx, assessment, remark.id);
      if (before && sameRemark(before, remark)) return before;
      const written = anchor
        ? await this.insert(tx, viewer, assessment, { ...remark, anchor })
        : await this.update(tx, viewer, assessment, remark);
      const theirs = await this.one(tx, assessment, remark.id);
      if (written && theirs) return theirs;
      if (!theirs && anchor) throw notFound('This remark belongs to another handbook.');
      if (theirs && sameRemark(theirs, remark)) return theirs;
      throw staleRemark(remark, theirs);
    });
  }

  /**
   * Deletes a remark; one that is gone already is gone.
   *
   * @throws DomainError conflict as `write` does
   */
  async remove(assessment: MarkedAssessment, id: string, version: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      const { affected } = await tx
        .getRepository(AnchoredRemarkDraft)
        .delete({ id, version, submissionId: assessment.submission.id, slot: assessment.slot });
      if (affected === 1) return;
      const theirs = await this.one(tx, assessment, id);
      if (theirs) throw staleRemark({ criterionId: theirs.criterionId, body: '' }, theirs);
    });
  }

  /**
   * Writes the remark on the whole; an empty one says nothing.
   *
   * @throws DomainError conflict for a stale version, with an `OverallConflict` as its details, and as `write` does
   */
  async writeOverall(
    viewer: Viewer,
    assessment: MarkedAssessment,
    given: { body: string; version: number },
  ): Promise<StoredOverall> {
    const body = tidyRemark(given.body);
    return this.db.transaction(async (tx) => {
      await refuseClosed(tx, assessment);
      const key = { submissionId: assessment.submission.id, slot: assessment.slot };
      const before = (await this.of(assessment, tx)).overall;
      if (before?.body === body) return before;
      const values = {
        body,
        version: given.version + 1,
        updatedById: viewer.id,
        updatedAt: this.clock.now(),
      };
      const repository = tx.getRepository(OverallRemarkDraft);
      const written =
        given.version > 0
          ? (await repository.update({ ...key, version: given.version }, values)).affected === 1
          : await inserted(tx, OverallRemarkDraft, { ...key, ...values });
      const { overall: theirs } = await this.of(assessment, tx);
      if (theirs && (written || theirs.body === body)) return theirs;
      // Nothing deletes it but an erasure, which this transaction holds off.
      if (!theirs) {
        throw invalid('This remark was made from a version that never was, so it was not saved.', [
          { field: 'overall', message: 'Copy what you wrote, reload the page, and write it again.' },
        ]);
      }
      const details: OverallConflict = { yours: { body }, theirs };
      throw conflict(
        `${theirs.updatedByName ?? 'Somebody'} has changed the remark on the whole since you opened it. Both are kept: yours on this page, theirs on the server.`,
        { conflict: details },
      );
    });
  }

  private async insert(
    tx: EntityManager,
    viewer: Viewer,
    { submission, slot }: Judged,
    { id, criterionId, body, anchor }: Omit<RemarkWrite, 'anchor'> & { anchor: AnchorInContext },
  ): Promise<boolean> {
    const count = await tx.getRepository(AnchoredRemarkDraft).countBy({ submissionId: submission.id, slot });
    if (count >= mostRemarks) {
      throw invalid(`A handbook can have ${mostRemarks} remarks on words. Delete some first.`, [
        { field: 'body', message: `There are ${mostRemarks} remarks already.` },
      ]);
    }
    const { sectionKey, start: startAt, end: endAt, quote, prefix, suffix } = anchor;
    return inserted(tx, AnchoredRemarkDraft, {
      ...{ id, submissionId: submission.id, slot, sectionKey, criterionId },
      ...{ startAt, endAt, quote, prefix, suffix, body },
      ...{ version: 1, updatedById: viewer.id, updatedAt: this.clock.now() },
    });
  }

  private async update(
    tx: EntityManager,
    viewer: Viewer,
    { submission, slot }: Judged,
    { id, criterionId, body, version }: RemarkWrite,
  ): Promise<boolean> {
    const { affected } = await tx
      .getRepository(AnchoredRemarkDraft)
      .update(
        { id, submissionId: submission.id, slot, version },
        { criterionId, body, version: version + 1, updatedById: viewer.id, updatedAt: this.clock.now() },
      );
    return affected === 1;
  }

  private async one(
    tx: EntityManager,
    { submission, slot }: Judged,
    id: string,
  ): Promise<StoredRemark | null> {
    const [row]: StoredRemark[] = await tx.query(
      `SELECT ${remarkFields} FROM anchored_remark_drafts d JOIN users u ON u.id = d.updated_by_id
        WHERE d.id = $1 AND d.submission_id = $2 AND d.slot = $3`,
      [id, submission.id, slot],
    );
    return row ?? null;
  }

  /** The anchor with its context, checked against the frozen text. */
  private async placed({ submission }: Judged, anchor: Anchor | null): Promise<AnchorInContext> {
    const refuse = (message: string) =>
      invalid('This remark has no place in the handbook, so it was not saved.', [
        { field: 'anchor', message },
      ]);
    if (!anchor) throw refuse('Select the words that the remark is about.');
    const sections = await this.submissions.contentOf(submission.id);
    if (!sections) throw conflict('The text of this handbook has been erased, so nothing is said about it.');
    const section = sections.find(({ key }) => key === anchor.sectionKey);
    if (!section) throw refuse('This handbook has no such section.');
    const text = textOfHtml(section.html.toString());
    const problem = anchorProblem(text, anchor);
    if (problem !== null) throw refuse(problem);
    return { ...anchor, ...contextOf(text, anchor) };
  }

  private async refuseStrangeCriterion(
    tx: EntityManager,
    { rubricVersionId }: MarkedAssessment,
    criterionId: string | null,
  ): Promise<void> {
    if (criterionId === null) return;
    const rows: unknown[] = await tx.query(
      'SELECT FROM rubric_criteria WHERE rubric_version_id = $1 AND criterion_id = $2',
      [rubricVersionId, criterionId],
    );
    if (rows.length > 0) return;
    throw invalid('The rubric of this handbook has no such criterion. Nothing was changed.', [
      { field: 'criterionId', message: 'Choose a criterion of this rubric, or none.' },
    ]);
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

const remarkFields = `d.id, d.section_key AS "sectionKey", d.criterion_id AS "criterionId", d.start_at AS start,
       d.end_at AS "end", d.quote, d.prefix, d.suffix, d.body, d.version, d.updated_at AS "updatedAt",
       d.updated_by_id AS "updatedById", u.name AS "updatedByName"`;

/** @throws DomainError conflict once the author is erased, or a later rubric judges the handbook */
async function refuseClosed(tx: EntityManager, assessment: MarkedAssessment): Promise<void> {
  refuseReplaced(assessment);
  await refuseErasedAuthor(tx, assessment);
  // Whoever finalises holds it: a remark is written before, and seen, or after.
  await tx.query('SELECT FROM submissions WHERE id = $1 FOR SHARE', [assessment.submission.id]);
}

async function inserted(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  row: object,
): Promise<boolean> {
  const result = await tx
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row)
    .orIgnore()
    .returning('version')
    .execute();
  return (result.raw as unknown[]).length === 1;
}

const sameRemark = (
  one: { criterionId: string | null; body: string },
  other: { criterionId: string | null; body: string },
) => one.criterionId === other.criterionId && one.body === other.body;

function staleRemark(
  { criterionId, body }: { criterionId: string | null; body: string },
  theirs: StoredRemark | null,
) {
  const details: RemarkConflict = { yours: { criterionId, body }, theirs };
  return conflict(
    theirs
      ? `${theirs.updatedByName ?? 'Somebody'} has changed this remark since you opened it. Both are kept: yours on this page, theirs on the server.`
      : 'Somebody has deleted this remark since you opened it. Yours is kept on this page.',
    { conflict: details },
  );
}

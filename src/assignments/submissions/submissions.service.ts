import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import * as Y from 'yjs';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { sha256 } from '../../platform/digests/digests.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Handbooks, type OpenHandbook } from '../handbooks/handbooks.service.js';
import { policyInForce } from '../lateness/late-policies.service.js';
import { type LatePolicy } from '../lateness/late-policy.rules.js';
import { LiveHandbooks } from '../live/live-handbooks.js';
import { snapshotContains } from '../live/stored.rules.js';
import { RevisionStore } from '../revisions/revision-store.js';
import {
  bookOf,
  freezeInSteps,
  type FrozenSection,
  isSectionKindName,
  sectionKinds,
} from '../sections/section-kinds.rules.js';
import { type FrozenBook, type ReadableSection, readableSections } from './readable-sections.js';
import { ReadingCopies } from './reading-copies.js';
import { SUBMISSION_RECEIPT } from './submission-receipt.js';
import { type SecondLook, secondLook } from './second-look.rules.js';
import { publicInformationStatement } from './statement.js';
import { Submission, SubmissionContent, SubmissionSection } from './submission.entity.js';
import { sectionDigest, sectionsRoot, submissionBody, type SubmissionBody } from './submission.rules.js';

export interface HandIn {
  /** A Yjs snapshot of what the author sees; null when the page could not tell. */
  snapshot: Uint8Array | null;
}

/** A submission with what its pages say about it. */
export interface VisibleSubmission {
  id: string;
  number: number;
  enrolmentId: string;
  handbookId: string;
  templateTitle: string;
  contentDigest: string;
  sectionsRoot: string;
  statement: string;
  submittedAt: Date;
  dueAt: Date;
  /** What late work loses; null while nothing is said. */
  latePolicy: LatePolicy | null;
  authorName: string | null;
  cohort: { id: string; slug: string; name: string; timeZone: string };
  courseTitle: string;
  /** As whom the viewer sees it. */
  as: 'author' | 'instructor' | 'administrator';
}

@Injectable()
export class Submissions {
  private readonly copies = new ReadingCopies();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly handbooks: Handbooks,
    private readonly live: LiveHandbooks,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
    private readonly revisions: RevisionStore,
  ) {}

  /**
   * Freezes the handbook as the server has it, after everything that was on its way has been stored. The same text
   * handed in again gives the attempt that it already is.
   *
   * @throws DomainError conflict after the cut-off, for a read-only handbook, when something that the author sees has
   *   not arrived, when another text was handed in meanwhile, and once the author is erased; invalid for an empty
   *   handbook
   */
  async handIn(viewer: Viewer, handbook: OpenHandbook, { snapshot }: HandIn): Promise<Submission> {
    const [before] = await this.ofHandbook(handbook.id);
    const { sections } = await this.frozen(handbook, snapshot);
    return this.db.transaction(async (tx) => {
      // An erasure of the author waits for us, or has happened: no text is stored behind its back.
      const author: unknown[] = await tx.query(
        'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
        [viewer.id],
      );
      if (author.length === 0) throw conflict('This handbook can no longer be handed in.');
      // One hand-in of a handbook at a time: it numbers the attempts and sees the one before.
      await tx.query('SELECT id FROM handbooks WHERE id = $1 FOR UPDATE', [handbook.id]);
      this.refuseWhenClosed({ writableUntil: await this.handbooks.holdRight(tx, handbook) });
      const body = submissionBody(sections);
      const latest = await tx
        .getRepository(Submission)
        .findOne({ where: { handbookId: handbook.id }, order: { number: 'DESC' } });
      if (latest?.contentDigest === sha256(body)) return latest;
      // What was read here may be older than what has been handed in meanwhile; it must not become the latest attempt.
      if (latest?.id !== before?.id) {
        throw conflict(
          `Attempt ${latest?.number ?? 1} was handed in from another page at this moment, so this one was not. Look at that attempt, then hand in again if something is missing there.`,
        );
      }
      return this.store(tx, viewer, handbook, { number: (latest?.number ?? 0) + 1, body, sections });
    });
  }

  /**
   * What its author should look at once more before this is handed in; null when there is nothing.
   *
   * @throws DomainError as `handIn` does, but for what happens meanwhile
   */
  async lookOver(handbook: OpenHandbook, { snapshot }: HandIn): Promise<SecondLook | null> {
    const { sections, titles } = await this.frozen(handbook, snapshot);
    return secondLook(sections, titles);
  }

  /**
   * @throws DomainError notFound for everybody but its author, the cohort's instructors and administrators; whoever
   *   takes part in the cohort is its student, an administrator too
   */
  async visibleTo(viewer: Viewer, id: string): Promise<VisibleSubmission> {
    interface Row extends Omit<VisibleSubmission, 'cohort' | 'as'> {
      authorId: string;
      teaches: boolean;
      takesPart: boolean;
      cohortId: string;
      cohortSlug: string;
      cohortName: string;
      timeZone: string;
    }
    const [row]: Row[] = await this.db.query(
      `SELECT s.id, s.number, s.enrolment_id AS "enrolmentId", s.handbook_id AS "handbookId",
              s.content_digest AS "contentDigest", s.sections_root AS "sectionsRoot", s.statement, s.submitted_at AS "submittedAt",
              t.title AS "templateTitle", effective_due_at(s.enrolment_id, s.number) AS "dueAt",
              (SELECT ${policyInForce('a.id')} FROM assignments a WHERE a.cohort_id = c.id) AS "latePolicy", u.name AS "authorName", u.id AS "authorId",
              co.title AS "courseTitle", c.id AS "cohortId", c.slug AS "cohortSlug", c.name AS "cohortName",
              c.time_zone AS "timeZone",
              EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $2) AS teaches,
              EXISTS (SELECT FROM enrolments e ${lastEvent}
                       WHERE e.cohort_id = c.id AND e.user_id = $2 AND last.kind IN ${seatedKinds}) AS "takesPart"
         FROM submissions s JOIN templates t ON t.id = s.template_id JOIN enrolments e ON e.id = s.enrolment_id
         JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
        WHERE s.id = $1`,
      [id, viewer.id],
    );
    if (!row) throw notFound();
    const { authorId, teaches, takesPart, cohortId, cohortSlug, cohortName, timeZone, ...submission } = row;
    const runs = teaches ? 'instructor' : viewer.administrator ? 'administrator' : null;
    const as = authorId === viewer.id ? 'author' : takesPart ? null : runs;
    if (as === null) throw notFound();
    return { ...submission, as, cohort: { id: cohortId, slug: cohortSlug, name: cohortName, timeZone } };
  }

  /** The frozen text; null once it has been erased. */
  async frozenBook(submissionId: string): Promise<FrozenBook | null> {
    const [row]: FrozenRow[] = await this.db.query(frozenText, [submissionId, false]);
    if (!row) throw notFound();
    return row.erased ? null : frozenBookOf(row);
  }

  /**
   * The frozen text, ready to be read; null once it has been erased. One statement, which leaves the text where it is
   * when this process has made it readable before.
   *
   * @param keys of the sections; without, all
   */
  async contentOf(
    submissionId: string,
    keys?: readonly string[],
  ): Promise<readonly ReadableSection[] | null> {
    const sections = await this.readingCopy(submissionId);
    return sections && (keys ? sections.filter(({ key }) => keys.includes(key)) : sections);
  }

  private async readingCopy(submissionId: string): Promise<readonly ReadableSection[] | null> {
    const kept = this.copies.get(submissionId);
    const [row]: FrozenRow[] = await this.db.query(frozenText, [submissionId, kept !== undefined]);
    if (!row) throw notFound();
    if (row.erased) {
      this.copies.forget(submissionId);
      return null;
    }
    if (kept) return kept;
    const imageHref = (imageId: string) => `/submissions/${submissionId}/images/${imageId}`;
    const sections = readableSections(frozenBookOf(row), imageHref);
    this.copies.keep(submissionId, sections);
    return sections;
  }

  /** The digests of a submission's sections, in the handbook's order. */
  async digestsOf(submissionId: string): Promise<{ key: string; digest: string }[]> {
    return this.db
      .getRepository(SubmissionSection)
      .find({ where: { submissionId }, order: { position: 'ASC' }, select: { key: true, digest: true } });
  }

  /** The attempts of a handbook, the latest first. */
  async ofHandbook(handbookId: string): Promise<Submission[]> {
    return this.db.getRepository(Submission).find({ where: { handbookId }, order: { number: 'DESC' } });
  }

  /** The handbook as the server has it, after everything that was on its way has been stored. */
  private async frozen(handbook: OpenHandbook, snapshot: Uint8Array | null) {
    this.refuseWhenClosed(handbook);
    const doc = await this.live.read(handbook.id);
    if (snapshot && !snapshotContains(Y.encodeSnapshot(Y.snapshot(doc)), snapshot)) {
      throw conflict(
        'Not everything that you wrote has arrived here yet. Nothing was handed in. Wait until the page says “Saved”, then hand in again.',
      );
    }
    const places = (await this.handbooks.sections(handbook.templateId)).flatMap(({ key, kind, title }) =>
      isSectionKindName(kind) ? [{ key, kind, title }] : [],
    );
    const steps = freezeInSteps(doc, places);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await breathe();
    const { sections } = step.value;
    if (sections.every(({ kind, content }) => sectionKinds[kind].isEmpty(content))) {
      throw invalid('Your handbook is still empty. Write something before you hand it in.');
    }
    return { sections, titles: Object.fromEntries(places.map(({ key, title }) => [key, title])) };
  }

  private refuseWhenClosed({ writableUntil }: Pick<OpenHandbook, 'writableUntil'>): void {
    if (writableUntil === null) throw conflict('This handbook is read-only, so it can’t be handed in.');
    if (this.clock.now() >= writableUntil) {
      throw conflict(
        'The last moment for handing in has passed, so nothing was handed in. Your text is kept.',
      );
    }
  }

  private async store(
    tx: EntityManager,
    viewer: Viewer,
    handbook: OpenHandbook,
    { number, body, sections }: { number: number; body: string; sections: FrozenSection[] },
  ): Promise<Submission> {
    const salted: (FrozenSection & { salt: string; digest: string })[] = [];
    for (const section of sections) {
      const salt = randomBytes(32).toString('hex');
      salted.push({ ...section, salt, digest: sectionDigest(salt, section) });
      await breathe();
    }
    const submission = await tx.getRepository(Submission).save({
      handbookId: handbook.id,
      enrolmentId: handbook.enrolmentId,
      templateId: handbook.templateId,
      number,
      submittedById: viewer.id,
      submittedAt: this.clock.now(),
      contentDigest: sha256(body),
      sectionsRoot: sectionsRoot(salted),
      statement: publicInformationStatement,
    });
    const { id: submissionId } = submission;
    await tx
      .getRepository(SubmissionSection)
      .insert(
        salted.map(({ key, kind, digest }, at) => ({ submissionId, key, kind, digest, position: at + 1 })),
      );
    await tx.getRepository(SubmissionContent).insert({
      submissionId,
      personId: viewer.id,
      body,
      salts: Object.fromEntries(salted.map(({ key, salt }) => [key, salt])),
    });
    await this.revisions.keep(tx, [
      {
        ...{ kind: 'hand-in', handbookId: handbook.id, submissionId, madeById: viewer.id },
        ...{ at: submission.submittedAt, sections },
      },
    ]);
    await this.mailer.post(tx, SUBMISSION_RECEIPT, { submissionId, personId: viewer.id });
    await this.audit.record(tx, {
      actorId: viewer.id,
      action: 'submission.handed-in',
      subjectType: 'submission',
      subjectId: submissionId,
      facts: { number, contentDigest: submission.contentDigest },
    });
    return submission;
  }
}

interface FrozenRow {
  /** Null where it was not asked for. */
  body: string | null;
  erased: boolean;
  titles: Record<string, string>;
}

const frozenText = `
  SELECT CASE WHEN $2::boolean THEN NULL ELSE c.body END AS body, c.body IS NULL AS erased,
         (SELECT jsonb_object_agg(t.key, t.title) FROM template_sections t WHERE t.template_id = s.template_id) AS titles
    FROM submissions s JOIN submission_contents c ON c.submission_id = s.id WHERE s.id = $1`;

function frozenBookOf({ body, titles }: FrozenRow): FrozenBook {
  const { sections } = JSON.parse(body ?? '') as SubmissionBody;
  return { sections, book: bookOf(sections, titles) };
}

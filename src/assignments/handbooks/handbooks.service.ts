import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { EnrolmentsChanged } from '../../courses/enrolments/enrolments-changed.js';
import { type EnrolmentEventKind } from '../../courses/enrolments/enrolment.rules.js';
import { Clock } from '../../platform/clock/clock.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type TemplateSection } from '../assignment.entity.js';
import { type ExtensionKind } from '../extensions/extension.rules.js';
import { policyInForce } from '../lateness/late-policies.service.js';
import { type LatePolicy } from '../lateness/late-policy.rules.js';
import { writableUntil } from './handbook.rules.js';

/** Tells every process that rights to a handbook may have changed; the payload is its id. */
export const RIGHTS_CHANNEL = 'handbook_rights';

/** A handbook as its author meets it. */
export interface OpenHandbook {
  id: string;
  enrolmentId: string;
  templateId: string;
  templateTitle: string;
  cohort: { id: string; slug: string; name: string; timeZone: string };
  courseTitle: string;
  courseSlug: string;
  dueAt: Date;
  cutOffAt: Date;
  /** Why `dueAt` is later than the cohort's deadline; null where it is not. */
  moreTime: { kind: ExtensionKind; reason: string | null; attempt: number | null } | null;
  /** What late work loses; null while nothing is said. */
  latePolicy: LatePolicy | null;
  /** The last event of the author's enrolment. */
  lastEvent: EnrolmentEventKind;
  /** Writes are taken before this instant; null: the handbook is read-only. */
  writableUntil: Date | null;
}

type Row = Omit<OpenHandbook, 'cohort' | 'writableUntil'> & {
  authorId: string;
  cohortId: string;
  cohortSlug: string;
  cohortName: string;
  timeZone: string;
  teaches: boolean;
};

@Injectable()
export class Handbooks implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(EnrolmentsChanged, (tx, event) =>
      this.announceRights(tx, 'enrolment_id = ANY ($1)', event.enrolmentIds),
    );
    this.events.within(PersonErased, (tx, event) => this.forget(tx, event.personId));
  }

  /**
   * The id of the viewer's handbook in a cohort; the first visit makes it.
   *
   * @throws DomainError notFound for outsiders and while the cohort has no assignment, forbidden for its instructors
   *   and for administrators
   */
  async ofStudent(viewer: Viewer, cohortSlug: string): Promise<string> {
    const find = `
      SELECT h.id, a.id AS "assignmentId", e.id AS "enrolmentId",
             EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $2) AS teaches
        FROM cohorts c JOIN assignments a ON a.cohort_id = c.id
        LEFT JOIN enrolments e ON e.cohort_id = c.id AND e.user_id = $2
          AND (SELECT ev.kind FROM enrolment_events ev WHERE ev.enrolment_id = e.id
                ORDER BY ev.sequence DESC LIMIT 1) NOT IN ('waiting', 'left')
        LEFT JOIN handbooks h ON h.enrolment_id = e.id
       WHERE c.slug = $1`;
    type Found = { id: string | null; assignmentId: string; enrolmentId: string | null; teaches: boolean };
    const [found]: Found[] = await this.db.query(find, [cohortSlug, viewer.id]);
    if (!found) throw notFound();
    if (found.enrolmentId === null) {
      if (found.teaches || viewer.administrator)
        throw forbidden('Only students of the cohort have a handbook.');
      throw notFound();
    }
    if (found.id !== null) return found.id;
    // Two first visits at once make one handbook: the unique key settles it, then both read the same row.
    await this.db.query(
      `INSERT INTO handbooks (assignment_id, enrolment_id, created_at) VALUES ($1, $2, $3)
       ON CONFLICT (enrolment_id) DO NOTHING`,
      [found.assignmentId, found.enrolmentId, this.clock.now()],
    );
    const [made]: Found[] = await this.db.query(find, [cohortSlug, viewer.id]);
    if (!made?.id) throw notFound();
    return made.id;
  }

  /**
   * A handbook for its author.
   *
   * @throws DomainError notFound for outsiders, forbidden for the cohort's instructors and for administrators: the
   *   living document is the author's alone, what is handed in is for others
   */
  async forAuthor(viewer: Viewer, id: string): Promise<OpenHandbook> {
    const row = await this.find(viewer.id, id);
    if (row?.authorId === viewer.id) return row.handbook;
    if (row && (row.teaches || viewer.administrator)) {
      throw forbidden(
        'Only its author can open a handbook that is being written. You read it once it is handed in.',
      );
    }
    throw notFound();
  }

  /**
   * The author's right as it is now, held until `tx` ends: whoever withdraws meanwhile waits, or has been first.
   *
   * @returns until when the handbook can be written; null when it can't
   */
  async holdRight(
    tx: EntityManager,
    { enrolmentId, cutOffAt }: Pick<OpenHandbook, 'enrolmentId' | 'cutOffAt'>,
  ): Promise<Date | null> {
    // An event that is added refers to this row, and so waits for the lock. What it leads to is read after it.
    await tx.query('SELECT id FROM enrolments WHERE id = $1 FOR UPDATE', [enrolmentId]);
    const [last] = await tx.query<{ kind: EnrolmentEventKind }[]>(
      'SELECT kind FROM enrolment_events WHERE enrolment_id = $1 ORDER BY sequence DESC LIMIT 1',
      [enrolmentId],
    );
    return last ? writableUntil(last.kind, cutOffAt) : null;
  }

  async sections(templateId: string): Promise<TemplateSection[]> {
    return this.db.query(
      `SELECT id, template_id AS "templateId", key, position, kind, title, purpose,
              words_from AS "wordsFrom", words_to AS "wordsTo"
         FROM template_sections WHERE template_id = $1 ORDER BY position`,
      [templateId],
    );
  }

  private async find(
    viewerId: string,
    id: string,
  ): Promise<{ authorId: string; teaches: boolean; handbook: OpenHandbook } | null> {
    const rows: Row[] = await this.db.query(
      `SELECT h.id, h.enrolment_id AS "enrolmentId", e.user_id AS "authorId", a.template_id AS "templateId",
              t.title AS "templateTitle", co.title AS "courseTitle", co.slug AS "courseSlug", c.id AS "cohortId", c.slug AS "cohortSlug",
              c.name AS "cohortName", c.time_zone AS "timeZone", effective_cut_off_at(e.id) AS "cutOffAt",
              due.at AS "dueAt", ${policyInForce('a.id')} AS "latePolicy",
              (SELECT jsonb_build_object('kind', x.kind, 'reason', r.body, 'attempt', s.number)
                 FROM extensions x JOIN extension_reasons r ON r.extension_id = x.id
                 LEFT JOIN submissions s ON s.id = x.submission_id
                WHERE x.enrolment_id = e.id AND x.until = due.at AND x.until > a.due_at
                ORDER BY x.at DESC LIMIT 1) AS "moreTime",
              (SELECT ev.kind FROM enrolment_events ev WHERE ev.enrolment_id = e.id
                ORDER BY ev.sequence DESC LIMIT 1) AS "lastEvent",
              EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $2) AS teaches
         FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id JOIN assignments a ON a.id = h.assignment_id
         JOIN templates t ON t.id = a.template_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
         CROSS JOIN LATERAL (SELECT effective_due_at(
           e.id, 1 + (SELECT count(*)::int FROM submissions s WHERE s.handbook_id = h.id)) AS at) due
        WHERE h.id = $1`,
      [id, viewerId],
    );
    const [row] = rows;
    if (!row) return null;
    const { authorId, teaches, cohortId, cohortSlug, cohortName, timeZone, ...handbook } = row;
    return {
      authorId,
      teaches,
      handbook: {
        ...handbook,
        cohort: { id: cohortId, slug: cohortSlug, name: cohortName, timeZone },
        writableUntil: writableUntil(row.lastEvent, row.cutOffAt),
      },
    };
  }

  /** The living document of somebody who is forgotten goes altogether; what was handed in is blanked elsewhere. */
  private async forget(tx: EntityManager, personId: string): Promise<void> {
    await tx.query(
      `DELETE FROM handbook_updates u USING handbooks h, enrolments e
        WHERE u.handbook_id = h.id AND h.enrolment_id = e.id AND e.user_id = $1`,
      [personId],
    );
    await this.announceRights(tx, 'enrolment_id IN (SELECT id FROM enrolments WHERE user_id = $1)', personId);
  }

  private async announceRights(
    tx: EntityManager,
    where: string,
    value: string | readonly string[],
  ): Promise<void> {
    await tx.query(`SELECT pg_notify('${RIGHTS_CHANNEL}', id::text) FROM handbooks WHERE ${where}`, [value]);
  }
}

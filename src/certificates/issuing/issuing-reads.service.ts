import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { CERTIFICATE_READY } from '../register/certificate-mails.service.js';
import { type OutcomeKind, type Refusal } from './issuing.rules.js';
import { unprintableTextsOf } from '../register/unprintable-texts.js';

/** How far a release has come with its certificates. */
export interface IssuingProgress {
  readonly releaseId: string;
  readonly sequence: number;
  readonly releasedAt: Date;
  readonly cohort: { readonly slug: string; readonly name: string; readonly courseTitle: string };
  /** How many of its grades pass. */
  readonly passed: number;
  /** Of those that pass, how many have not come to an outcome yet. */
  readonly waiting: number;
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
  /** Of the certificates that it issued. */
  readonly files: number;
  readonly mails: { readonly sent: number; readonly failed: number };
}

/** Somebody who passed and has no certificate from this release. */
export interface RefusedHere {
  readonly enrolmentId: string;
  readonly holderId: string;
  /** Null once erased. */
  readonly holderName: string | null;
  readonly reason: Refusal;
  /** The certificate that they hold; null where there is none. */
  readonly certificateId: string | null;
}

interface Row {
  id: string;
  sequence: number;
  at: Date;
  slug: string;
  name: string;
  courseTitle: string;
  passed: number;
  waiting: number;
  outcomes: Partial<Record<OutcomeKind, number>> | null;
  /** Ids of those of its certificates that have a file. */
  printed: string[];
}

/** What releases have made of grades, for administrators and for those who teach the cohort. */
@Injectable()
export class IssuingReads {
  constructor(
    private readonly db: DataSource,
    private readonly access: CohortAccess,
    private readonly mailer: Mailer,
  ) {}

  /**
   * One release. Four statements, one more where somebody was refused, and another where that was for a text.
   *
   * @throws DomainError notFound for outsiders, and when there is none; forbidden for the cohort's students
   */
  async release(
    viewer: Viewer,
    releaseId: string,
  ): Promise<{ progress: IssuingProgress; refused: RefusedHere[]; unprintable: string[] }> {
    await this.refuseUnlessRunning(viewer, releaseId);
    const [row] = await this.db.query<Row[]>(`${releases} WHERE r.id = $1`, [releaseId]);
    if (!row) throw notFound();
    const progress = await this.progressOf(row);
    const refused = progress.outcomes.refused === 0 ? [] : await this.refused(releaseId);
    const forText = refused.some(({ reason }) => reason === 'text-not-printable');
    const unprintable = forText ? await unprintableTextsOf(this.db, [releaseId]) : null;
    return { progress, refused, unprintable: unprintable?.get(releaseId) ?? [] };
  }

  /** @throws DomainError notFound for outsiders, and when there is none; forbidden for the cohort's students */
  async refuseUnlessRunning(viewer: Viewer, releaseId: string): Promise<void> {
    const [release] = await this.db.query<{ cohortId: string }[]>(
      'SELECT cohort_id AS "cohortId" FROM releases WHERE id = $1',
      [releaseId],
    );
    if (!release) throw notFound();
    const role = await this.access.roleIn(viewer, release.cohortId);
    if (role === null) throw notFound();
    if (role === 'student') throw forbidden('This page belongs to those who run the cohort.');
  }

  /** Every release of a cohort, the latest first; of mails it says nothing. Three statements, whatever their number. */
  async cohort(
    viewer: Viewer,
    slug: string,
  ): Promise<{
    cohort: { slug: string; name: string; courseTitle: string };
    releases: Omit<IssuingProgress, 'mails'>[];
  }> {
    const { id, name, courseTitle } = await this.access.run(viewer, slug);
    const rows = await this.db.query<Row[]>(`${releases} WHERE r.cohort_id = $1 ORDER BY r.sequence DESC`, [
      id,
    ]);
    return {
      cohort: { slug, name, courseTitle },
      releases: rows.map(withoutMails),
    };
  }

  private async progressOf(row: Row): Promise<IssuingProgress> {
    const { printed } = row;
    // A mail is posted with its file, so of those with a file every mail was sent that is not still to be sent.
    const { waiting: unsent, failed } = await this.mailer.unsent(
      CERTIFICATE_READY,
      printed.map((certificateId) => ({ certificateId })),
    );
    return {
      ...withoutMails(row),
      mails: { sent: printed.length - unsent - failed, failed },
    };
  }

  private async refused(releaseId: string): Promise<RefusedHere[]> {
    return this.db.query<RefusedHere[]>(
      `SELECT o.enrolment_id AS "enrolmentId", u.id AS "holderId", u.name AS "holderName", o.reason,
              now.certificate_id AS "certificateId"
         FROM issue_outcomes o JOIN enrolments e ON e.id = o.enrolment_id JOIN users u ON u.id = e.user_id
         LEFT JOIN current_certificates now ON now.enrolment_id = e.id AND now.type = 'course'
        WHERE o.release_id = $1 AND o.kind = 'refused'
        ORDER BY lower(u.name), e.id`,
      [releaseId],
    );
  }
}

function withoutMails(row: Row): Omit<IssuingProgress, 'mails'> {
  const { id, sequence, at, slug, name, courseTitle, passed, waiting, outcomes, printed } = row;
  return {
    ...{ releaseId: id, sequence, releasedAt: at, passed, waiting },
    cohort: { slug, name, courseTitle },
    outcomes: { ...none, ...outcomes },
    files: printed.length,
  };
}

const none = { issued: 0, raised: 0, kept: 0, asked: 0, overtaken: 0, refused: 0 };

const releases = `
  SELECT r.id, r.sequence, r.at, co.slug, co.name, v.title AS "courseTitle",
         (SELECT count(*)::int FROM release_grades rg JOIN grade_events g ON g.id = rg.grade_event_id
           WHERE rg.release_id = r.id AND g.passed) AS passed,
         (SELECT count(*)::int FROM release_grades rg JOIN grade_events g ON g.id = rg.grade_event_id
           WHERE rg.release_id = r.id AND g.passed
             AND NOT EXISTS (SELECT FROM issue_outcomes o
                              WHERE o.release_id = r.id AND o.enrolment_id = rg.enrolment_id)) AS waiting,
         (SELECT jsonb_object_agg(kind, count)
            FROM (SELECT kind, count(*)::int FROM issue_outcomes WHERE release_id = r.id GROUP BY kind) o) AS outcomes,
         ARRAY(SELECT o.certificate_id::text FROM issue_outcomes o
                 JOIN certificate_files f ON f.certificate_id = o.certificate_id AND f.kind = 'pdf'
                WHERE o.release_id = r.id AND o.kind IN ('issued', 'raised')) AS printed
    FROM releases r JOIN cohorts co ON co.id = r.cohort_id
    JOIN course_versions v ON v.id = co.course_version_id`;

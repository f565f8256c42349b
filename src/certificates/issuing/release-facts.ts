import { type DataSource, type EntityManager } from 'typeorm';
import { type CohortCalendar, lastDay } from '../../courses/cohorts/schedule.rules.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type Paper } from '../printing/papers.js';
import { type CertificateSnapshot, type Signatory } from '../register/snapshot.rules.js';

/** What all certificates of a release have in common. */
export interface ReleaseFacts {
  readonly releaseId: string;
  readonly academy: CertificateSnapshot['academy'];
  readonly paper: Paper;
  readonly course: { readonly title: string; readonly versionNumber: number; readonly summary: string };
  /** Certificates are valid for so many months; null: for ever. */
  readonly certificateMonths: number | null;
  readonly cohort: {
    readonly name: string;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly timeZone: string;
  };
  readonly signatories: readonly Signatory[];
}

interface Row extends CohortCalendar {
  academy: string;
  logo: string | null;
  paper: Paper;
  title: string;
  summary: string;
  versionNumber: number;
  certificateMonths: number | null;
  cohort: string;
  signatories: Signatory[];
}

/** @throws DomainError notFound when there is no such release, or nobody has set the academy up */
export async function releaseFacts(db: DataSource | EntityManager, releaseId: string): Promise<ReleaseFacts> {
  const [row] = await db.query<Row[]>(
    `SELECT a.name AS academy, a.logo_digest AS logo, a.paper, v.title, v.summary, v.number AS "versionNumber",
            v.certificate_months AS "certificateMonths", co.name AS cohort,
            co.starts_on::text AS "startsOn", co.week_two_on::text AS "weekTwoOn",
            co.week_three_on::text AS "weekThreeOn", co.time_zone AS "timeZone", co.signatories
       FROM releases r
       JOIN cohorts co ON co.id = r.cohort_id
       JOIN course_versions v ON v.id = co.course_version_id
       CROSS JOIN academies a
      WHERE r.id = $1`,
    [releaseId],
  );
  if (!row) throw notFound('There is no such release.');
  return {
    releaseId,
    academy: { name: row.academy.normalize('NFC'), ...(row.logo !== null && { logo: row.logo }) },
    paper: row.paper,
    course: {
      title: row.title.normalize('NFC'),
      versionNumber: row.versionNumber,
      summary: row.summary.normalize('NFC'),
    },
    certificateMonths: row.certificateMonths,
    cohort: {
      name: row.cohort.normalize('NFC'),
      startsOn: row.startsOn,
      endsOn: lastDay(row),
      timeZone: row.timeZone,
    },
    signatories: row.signatories.map(({ name, role }) => ({
      name: name.normalize('NFC'),
      role: role.normalize('NFC'),
    })),
  };
}

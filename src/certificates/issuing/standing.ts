import { type EntityManager } from 'typeorm';
import { type HanForm } from '../../platform/printing/fonts.js';
import { hanFormFor } from '../../users/names/han.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type CertificateEventKind } from '../register/status.rules.js';
import { COURSE_CERTIFICATE } from './issuance.service.js';
import { type OutcomeKind, type Refusal } from './issuing.rules.js';

export interface HeldCertificate {
  readonly id: string;
  readonly snapshot: CertificateSnapshot;
  readonly suspended: boolean;
}

export interface LockedStanding {
  readonly holder: {
    readonly id: string;
    /** Null once erased. */
    readonly name: string | null;
    /** The form of the name's Han characters; null where it has none. */
    readonly han: HanForm | null;
  };
  /** The latest release that shows a grade of this enrolment. */
  readonly latestReleaseId: string;
  /** What this release has made of the enrolment before; null the first time. */
  readonly outcome: { readonly kind: OutcomeKind; readonly reason: Refusal | null } | null;
  /** The certificate that stands for this enrolment; null also where its holder was erased. */
  readonly held: HeldCertificate | null;
  /** Whether a certificate of this enrolment was revoked after this release was made. */
  readonly revokedSince: boolean;
}

/**
 * Where an enrolment stands, held so until the end of `tx`: an erasure of its person waits for us, or we for it, so
 * that no name is written behind its back; and whoever else issues to this enrolment waits, too. Three statements.
 */
export async function lockedStanding(
  tx: EntityManager,
  enrolmentId: string,
  releaseId: string,
): Promise<LockedStanding> {
  const [person] = await tx.query<Person[]>(
    `SELECT u.id, u.name, u.han_form AS "hanForm", u.time_zone AS "timeZone" FROM enrolments e JOIN users u ON u.id = e.user_id WHERE e.id = $1 FOR SHARE OF u`,
    [enrolmentId],
  );
  // The person first, as everywhere. NO KEY: rows that only refer to the enrolment need not wait.
  await tx.query('SELECT id FROM enrolments WHERE id = $1 FOR NO KEY UPDATE', [enrolmentId]);
  const [row] = await tx.query<Row[]>(
    `SELECT (SELECT r.id FROM release_grades g JOIN releases r ON r.id = g.release_id
              WHERE g.enrolment_id = $1 ORDER BY r.sequence DESC LIMIT 1) AS "latestReleaseId",
            o.kind, o.reason, now.certificate_id AS "certificateId", s.body,
            (SELECT v.kind FROM certificate_events v WHERE v.certificate_id = now.certificate_id
              ORDER BY v.sequence DESC LIMIT 1) AS last,
            EXISTS (SELECT FROM certificate_events v JOIN certificates c ON c.id = v.certificate_id
                     WHERE c.enrolment_id = $1 AND c.type = $3 AND v.kind = 'revoked'
                       AND v.at > (SELECT r.at FROM releases r WHERE r.id = $2)) AS "revokedLater"
       FROM (VALUES (1)) AS one
       LEFT JOIN issue_outcomes o ON o.release_id = $2 AND o.enrolment_id = $1
       LEFT JOIN current_certificates now ON now.enrolment_id = $1 AND now.type = $3
       LEFT JOIN certificate_snapshots s ON s.certificate_id = now.certificate_id`,
    [enrolmentId, releaseId, COURSE_CERTIFICATE],
  );
  if (!person || !row) throw new Error('A grade was released for an enrolment that is not there.');
  const { latestReleaseId, kind, reason, certificateId, body, last, revokedLater } = row;
  const { id, name, hanForm, timeZone } = person;
  return {
    holder: { id, name, han: hanFormFor(name ?? '', hanForm, timeZone) },
    latestReleaseId,
    outcome: kind && { kind, reason },
    held:
      certificateId === null || body === null
        ? null
        : {
            id: certificateId,
            snapshot: JSON.parse(body) as CertificateSnapshot,
            suspended: last === 'suspended',
          },
    // What was suspended when this release came and is gone now was revoked, however little time has passed.
    revokedSince: revokedLater || reason === 'suspended' || reason === 'revoked',
  };
}

interface Person {
  id: string;
  name: string | null;
  hanForm: HanForm | null;
  timeZone: string;
}

interface Row {
  latestReleaseId: string;
  kind: OutcomeKind | null;
  reason: Refusal | null;
  certificateId: string | null;
  /** Canonical JSON. */
  body: string | null;
  last: CertificateEventKind | null;
  revokedLater: boolean;
}

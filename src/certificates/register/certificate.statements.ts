import { type Code } from './code.rules.js';
import { type CertificateSnapshot } from './snapshot.rules.js';
import { type CertificateEventKind, type CertificateFact, type KeyCompromise } from './status.rules.js';
import { type HideableField, readHidden } from './visibility.rules.js';

/** A section of a handbook that the public may read. */
export interface ShownSection {
  readonly key: string;
  readonly title: string;
}

/** Everything that the state of a certificate follows from. */
export interface CertificateRow {
  readonly id: string;
  readonly issuedAt: Date;
  readonly validUntil: Date | null;
  /** Canonical JSON; null once it was erased. */
  readonly snapshot: string | null;
  /** What the holder keeps from the public; null where they have never chosen. */
  readonly hidden: readonly string[] | null;
  /** The sections of the graded handbook that the holder shows, in its order; null for none. */
  readonly evidence: readonly ShownSection[] | null;
  /** Since when a key of its credential was in other hands; null unless that was so when it signed. */
  readonly compromise: { readonly since: string; readonly reason: string } | null;
  /** What happened after the issue. */
  readonly later: readonly {
    kind: CertificateEventKind;
    at: string;
    publicReason: string | null;
    successorCode: string | null;
  }[];
}

/**
 * The columns of a `CertificateRow`, for a statement whose `certificate_snapshots` is called s. A look at one certificate of
 * millions costs what it reads from the disk: an index by the code, and one row, which tells of the issue, too. Who signed it
 * is looked for only where a key was ever stolen.
 */
export const certificateColumns = `
  s.certificate_id AS id, s.issued_at AS "issuedAt", s.valid_until AS "validUntil", s.body AS snapshot,
  (SELECT v.hidden FROM certificate_visibilities v WHERE v.certificate_id = s.certificate_id) AS hidden,
  (SELECT json_agg(json_build_object('key', x.section_key, 'title', x.title) ORDER BY x.position)
     FROM certificate_evidence x WHERE x.certificate_id = s.certificate_id) AS evidence,
  CASE WHEN EXISTS (SELECT FROM signing_key_events WHERE kind = 'compromised') THEN
  (SELECT json_build_object('since', e.since, 'reason', e.reason)
     FROM certificate_credentials k
     JOIN signing_key_events e ON e.key_id IN (k.proof_key_id, k.jwt_key_id) AND e.kind = 'compromised'
    WHERE k.certificate_id = s.certificate_id AND k.signed_at >= e.since
      AND NOT EXISTS (SELECT FROM signing_key_events later WHERE later.key_id = e.key_id
                         AND later.kind = 'compromised' AND later.sequence > e.sequence)
    ORDER BY e.since LIMIT 1) END AS compromise,
  (SELECT coalesce(json_agg(json_build_object(
            'kind', e.kind, 'at', e.at, 'publicReason', t.public_reason, 'successorCode', n.code
          ) ORDER BY e.sequence), '[]')
     FROM certificate_events e
     LEFT JOIN certificate_event_texts t ON t.event_id = e.id
     LEFT JOIN certificates n ON n.id = e.successor_id
    WHERE e.certificate_id = s.certificate_id AND e.sequence > 1) AS later`;

/** What an employer's look costs: this one statement, prepared once a connection. Parameter: the code. */
export const certificateByCode = {
  name: 'certificate_by_code',
  text: `SELECT ${certificateColumns} FROM certificate_snapshots s WHERE s.code = $1`,
};

/** Of a list of codes all that are known, in one statement. Parameter: the codes. */
export const certificatesByCodes = {
  name: 'certificates_by_codes',
  text: `SELECT s.code, ${certificateColumns} FROM certificate_snapshots s WHERE s.code = any($1)`,
};

export interface CertificateFacts {
  readonly validUntil: Date | null;
  /** Everything; the public is told what `shownFacts` gives of it. */
  readonly snapshot: CertificateSnapshot | null;
  readonly hidden: readonly HideableField[];
  /** The sections of the graded handbook that the holder shows, in its order. */
  readonly evidence: readonly ShownSection[];
  /** In the order in which they were written, the issue first. */
  readonly events: readonly CertificateFact[];
  /** Null where its keys were good when it was signed. */
  readonly compromise: KeyCompromise | null;
}

export function factsOf(row: CertificateRow): CertificateFacts {
  return {
    validUntil: row.validUntil,
    snapshot: row.snapshot === null ? null : (JSON.parse(row.snapshot) as CertificateSnapshot),
    hidden: readHidden(row.hidden),
    evidence: row.evidence ?? [],
    compromise: row.compromise && { ...row.compromise, since: new Date(row.compromise.since) },
    events: [
      { kind: 'issued', at: row.issuedAt, publicReason: null, successorCode: null },
      ...row.later.map((event) => ({
        kind: event.kind,
        at: new Date(event.at),
        publicReason: event.publicReason,
        successorCode: event.successorCode as Code | null,
      })),
    ],
  };
}

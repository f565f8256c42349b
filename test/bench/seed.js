// Certificates by SQL, so that a bench starts with many of them in seconds. What else a certificate hangs on is left
// out: triggers and foreign keys are off while this writes.
import { addressOf, newCode } from '../../dist/src/certificates/register/code.rules.js';
import { canonicalSnapshot, digestOf } from '../../dist/src/certificates/register/snapshot.rules.js';

const BATCH = 1000;

/** @returns {Promise<string[]>} the codes, in the order in which they were made */
export async function seedCertificates(client, count, publicUrl) {
  const codes = [];
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  while (codes.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - codes.length) }, () => {
      const code = newCode();
      const body = canonicalSnapshot(snapshotOf(code, publicUrl));
      return { code, body, digest: digestOf(body) };
    });
    await client.query(
      `WITH given AS (SELECT gen_random_uuid() AS id, code, body, digest
                        FROM unnest($1::text[], $2::text[], $3::text[]) AS t (code, body, digest)),
            facts AS (INSERT INTO certificates (id, code, enrolment_id, type, release_id, grade_event_id,
                                                snapshot_digest, issued_at)
                      SELECT id, code, gen_random_uuid(), 'course', gen_random_uuid(), gen_random_uuid(), digest,
                             '2026-11-14T09:30:00Z' FROM given),
            texts AS (INSERT INTO certificate_snapshots (certificate_id, code, issued_at, person_id, body)
                      SELECT id, code, '2026-11-14T09:30:00Z', gen_random_uuid(), body FROM given)
       INSERT INTO certificate_events (certificate_id, sequence, kind, at)
       SELECT id, 1, 'issued', '2026-11-14T09:30:00Z' FROM given`,
      [batch.map((one) => one.code), batch.map((one) => one.body), batch.map((one) => one.digest)],
    );
    codes.push(...batch.map((one) => one.code));
  }
  await client.query('COMMIT');
  await client.query('ANALYZE');
  return codes;
}

function snapshotOf(code, publicUrl) {
  return {
    schema: 1,
    code,
    address: addressOf(publicUrl, code),
    academy: { name: 'Capstone Academy' },
    holder: { name: 'Zoë Nguyễn' },
    course: {
      title: 'Strategist',
      versionNumber: 3,
      summary:
        'In three weeks you write the strategy of one real company, from public information alone: a handbook that its executives could act on.',
    },
    cohort: { name: 'Autumn 2026', startsOn: '2026-10-19', endsOn: '2026-11-08', timeZone: 'Europe/Paris' },
    competencies: [
      {
        key: 'strategy',
        title: 'Profound strategy',
        level: 'Strong',
        meaning: 'The choice follows from the goal and the findings, and names what it rules out.',
        points: 3,
        ofPoints: 4,
      },
      {
        key: 'engagement',
        title: 'Customer engagement',
        level: 'Sound',
        meaning: 'The choice follows from the goal and the findings, and names what it rules out.',
        points: 2,
        ofPoints: 4,
      },
      {
        key: 'research-reporting',
        title: 'Market research and reporting',
        level: 'Strong',
        meaning: 'The choice follows from the goal and the findings, and names what it rules out.',
        points: 3,
        ofPoints: 4,
      },
      {
        key: 'executive-brief',
        title: 'Executive brief',
        level: 'Excellent',
        meaning: 'The choice follows from the goal and the findings, and names what it rules out.',
        points: 4,
        ofPoints: 4,
      },
      {
        key: 'alignment',
        title: 'Alignment with business objectives',
        level: 'Strong',
        meaning: 'The choice follows from the goal and the findings, and names what it rules out.',
        points: 3,
        ofPoints: 4,
      },
    ],
    result: {
      percent: 80.5,
      passPercent: 60,
      passRule:
        'Passing takes at least 60\u00A0% of the weighted points and at least “Sound” in “Executive brief”.',
    },
    issuedOn: '2026-11-14',
    issuedAt: '2026-11-14T09:30:00.000Z',
    validUntil: null,
    signatories: [
      { name: 'Bob Tanaka', role: 'Instructor' },
      { name: 'Ada Lindqvist', role: 'Director of the academy' },
    ],
  };
}

/** As many rows as a large academy has after many years, made in the database itself; all of them say the same. */
const FILLED_AT_ONCE = 250_000;

/**
 * Fills certificates as `seedCertificates` makes them, some 1.5 kB each; their codes have the right form and seldom the
 * right check character. Every fiftieth is revoked.
 *
 * @param {(filled: number) => void} [told] after each portion
 */
export async function fillCertificates(client, count, publicUrl, told = () => {}) {
  const body = canonicalSnapshot(snapshotOf(newCode(), publicUrl));
  for (let filled = 0; filled < count;) {
    const portion = Math.min(FILLED_AT_ONCE, count - filled);
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off');
    await client.query(
      `WITH given AS MATERIALIZED (
              SELECT gen_random_uuid() AS id, n,
                     translate(upper(md5(n::text || 'a') || md5(n::text || 'b')), 'ILOU', '1100') AS text
                FROM generate_series($1::bigint, $1::bigint + $2 - 1) AS n),
            facts AS (INSERT INTO certificates (id, code, enrolment_id, type, release_id, grade_event_id,
                                                snapshot_digest, issued_at)
                      SELECT id, substr(text, 1, 25), gen_random_uuid(), 'course', gen_random_uuid(),
                             gen_random_uuid(), 'filled', '2026-11-14T09:30:00Z' FROM given),
            texts AS (INSERT INTO certificate_snapshots (certificate_id, code, issued_at, person_id, body)
                      SELECT id, substr(text, 1, 25), '2026-11-14T09:30:00Z', gen_random_uuid(), $3 FROM given)
       INSERT INTO certificate_events (certificate_id, sequence, kind, at)
       SELECT id, 1, 'issued', timestamptz '2026-11-14T09:30:00Z' FROM given
       UNION ALL
       SELECT id, 2, 'revoked', timestamptz '2026-11-15T09:30:00Z' FROM given WHERE n % 50 = 0`,
      [filled, portion, body],
    );
    await client.query('COMMIT');
    filled += portion;
    told(filled);
  }
  await client.query('VACUUM ANALYZE certificates, certificate_snapshots, certificate_events');
}

/** People and handbooks that hang on nothing else, for what looks no further. */
export async function seedHandbooks(client, { people, handbooks }) {
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  await client.query(
    'INSERT INTO users (id, created_at) SELECT id, now() FROM unnest($1::uuid[]) AS t (id)',
    [people],
  );
  await client.query(
    `INSERT INTO handbooks (id, assignment_id, enrolment_id, created_at)
     SELECT id, gen_random_uuid(), gen_random_uuid(), now() FROM unnest($1::uuid[]) AS t (id)`,
    [handbooks],
  );
  await client.query('COMMIT');
}

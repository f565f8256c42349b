import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CertificateSearch } from '../../src/certificates/administration/certificate-search.service.js';
import { readSearch, searchStatuses } from '../../src/certificates/administration/search.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Asked, askedDuring } from '../support/statements.js';
import { certificateOf, certified } from './a-cohort.js';

const MANY = 20_000;
/** Of its certificates all stand and none has ended, while many of the others have fallen or ended. */
const SOUND_COURSE = '00000000-0000-4000-8000-00000000000b';
/** At most a thousand of each status, with what lies between them, and a page. */
const MOST_READ = 9_000;

interface Plan {
  /** Of what reads a table. */
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

// Ten million certificates are not filled in a test. Here are so many that whoever reads all of them is noticed.
describe('among many certificates, what an administrator opens reads few of them', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice]);
    const { id } = await certificateOf(app.db, app.ids.alice);
    await app.db.transaction(async (tx) => {
      for (const sql of fill(id, app.ids.alice)) await tx.query(sql);
    });
    await app.db.query(
      `VACUUM ANALYZE certificates, certificate_listings, certificate_names, users, enrolments, cohorts, course_versions,
         courses`,
    );
  });
  afterAll(() => app.close());

  it.each([
    {},
    { status: 'valid' },
    { status: 'expired' },
    { status: 'suspended' },
    { status: 'superseded' },
    { status: 'revoked' },
    { status: 'key-compromised' },
    { course: SOUND_COURSE },
    { course: SOUND_COURSE, status: 'expired' },
    { course: SOUND_COURSE, status: 'superseded' },
    { from: '2020-01-02', until: '2020-01-03' },
    { q: 'zenobia' },
    { q: 'maria' },
    { q: 'enob', status: 'superseded' },
    ...searchStatuses.map((status) => ({ q: 'maria', status })),
    { q: 'nobody at all' },
    { q: 'x' },
    { q: 'alice@' },
    { q: 'person1' },
    { q: '0000000000000000000000001' },
    { q: '00000' },
  ])('%j', async (query) => {
    const { search } = readSearch(query);
    const asked = await statementsOf(app, async () => {
      await app.get(CertificateSearch).find(search);
      await app.get(CertificateSearch).choices(search);
    });
    expect(asked.length).toBeGreaterThan(1);
    const rows = (await rowsRead(app, asked)).reduce((sum, one) => sum + one);
    expect(rows).toBeLessThan(MOST_READ);
  });

  it('and says of none that it has a status, though a text fits more than are looked at', async () => {
    const found = await app
      .get(CertificateSearch)
      .find(readSearch({ q: 'maria', status: 'suspended' }).search);
    expect(found.counts.all).toBeNull();
    expect(found.result.ids).toHaveLength(2);
    const ada = await app.as('ada');
    const { text } = await ada.get('/certificates/administration?q=maria&status=revoked');
    expect(text).toContain('None of what fits has this status.');
    expect(text).toContain('More than 1,000 certificates fit, whatever their status');
  });
});

const fill = (id: string, personId: string) => [
  'SET LOCAL session_replication_role = replica',
  'SET LOCAL synchronous_commit = off',
  'SET LOCAL statement_timeout = 0',
  `CREATE TEMPORARY TABLE filled ON COMMIT DROP AS
     SELECT gen_random_uuid() AS id, n, timestamptz '2020-01-01' + n * interval '1 minute' AS at
       FROM generate_series(1, ${MANY}) n`,
  `INSERT INTO certificates (id, code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
   SELECT f.id, upper(lpad(to_hex(n), 25, '0')), gen_random_uuid(), 'course', c.release_id, c.grade_event_id,
          'filled', at FROM filled f, certificates c WHERE c.id = '${id}'`,
  `INSERT INTO certificate_listings
   SELECT f.id, CASE WHEN n % 10 IN (2, 4, 6, 8) THEN '${SOUND_COURSE}' ELSE l.course_id END,
          CASE WHEN n % 3 = 0 THEN l.cohort_id ELSE gen_random_uuid() END,
          CASE WHEN n % 10000 = 1 THEN 'suspended' WHEN n % 20 = 0 THEN 'superseded'
               WHEN n % 25 = 1 THEN 'key-compromised' ELSE 'standing' END, at, at::date,
          CASE WHEN n % 20 = 10 THEN timestamptz '2021-01-01' WHEN n % 2 = 0 THEN timestamptz '2099-01-01' END
     FROM filled f, certificate_listings l WHERE l.certificate_id = '${id}'`,
  `INSERT INTO certificate_names (certificate_id, person_id, key)
   SELECT id, '${personId}', CASE WHEN n % 5000 = 0 THEN 'zenobia ' ELSE 'maria ' END || n FROM filled`,
  `INSERT INTO users (id, email, name, created_at)
   SELECT id, 'person' || n || '@many.example', 'Person ' || n, now() FROM filled`,
];

/** How many rows of tables a plan has looked at. */
function read(plan: Plan): number {
  const { 'Actual Rows': kept, 'Actual Loops': loops, Plans: below = [] } = plan;
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
  const own = plan['Relation Name'] === undefined ? 0 : (kept + removed) * loops;
  return own + below.reduce((sum, one) => sum + read(one), 0);
}

/** How many rows each of these statements looks at. */
async function rowsRead({ db }: TestApp, asked: readonly Asked[]): Promise<number[]> {
  const rows: number[] = [];
  for (const { sql, values } of asked) {
    const [row] = await db.query<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      values,
    );
    rows.push(read(row['QUERY PLAN'][0].Plan));
  }
  return rows;
}

async function statementsOf({ db }: TestApp, act: () => Promise<unknown>) {
  const asked = await askedDuring(db, act);
  return asked.filter(({ sql }) => /^\s*SELECT/.test(sql) && sql.includes('certificate'));
}

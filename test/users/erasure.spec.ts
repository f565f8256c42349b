import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { addressOf, type Code } from '../../src/certificates/register/code.rules.js';
import { Applications } from '../../src/courses/enrolments/applications/applications.service.js';
import { Invitations } from '../../src/courses/enrolments/invitations/invitations.service.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { extend, type Graded, reachCertificate } from '../support/world.js';

let app: TestApp;
let world: Graded;

beforeAll(async () => {
  app = await startTestApp();
  world = await reachCertificate(app);
  const alice = await app.as('alice');
  await alice.get('/');
});
afterAll(() => app.close());

/** Where a text stands in the database, as `schema.table.column`: every column of every table, jobs too. */
async function whereInDatabase(text: string): Promise<string[]> {
  const columns: { place: string; table: string; column: string; type: string }[] = await app.db.query(
    `SELECT format('%s.%s.%s', table_schema, table_name, column_name) AS place,
            format('%I.%I', table_schema, table_name) AS "table", column_name AS "column", data_type AS type
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  expect(columns.some(({ place }) => place.startsWith('pgboss.job'))).toBe(true);
  const found: string[] = [];
  for (const { place, table, column, type } of columns) {
    const value = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
    const [row] = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} WHERE position(lower($1) in lower(${value})) > 0`,
      [text],
    );
    if ((row?.n ?? 0) > 0) found.push(place);
  }
  return found.sort();
}

function files(): string[] {
  const folder = join(app.config.dataDir, 'files');
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      // The pictures of the courses are nobody's.
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('course-images'))
      .map((entry) => join(entry.parentPath, entry.name))
  );
}

it('finds a person everywhere before, and nowhere after', async () => {
  await extend(app, world.enrolmentId, '2026-12-20T12:00:00Z');
  await withhold(world.enrolmentId, 'Looks like another handbook');
  const { name, email } = cast.alice;
  await askForEverything(email);
  await applyFor(['january', 'february']);
  await shareTheCertificate(world.certificateId);
  const words = 'Answer first, in public, within four working hours';
  const before = await whereInDatabase(name);
  expect(before).toContain('public.users.name');
  expect(before).toContain('public.certificate_snapshots.body');
  expect(await whereInDatabase('Was ill')).toEqual(['public.extension_reasons.body']);
  expect(await whereInDatabase('Looks like another')).toEqual(['public.withholding_reasons.body']);
  expect(await whereInDatabase(email)).toEqual([
    'public.address_changes.old_email',
    'public.invitations.email',
    'public.password_resets.email',
    'public.sign_ups.email',
    'public.users.email',
  ]);
  expect(await whereInDatabase('alice@elsewhere.example')).toEqual(['public.address_changes.new_email']);
  expect(await whereInDatabase(words)).toEqual([
    'public.handbook_updates.body',
    'public.section_contents.body',
    'public.submission_contents.body',
  ]);
  expect(await whereInDatabase('in my own words')).toEqual([
    'public.application_answers.body',
    'public.application_drafts.answers',
  ]);
  expect(await whereInDatabase('Well argued')).toEqual([
    'public.mark_change_texts.body',
    'public.remark_texts.body',
    'public.score_drafts.remark',
  ]);
  expect(await whereInDatabase('For the harbour office')).toEqual(['public.certificate_shares.label']);
  expect(files()).toHaveLength(1);

  await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
  await jobsDone(app.db);

  for (const text of [
    name,
    email,
    'alice@elsewhere.example',
    words,
    'Well argued',
    'Was ill',
    'For the harbour office',
    'Looks like another',
    'in my own words',
    'Harbour Lane',
  ]) {
    expect({ text, places: await whereInDatabase(text) }).toEqual({ text, places: [] });
  }
  for (const file of files()) {
    const bytes = readFileSync(file);
    const text = bytes.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b])) ? gunzipSync(bytes) : bytes;
    expect(text.includes(Buffer.from(name))).toBe(false);
  }
  expect(files()).toEqual([]);
  // It looks through every column of some ninety tables, twenty times.
});

async function shareTheCertificate(id: string): Promise<void> {
  const alice = await app.as('alice');
  const sent = [
    await alice.post(`/certificates/${id}/visibility`, { show: 'holder', version: '0' }),
    await alice.post(`/certificates/${id}/shares`, { label: 'For the harbour office', ends: 'never' }),
  ];
  expect(sent.map(({ status }) => status)).toEqual([303, 200]);
}

async function withhold(enrolmentId: string, reason: string): Promise<void> {
  const bob = await app.as('bob');
  const answer = await bob.post(`/grading/enrolments/${enrolmentId}/withholdings`, { reason, releases: '1' });
  expect(answer.status).toBe(303);
}

/** What somebody wrote to get a place, sent in one cohort and kept for later in another. */
async function applyFor(slugs: readonly [sent: string, kept: string]): Promise<void> {
  const answers = Array.from({ length: 10 }, (_, at) => `${cast.alice.name} in my own words ${String(at)}`);
  const [sent, kept] = await Promise.all(slugs.map((slug) => openForApplications(slug)));
  await app.get(Applications).submit(sent ?? '', app.ids.alice, answers);
  await app.get(Applications).keepDraft(kept ?? '', app.ids.alice, answers);
}

async function openForApplications(slug: string): Promise<string> {
  const cohort = await world.chronicle.openCohort(
    world.versionId,
    {
      slug,
      name: slug,
      startsOn: '2027-01-11',
      timeZone: 'Europe/Paris',
      seats: 30,
      admission: 'application',
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2027-01-31T18:00',
      cutOffLocal: '2027-01-31T18:00',
    },
    app.ids.ada,
  );
  return cohort.id;
}

/** All that can be under way between an account and its mailbox. */
async function askForEverything(email: string): Promise<void> {
  const alice = await app.as('alice');
  const newAddress = { email: 'alice@elsewhere.example', currentPassword: castPassword };
  await alice.post('/account/address', newAddress);
  await app.visitor().post('/password-resets', { email });
  await app
    .get(Invitations)
    .invite(
      { role: 'administrator', cohortId: null },
      [{ line: 1, email, name: cast.alice.name, problem: null }],
      app.ids.ada,
    );
  const password = 'seven ducks on a hill';
  await app.visitor().post('/sign-up', { name: cast.alice.name, email, password, timeZone: 'Europe/Paris' });
  await jobsDone(app.db);
}

it('leaves the facts: the certificate’s address answers with its status, without the person', async () => {
  const answer = await app
    .visitor()
    .get(addressOf(app.url, world.code as Code).slice(app.url.length), 'application/json');
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ status: 'erased', facts: null });
  const counts = await app.db.query<Record<string, number>[]>(
    `SELECT (SELECT count(*)::int FROM certificates) AS certificates, (SELECT count(*)::int FROM submissions) AS submissions,
            (SELECT count(*)::int FROM grade_events) AS grades, (SELECT count(*)::int FROM erasures) AS erasures`,
  );
  expect(counts).toEqual([{ certificates: 1, submissions: 1, grades: 1, erasures: 1 }]);
  const events: { kind: string }[] = await app.db.query(
    'SELECT kind FROM certificate_events ORDER BY sequence',
  );
  expect(events.map(({ kind }) => kind)).toEqual(['issued', 'erased']);
});

it('ends the person’s sessions, and cannot be done twice', async () => {
  await expect(app.as('alice')).rejects.toThrow('could not sign in');
  await expect(app.get(Erasures).erase(app.ids.alice, app.ids.ada)).rejects.toThrow(
    'There is no such person.',
  );
});

it('takes the text of no one else', async () => {
  expect(await whereInDatabase(cast.bob.name)).toContain('public.users.name');
});

it('shows the instructor that the text is gone', async () => {
  const bob = await app.as('bob');
  const page = await bob.get(`/submissions/${world.submissionId}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('The text has been erased');
});

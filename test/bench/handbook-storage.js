// What three weeks of writing leave in the database, as multiples of the text that is there at the end.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../dist/src/assignments/handbooks/handbook-store.js';
import { RevisionStore } from '../../dist/src/assignments/revisions/revision-store.js';
import { Stretches } from '../../dist/src/assignments/revisions/stretches.service.js';
import { typedSection } from '../../dist/src/assignments/revisions/revision.rules.js';
import { freezeHandbook, sectionKinds } from '../../dist/src/assignments/sections/section-kinds.rules.js';
import { strategistTemplate } from '../../dist/src/assignments/strategist-template.js';
import { StoryClock } from '../../dist/src/platform/clock/story-clock.js';
import { createDataSource } from '../../dist/src/platform/database/data-source.js';
import { canonicalJson } from '../../dist/src/platform/digests/digests.js';
import { dice, sit } from './handbook-writing.js';

const SITTINGS = 80;
const KEYSTROKES = 60_000;
const DAYS = 21;
const minute = 60_000;

export async function run({ database }) {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const db = await createDataSource({ url: database, entities: [], migrations: [] }).initialize();
  try {
    return resultsOf(await write(client, db));
  } finally {
    await db.destroy();
    await client.end();
  }
}

async function write(client, db) {
  const places = strategistTemplate.sections.map(({ key, kind, title }) => ({ key, kind, title }));
  const { handbookId, authorId } = await seed(client, places);
  const clock = new StoryClock('2026-11-02T08:00:00Z');
  const updates = new HandbookUpdates(db, clock);
  const revisions = new RevisionStore(db, { within: () => undefined });
  const stretches = new Stretches(db, clock, { repeat: () => undefined }, revisions, updates);
  const roll = dice(4711);
  // What earlier rows would add up to, merged without looking at what was deleted
  const all = [];
  const facts = { opened: 0, offline: 0, mostRows: 0 };
  const home = new Y.Doc();
  let atHome = [];
  home.on('update', (update) => atHome.push(update));

  for (let sitting = 0; sitting < SITTINGS; sitting++) {
    const day = Math.floor((sitting * DAYS) / SITTINGS);
    clock.set(new Date(Date.UTC(2026, 10, 2 + day, 8 + (sitting % 4) * 3)));
    // A page that opens gets what is stored; every sixth one is a device that has been offline for days
    const offline = sitting % 6 === 5;
    const doc = offline ? home : new Y.Doc();
    if (!offline) for (const body of await updates.load(handbookId)) Y.applyUpdate(doc, body);
    atHome = [];
    const rows = [];
    doc.on('update', (update) => rows.push(update));
    const section = places[sitting % places.length];
    sit(doc, { ...section, table: sectionKinds[section.kind].table }, KEYSTROKES / SITTINGS, roll);
    await store(client, clock, { handbookId, authorId }, offline ? atHome : rows);
    all.push(Y.mergeUpdates(rows));
    if (offline) {
      facts.offline += 1;
      for (const body of await updates.load(handbookId)) Y.applyUpdate(home, body);
      home.clientID = roll(2 ** 31);
    } else facts.opened += 1;
    const [{ count }] = await db.query(
      'SELECT count(*)::int AS count FROM handbook_updates WHERE handbook_id = $1',
      [handbookId],
    );
    facts.mostRows = Math.max(facts.mostRows, count);
    clock.advance(10 * minute);
    await stretches.run();
  }
  clock.advance(3 * 24 * 60 * minute);
  await stretches.run();
  await updates.load(handbookId);

  const doc = new Y.Doc();
  for (const body of await updates.load(handbookId)) Y.applyUpdate(doc, body);
  const whole = new Y.Doc();
  for (const body of all) Y.applyUpdate(whole, body);
  const { sections } = freezeHandbook(doc, places);
  const expected = freezeHandbook(whole, places);
  if (canonicalJson(sections) !== canonicalJson(expected.sections))
    throw new Error('Rewriting has changed the text.');
  const [sizes] = await db.query(
    `SELECT (SELECT sum(octet_length(body))::int FROM handbook_updates WHERE handbook_id = $1) AS updates,
            (SELECT count(*)::int FROM handbook_revisions WHERE handbook_id = $1) AS revisions,
            (SELECT count(*)::int FROM section_contents WHERE handbook_id = $1) AS contents,
            (SELECT sum(octet_length(body))::int FROM section_contents WHERE handbook_id = $1) AS raw,
            (SELECT sum(pg_column_size(c.*))::int FROM section_contents c WHERE handbook_id = $1)
              + (SELECT sum(pg_column_size(r.*))::int FROM handbook_revisions r WHERE handbook_id = $1)
              + (SELECT sum(pg_column_size(s.*))::int FROM revision_sections s JOIN handbook_revisions r ON r.id = s.revision_id
                  WHERE r.handbook_id = $1) AS stored`,
    [handbookId],
  );
  const text = Buffer.byteLength(canonicalJson(sections.map(typedSection)));
  return { ...sizes, ...facts, text, merged: Y.mergeUpdates(all).byteLength };
}

function resultsOf({ text, updates, revisions, contents, raw, stored, merged, mostRows }) {
  const row = (name, bytes, bound) => ({
    name,
    value: bytes / 1024,
    unit: 'KiB',
    ratio: bytes / text,
    ...(bound ? { bound } : {}),
  });
  return [
    { name: 'text after three weeks of writing', value: text / 1024, unit: 'KiB' },
    row('– its living document, as it is stored', updates, '≤ 3'),
    row('– the same without rewriting', merged),
    row(`– its ${revisions} versions, ${contents} texts of sections`, raw, '≤ 6'),
    row('– the same as PostgreSQL keeps them', stored, '≤ 4'),
    { name: '– rows of its living document at most', value: mostRows, unit: '', bound: '≤ 1000' },
  ];
}

/** As the server stores what arrives while somebody types: a row for each keystroke. */
async function store(client, clock, { handbookId, authorId }, rows) {
  await client.query(
    `INSERT INTO handbook_updates (handbook_id, body, author_id, at)
     SELECT $1, body, $2, $3 FROM unnest($4::bytea[]) AS t (body)`,
    [handbookId, authorId, clock.now(), rows.map((row) => Buffer.from(row))],
  );
}

/** A handbook with its author, cohort and template, and nothing beside them. */
async function seed(client, places) {
  const id = Object.fromEntries(
    ['user', 'cohort', 'enrolment', 'template', 'assignment', 'handbook'].map((name) => [name, randomUUID()]),
  );
  const now = new Date('2026-11-02T08:00:00Z');
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  await client.query('INSERT INTO users (id, created_at) VALUES ($1, $2)', [id.user, now]);
  await client.query(
    `INSERT INTO cohorts (id, course_version_id, slug, name, starts_on, week_two_on, week_three_on, time_zone, seats, signatories, created_at)
     VALUES ($1, gen_random_uuid(), $2, 'Storage', '2026-11-02', '2026-11-09', '2026-11-16', 'Europe/Paris', 1, '[]', $3)`,
    [id.cohort, `storage-${id.cohort.slice(0, 8)}`, now],
  );
  await client.query('INSERT INTO enrolments (id, cohort_id, user_id, created_at) VALUES ($1, $2, $3, $4)', [
    id.enrolment,
    id.cohort,
    id.user,
    now,
  ]);
  for (const [at, { key, kind, title }] of places.entries())
    await client.query(
      'INSERT INTO template_sections (template_id, key, position, kind, title, purpose) VALUES ($1, $2, $3, $4, $5, $5)',
      [id.template, key, at + 1, kind, title],
    );
  await client.query(
    `INSERT INTO assignments (id, cohort_id, template_id, due_local, due_at, cut_off_local, cut_off_at)
     VALUES ($1, $2, $3, '2026-11-23T18:00', $4, '2026-11-25T18:00', $4)`,
    [id.assignment, id.cohort, id.template, new Date('2026-11-25T17:00:00Z')],
  );
  await client.query(
    'INSERT INTO handbooks (id, assignment_id, enrolment_id, created_at) VALUES ($1, $2, $3, $4)',
    [id.handbook, id.assignment, id.enrolment, now],
  );
  await client.query('COMMIT');
  return { handbookId: id.handbook, authorId: id.user };
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  readSearch,
  searchHref,
  searchStatuses,
} from '../../src/certificates/administration/search.rules.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { certificateOf, certified, type MarkedCohort } from './a-cohort.js';

const names = [
  'Zoë Nguyễn',
  'Łukasz Øresund',
  'Ömer Çağlar',
  'ΝΙΚΟΣ Παπαδόπουλος',
  'Иван Петров',
  'مُحَمَّد أحمد',
  '李小龙',
  '김민준',
  'Straße O’Neill',
  'Percy 100% _Cent_',
];

describe('an administrator finds certificates', () => {
  let app: TestApp;
  let ada: Browser;
  let first: MarkedCohort;
  const codes = new Map<string, { id: string; code: Code; userId: string }>();

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    const ids: string[] = [];
    for (const [at, name] of names.entries()) {
      const person = { email: `person${at}@finder.example`, name, password: 'x', timeZone: 'UTC' };
      ids.push((await app.db.transaction((tx) => app.get(Users).add(tx, person))).id);
    }
    first = await certified(app, ids.slice(0, 5));
    app.clock.advance(48 * 3600 * 1000);
    await certified(app, ids.slice(5));
    for (const [at, userId] of ids.entries()) {
      const { id, code } = await certificateOf(app.db, userId);
      codes.set(names[at] ?? '', { id, code: code as Code, userId });
    }
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  const of = (name: string) => {
    const known = codes.get(name);
    if (!known) throw new Error(`${name} has no certificate.`);
    return known;
  };
  const list = async (query: Readonly<Record<string, string>>) => {
    const page = await ada.get(`/certificates/administration?${new URLSearchParams(query).toString()}`);
    const found = Array.from(
      page.text.matchAll(/<a href="\/certificates\/[0-9a-f-]{36}"><bdi>([^<]*)<\/bdi>/g),
    );
    return { page, status: page.status, names: found.map(([, name]) => (name ?? '').replace('&#x27;', "'")) };
  };

  it.each([
    ['zoe', 'Zoë Nguyễn'],
    ['NGUYEN', 'Zoë Nguyễn'],
    ['nguyễn zo', 'Zoë Nguyễn'],
    ['Zoe\u0308', 'Zoë Nguyễn'],
    ['lukasz oresund', 'Łukasz Øresund'],
    ['omer caglar', 'Ömer Çağlar'],
    ['νικος', 'ΝΙΚΟΣ Παπαδόπουλος'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'ΝΙΚΟΣ Παπαδόπουλος'],
    ['петров иван', 'Иван Петров'],
    ['محمد', 'مُحَمَّد أحمد'],
    ['小龙', '李小龙'],
    ['민준', '김민준'],
    ['strasse', 'Straße O’Neill'],
    ['100%', 'Percy 100% _Cent_'],
    ['_c', 'Percy 100% _Cent_'],
    ['person3@finder.example', 'ΝΙΚΟΣ Παπαδόπουλος'],
    ['PERSON3@', 'ΝΙΚΟΣ Παπαδόπουλος'],
  ])('by %j', async (q, name) => {
    expect((await list({ q })).names).toEqual([name]);
  });

  it('by the name that the account goes by now, and by the one that is printed', async () => {
    const { userId } = of('Иван Петров');
    await app.db.query(`UPDATE users SET name = 'Iwan Schmidt' WHERE id = $1`, [userId]);
    for (const q of ['schmidt', 'петров']) expect((await list({ q })).names).toEqual(['Иван Петров']);
  });

  it('by a code, its beginning, or a pasted address', async () => {
    const { code } = of('Zoë Nguyễn');
    for (const q of [
      code,
      writtenCode(code).toLowerCase(),
      `${app.config.publicUrl}/verify/${writtenCode(code)}?utm=1`,
      code.slice(0, 8),
      `${code.slice(0, 5)}-${code.slice(5, 7).toLowerCase()}`,
    ]) {
      expect((await list({ q })).names).toEqual(['Zoë Nguyễn']);
    }
    const slip = await list({ q: `${code.slice(0, 24)}${code.endsWith('0') ? '1' : '0'}` });
    expect(slip.names).toEqual([]);
    expect(slip.page.text).toContain('looks like a code with a slip in it');
  });

  it('by course, cohort and days of issue, all at once', async () => {
    const [{ courseId }] = await app.db.query<[{ courseId: string }]>(
      `SELECT v.course_id AS "courseId" FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id WHERE c.id = $1`,
      [first.id],
    );
    expect((await list({ cohort: first.id })).names).toHaveLength(5);
    expect((await list({ course: courseId })).names).toHaveLength(5);
    expect((await list({ from: '2026-11-25' })).names).toHaveLength(5);
    expect((await list({ from: '2026-11-23', until: '2026-11-23' })).names).toHaveLength(5);
    expect((await list({ until: '2026-11-22' })).names).toEqual([]);
    const chosen = { q: 'zoe', course: courseId, cohort: first.id, from: '2026-11-23', until: '2026-11-30' };
    const { page, names: found } = await list(chosen);
    expect(found).toEqual(['Zoë Nguyễn']);
    expect(page.text).toContain(`<option value="${first.id}" selected>`);
    expect(page.text).toContain('value="2026-11-30"');
  });

  it('says what of a day is wrong, and keeps what was typed', async () => {
    for (const query of [
      { from: '31 November', q: 'zoe' },
      { from: '2026-02-30', q: 'zoe' },
      { from: '2026-11-25', until: '2026-11-24', q: 'zoe' },
    ]) {
      const { page, status } = await list(query);
      expect(status).toBe(422);
      expect(page.text).toMatch(/id="(from|until)-error"/);
      expect(page.text).toContain(`value="${query.from}"`);
      expect(page.text).toContain('value="zoe"');
    }
  });

  it('by status, with the number of each', async () => {
    const reasons = { publicReason: 'A reason.', privateReason: '' };
    await ada.post(`/certificates/${of('李小龙').id}/suspensions`, reasons);
    await ada.post(`/certificates/${of('김민준').id}/revocations`, reasons);
    await app.get(Erasures).erase(of('Percy 100% _Cent_').userId, app.ids.ada);
    await app.db.query(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE certificates SET valid_until = timestamptz '2025-11-23T09:00:00Z' WHERE id = '${of('Straße O’Neill').id}';
      UPDATE certificate_listings SET valid_until = timestamptz '2025-11-23T09:00:00Z'
       WHERE certificate_id = '${of('Straße O’Neill').id}'; COMMIT`);
    const counted = (text: string) =>
      Object.fromEntries(
        Array.from(
          text.matchAll(
            />(All|Valid|Expired|Key compromised|Suspended|Revoked|Replaced|Erased) <span class="quiet">(\d+)</g,
          ),
        ).map(([, word = '', count = '']): [string, string] => [word, count]),
      );
    const { page } = await list({});
    expect(counted(page.text)).toEqual({
      ...{ All: '10', Valid: '6', Expired: '1', Suspended: '1', Revoked: '1', Erased: '1' },
    });
    expect((await list({ status: 'suspended' })).names).toEqual(['李小龙']);
    expect((await list({ status: 'revoked' })).names).toEqual(['김민준']);
    expect((await list({ status: 'expired' })).names).toEqual(['Straße O’Neill']);
    expect((await list({ status: 'erased' })).names).toEqual(['An erased person']);
    expect((await list({ status: 'valid' })).names).toHaveLength(6);
    expect((await list({ q: 'cent' })).names).toEqual([]);
    const none = await list({ status: 'superseded' });
    expect(none.page.text).toContain('None of what fits has this status.');
    expect((await list({ status: 'expired', q: 'zoe' })).names).toEqual([]);
  });

  it('with one letter only where that is a word, and says so', async () => {
    const words = 'Type two letters of the name at least.';
    expect((await list({ q: 'ø' })).page.text).toContain(words);
    expect((await list({ q: '龙' })).names).toEqual(['李小龙']);
    const { page } = await list({ q: '鹤' });
    expect(page.text).toContain('No certificate fits all of this.');
    expect(page.text).not.toContain(words);
  });

  it.each([
    { q: "'; DROP TABLE certificates; --" },
    { q: '<script>alert(1)</script>' },
    { q: 'x'.repeat(5000) },
    { q: '%' },
    { q: '\\' },
    { q: '\u0000\u202E' },
    { q: '...' },
    { course: 'nonsense', cohort: 'a', status: 'perfect', older: 'x', newer: 'y' },
    { older: '00000000-0000-4000-8000-000000000000' },
    { cohort: '00000000-0000-4000-8000-000000000000' },
  ])('and is answered whatever is typed: %j', async (query) => {
    const { page, status } = await list(query);
    expect(status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
  });

  it('page by page, forth and back, with the same number of statements for however many', async () => {
    const many = 120;
    // Copies of one certificate, each with a name of its own: what the database refuses is not what is tried here.
    await app.db.query(`BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
      SELECT upper(lpad(to_hex(n), 25, '0')), enrolment_id, 'copy ' || n, release_id, grade_event_id, snapshot_digest,
             timestamptz '2026-01-01' + n % 40 * interval '1 hour'
        FROM certificates, generate_series(1, ${many}) n WHERE id = '${of('Zoë Nguyễn').id}';
      INSERT INTO certificate_events (certificate_id, sequence, kind, at)
      SELECT id, 1, 'issued', issued_at FROM certificates WHERE type LIKE 'copy %';
      INSERT INTO certificate_listings
      SELECT c.id, l.course_id, l.cohort_id, 'standing', c.issued_at, c.issued_at::date, NULL
        FROM certificates c, certificate_listings l
       WHERE c.type LIKE 'copy %' AND l.certificate_id = '${of('Zoë Nguyễn').id}';
      INSERT INTO certificate_snapshots (certificate_id, code, issued_at, person_id, body)
      SELECT c.id, c.code, c.issued_at, s.person_id, jsonb_set(s.body::jsonb, '{holder,name}', to_jsonb('Copy ' || substr(c.type, 6)))::text
        FROM certificates c, certificate_snapshots s
       WHERE c.type LIKE 'copy %' AND s.certificate_id = '${of('Zoë Nguyễn').id}'; COMMIT`);
    const link = (text: string, word: string) =>
      new RegExp(`href="([^"]+)">(?:<svg(?:(?!</a>)[^])*</svg> )?${word}`)
        .exec(text)?.[1]
        ?.replaceAll('&amp;', '&')
        .replaceAll('&#x3D;', '=');
    const query = { until: '2026-06-01' };
    const seen: string[] = [];
    let { page, names: found } = await list(query);
    const pages = [page.text];
    for (;;) {
      seen.push(...found);
      const older = link(page.text, 'Older');
      if (older === undefined) break;
      ({ page, names: found } = await list(Object.fromEntries(new URL(older, app.url).searchParams)));
      pages.push(page.text);
    }
    expect(pages).toHaveLength(3);
    expect(seen).toHaveLength(many);
    expect(new Set(seen).size).toBe(many);
    const newer = link(page.text, 'Newer') ?? '';
    const back = await list(Object.fromEntries(new URL(newer, app.url).searchParams));
    expect(back.names).toEqual(seen.slice(50, 100));
    expect(link(back.page.text, 'Newer')).toBeDefined();

    const statements = async (query: Record<string, string>) =>
      (await statementsDuring(app.db, () => list(query))).length;
    const all = await statements({});
    // One more, which asks how the database writes a name.
    expect(await statements({ q: 'zoe' })).toBe(all + 1);
    expect(await statements({ q: 'nobody at all' })).toBe(all + 1);
    expect(await statements({ ...query, status: 'valid' })).toBe(all);
    expect(all).toBeLessThanOrEqual(9);
  });
});

describe('the parameters of a search', () => {
  it('are read from what they are written to', () => {
    const id = fc.uuid();
    const search = fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\0', '').trim()),
      courseId: fc.option(id),
      cohortId: fc.option(id),
      status: fc.option(fc.constantFrom(...searchStatuses)),
      from: fc.constantFrom(null, '2026-01-01'),
      until: fc.constantFrom(null, '2026-12-31'),
      place: fc.option(fc.record({ way: fc.constantFrom('older' as const, 'newer' as const), id })),
    });
    fc.assert(
      fc.property(search, (search) => {
        const { searchParams } = new URL(
          searchHref(search, { place: search.place }),
          'https://capstone.example',
        );
        expect(readSearch(Object.fromEntries(searchParams))).toEqual({ search, errors: [] });
      }),
    );
  });
});

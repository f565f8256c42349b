import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CertificateShare } from '../../src/certificates/holding/sharing.entity.js';
import { PrintPool } from '../../src/certificates/printing/print-pool.js';
import { type Code, newCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { type HideableField, hideableFields } from '../../src/certificates/register/visibility.rules.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { certificateOf, certified, type IssuedRow } from './a-cohort.js';
import { aShare } from './a-share.js';
import { until } from './until.js';

describe('what others see of a certificate', () => {
  let app: TestApp;
  let alice: Browser;
  let certificate: IssuedRow;
  let page: string;
  let verify: string;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    await certified(app, [app.ids.alice]);
    certificate = await certificateOf(app.db, app.ids.alice);
    page = `/certificates/${certificate.id}/sharing`;
    verify = `/verify/${writtenCode(certificate.code as Code)}`;
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  const versionOf = (text: string) => /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
  const show = async (fields: readonly HideableField[]) => {
    const version = versionOf((await alice.get(page)).text);
    return alice.post(`/certificates/${certificate.id}/visibility`, { show: fields, version });
  };
  const answer = async () =>
    (await app.visitor().get(`${verify}.json`, 'application/json')).body as VerificationAnswer;

  it('is for its holder alone to decide', async () => {
    const paths = ['visibility', 'shares', `shares/${randomUUID()}/withdrawal`];
    for (const [name, status] of [
      ['charlie', 404],
      ['bob', 403],
      ['ada', 403],
    ] as const) {
      const browser = await app.as(name);
      expect((await browser.get(page)).status).toBe(status);
      for (const path of paths) {
        const sent = await browser.post(`/certificates/${certificate.id}/${path}`, { version: '0' });
        expect([name, path, sent.status]).toEqual([name, path, status]);
      }
    }
    expect((await app.visitor().get(page)).headers['location']).toContain('/sign-in');
    expect((await alice.get(`/certificates/${randomUUID()}/sharing`)).status).toBe(404);
    expect((await alice.get('/certificates/nonsense/sharing')).status).toBe(404);
    expect((await answer()).facts).not.toHaveProperty('withheld');
  });

  it('is read with a fixed number of statements', async () => {
    const statements = await statementsDuring(app.db, () => alice.get(page));
    expect(statements.length).toBeLessThanOrEqual(8);
  });

  it('withholds what is not ticked, at once and for programs too', async () => {
    expect((await answer()).facts?.holder?.name).toBe('Alice Moreau');
    expect((await show(['competencies', 'cohort'])).status).toBe(303);
    await until(async () => (await answer()).facts?.withheld !== undefined);
    const { facts } = await answer();
    expect(facts).not.toHaveProperty('holder');
    expect(facts?.result).not.toHaveProperty('percent');
    expect(facts?.withheld).toEqual(['holder', 'result']);
    expect(JSON.stringify(facts)).not.toMatch(/Moreau|82\.5|"points"/);
    expect((await alice.get(page)).text).toContain('At present this is hidden: your name, your result.');
  });

  it('withholds on the page that everybody reads', async () => {
    await show([]);
    await until(async () => (await answer()).facts?.withheld?.length === hideableFields.length);
    for (const visitor of [app.visitor(), await app.as('ada')]) {
      const { status, text } = await visitor.get(verify);
      expect(status).toBe(200);
      expect(text).not.toMatch(/Moreau|82\.5|Autumn 2026|19 October|Profound strategy|Strong/);
    }
  });

  it('is forgotten by every process that remembers it otherwise', async () => {
    const beside = await startTestApp({ beside: app });
    const told = async () =>
      ((await beside.visitor().get(`${verify}.json`, 'application/json')).body as VerificationAnswer).facts;
    expect((await told())?.holder).toBeUndefined();
    await show(['holder']);
    await until(async () => (await told())?.holder?.name === 'Alice Moreau');
    await show([]);
    await until(async () => (await told())?.holder === undefined);
    await beside.close();
  });

  it('tells of a choice that was made elsewhere, and keeps what was ticked', async () => {
    const seen = versionOf((await alice.get(page)).text);
    expect((await show(['holder'])).status).toBe(303);
    const stale = await alice.post(`/certificates/${certificate.id}/visibility`, {
      show: ['result', 'cohort'],
      version: seen,
    });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('This was changed meanwhile');
    expect(stale.text).toContain('At present this is hidden: your result, the competencies, the cohort.');
    expect(stale.text).toMatch(/value="result" checked/);
    expect(stale.text).not.toMatch(/value="holder" checked/);
    const again = await alice.post(`/certificates/${certificate.id}/visibility`, {
      show: ['result', 'cohort'],
      version: versionOf(stale.text),
    });
    expect(again.status).toBe(303);
    await until(async () => (await answer()).facts?.cohort?.name === 'Autumn 2026');
  });

  it('takes only what can be hidden', async () => {
    const version = versionOf((await alice.get(page)).text);
    for (const sent of [
      { show: ['code'], version },
      { show: ['holder'], version: 'x' },
    ]) {
      const refused = await alice.post(`/certificates/${certificate.id}/visibility`, sent);
      expect([refused.status, refused.text.includes('Error: ')]).toEqual([422, true]);
    }
  });

  it('is written down, without a name', async () => {
    const entries = await app.db.query<{ facts: { hidden: string } }[]>(
      `SELECT facts FROM audit_entries WHERE action = 'certificate.visibility-chosen'`,
    );
    expect(entries.map(({ facts }) => facts.hidden)).toContain('holder result');
    expect(JSON.stringify(entries)).not.toContain('Moreau');
  });

  it('is the same of the certificate that takes its place', async () => {
    await show(['competencies']);
    const [successor] = await app.db.query<{ id: string }[]>(
      `INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at, supersedes_id)
       SELECT '0000000000000000000000000', enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at, id
         FROM certificates WHERE id = $1 RETURNING id`,
      [certificate.id],
    );
    const [hidden] = await app.db.query<{ hidden: string[] }[]>(
      'SELECT hidden FROM certificate_visibilities WHERE certificate_id = $1',
      [successor?.id],
    );
    expect(hidden?.hidden).toEqual(['holder', 'result', 'cohort']);
  });
});

describe('a link to the file of a certificate', () => {
  let app: TestApp;
  let alice: Browser;
  let certificate: IssuedRow;
  let page: string;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    await certified(app, [app.ids.alice]);
    certificate = await certificateOf(app.db, app.ids.alice);
    page = `/certificates/${certificate.id}/sharing`;
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  const make = async (label: string, ends: string) => {
    app.clock.advance(1000);
    const made = await alice.post(`/certificates/${certificate.id}/shares`, { label, ends });
    return { ...made, path: /\/shared\/[\w-]{32}/.exec(made.text)?.[0] ?? '' };
  };
  const withdrawal = async () =>
    /\/certificates\/[\w-]+\/shares\/[\w-]+\/withdrawal/.exec((await alice.get(page)).text)?.[0] ?? '';

  it('is shown once, and stored as a digest', async () => {
    const { status, path, headers } = await make('For the Tessmar people', '30');
    expect(status).toBe(200);
    expect(headers['cache-control']).toContain('no-store');
    const token = path.slice('/shared/'.length);
    const again = await alice.get(page);
    expect(again.text).toContain('For the Tessmar people');
    expect(again.text).toContain('23 December 2026');
    expect(again.text).not.toContain(token);
    const [row] = await app.db.query<{ row: string }[]>(
      'SELECT row_to_json(s)::text AS row FROM certificate_shares s',
    );
    expect(row?.row).not.toContain(token);
  });

  it('gives the PDF to whoever has it, also while the public page hides the name', async () => {
    await alice.post(`/certificates/${certificate.id}/visibility`, { version: '0' });
    const { path } = await make('', 'never');
    const shown = await app.visitor().get(path);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('Alice Moreau');
    expect(shown.headers['cache-control']).toContain('no-store');
    expect(shown.headers['x-robots-tag']).toBe('noindex');
    expect(shown.headers['referrer-policy']).toBe('no-referrer');
    expect(shown.headers['set-cookie']).toBeUndefined();
    const file = await app.visitor().get(`${path}/pdf`);
    expect([file.status, file.type]).toEqual([200, 'application/pdf']);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(shown.text).toContain(`${path}/pdf?paper&#x3D;letter`);
    const drawing = jest.spyOn(app.get(PrintPool), 'print');
    for (const letter of await Promise.all(
      Array.from({ length: 4 }, () => app.visitor().get(`${path}/pdf?paper=letter`)),
    )) {
      expect([letter.status, letter.type]).toEqual([200, 'application/pdf']);
      expect(String(letter.body)).toContain('/MediaBox [0 0 792 612]');
    }
    // However many ask for it first, it is drawn once.
    expect(drawing).toHaveBeenCalledTimes(1);
    drawing.mockRestore();
    const own = await app.visitor().get(`${path}/pdf?paper=a4`);
    expect(String(own.body)).toContain('/MediaBox [0 0 841.89 595.28]');
    expect(own.headers['content-length']).toBe(file.headers['content-length']);
    expect((await app.visitor().get(`${path}/pdf?paper=a3`)).status).toBe(404);
    const uses = await app.db.query<{ at: Date | null }[]>(
      'SELECT last_used_at AS at FROM certificate_shares ORDER BY last_used_at NULLS LAST',
    );
    expect(uses.map(({ at }) => at !== null)).toEqual([true, false]);
  });

  it('is told to be used once its page or a file was handed out, and not by what is answered with nothing', async () => {
    const { id, token } = await aShare(app, certificate.id);
    const used = async () =>
      (await app.db.getRepository(CertificateShare).findOneByOrFail({ id })).lastUsedAt !== null;
    for (const file of ['files/unknown', 'files/pdf', 'pdf?paper=a3']) {
      expect([file, (await app.visitor().get(`/shared/${token}/${file}`)).status]).toEqual([file, 404]);
      expect([file, await used()]).toEqual([file, false]);
    }
    for (const file of ['files/jwt', 'pdf', '']) {
      await app.db.query('UPDATE certificate_shares SET last_used_at = NULL WHERE id = $1', [id]);
      const path = `/shared/${token}/${file}`.replace(/\/$/, '');
      expect([file, (await app.visitor().get(path)).status]).toEqual([file, 200]);
      expect([file, await used()]).toEqual([file, true]);
    }
  });

  it('leads nowhere once it has ended or was withdrawn, in the same words as one that never was', async () => {
    const { path: ends } = await make('A week', '7');
    const never = await app.visitor().get(`/shared/${'A'.repeat(32)}`);
    expect(never.status).toBe(404);
    expect(never.text).toContain('This link leads nowhere');
    expect((await app.visitor().get('/shared/short')).text).toBe(never.text);
    const now = app.clock.now();
    app.clock.set(new Date(now.getTime() + 7 * 86_400_000).toISOString());
    expect((await app.visitor().get(ends)).text).toBe(never.text);
    expect((await app.visitor().get(`${ends}/pdf`)).status).toBe(404);
    app.clock.set(now.toISOString());
    expect((await app.visitor().get(ends)).status).toBe(200);
    const withdraw = await withdrawal();
    expect((await alice.post(withdraw)).status).toBe(303);
    expect((await alice.post(withdraw)).status).toBe(303);
    expect((await app.visitor().get(ends)).text).toBe(never.text);
    const stolen = withdraw.replace(certificate.id, randomUUID());
    expect((await alice.post(stolen)).status).toBe(404);
    const unknown = `/certificates/${certificate.id}/shares/${randomUUID()}/withdrawal`;
    expect((await alice.post(unknown)).status).toBe(404);
  });

  it('needs an end, and a note that fits', async () => {
    const unsaid = await alice.post(`/certificates/${certificate.id}/shares`, { label: 'Kept', ends: '' });
    expect(unsaid.status).toBe(422);
    expect(unsaid.text).toContain('Choose when the link ends.');
    expect(unsaid.text).toContain('value="Kept"');
    expect((await make('x'.repeat(81), '7')).status).toBe(422);
  });

  it('tells of a revocation and then gives no file', async () => {
    const { path } = await make('Before', '90');
    await app.db.query(
      `INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ($1, 2, 'revoked', $2)`,
      [certificate.id, app.clock.now()],
    );
    const shown = await app.visitor().get(path);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('Revoked');
    expect(shown.text).not.toContain(`${path}/pdf`);
    expect((await app.visitor().get(`${path}/pdf`)).status).toBe(409);
    expect((await alice.get(`/certificates/${certificate.id}/pdf`)).status).toBe(200);
    expect((await make('After', '7')).status).toBe(409);
    expect((await alice.get(page)).text).toContain('no new link can be made');
  });

  it('is not to be guessed: whoever tries is refused, and nobody who has one', async () => {
    const guesser = app.visitor();
    let last = 0;
    for (let guess = 0; guess < 60 && last !== 429; guess += 1) {
      last = (await guesser.get(`/shared/${randomUUID().replaceAll('-', '')}`)).status;
    }
    expect(last).toBe(429);
    const { token } = await aShare(app, certificate.id);
    expect((await guesser.get(`/shared/${token}`)).status).toBe(200);
    expect((await guesser.get(`/verify/${writtenCode(certificate.code as Code)}`)).status).toBe(200);
    // Nor does it count as asking for codes.
    expect((await guesser.get(`/verify/${writtenCode(newCode())}`)).status).toBe(404);
  });
});

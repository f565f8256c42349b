import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { DoubtedListings } from '../../../src/certificates/register/doubted-listings.service.js';
import { type VerificationAnswer } from '../../../src/certificates/register/status.rules.js';
import { Jobs } from '../../../src/platform/jobs/jobs.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../../support/app.js';
import { jobsDone } from '../../support/jobs.js';
import { statementsDuring } from '../../support/statements.js';
import { certificatesOf } from '../a-cohort.js';
import { aGraduate, type Graduate, newestOf, steal } from './a-stolen-key.js';

const HOUR = 3600 * 1000;
const nobodys = '00000000-0000-4000-8000-000000000000';
const reasons = { publicReason: 'A reason.', privateReason: '' };

// Early’s is signed first; then the key falls into other hands, and the others’ are signed.
describe('what a stolen key has signed', () => {
  let app: TestApp;
  let ada: Browser;
  let keyId: string;
  const people = {} as Record<'early' | 'mia' | 'noa' | 'revoked' | 'suspended' | 'erased', Graduate>;

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
    people.early = await aGraduate(app, 'Early Bird');
    app.clock.advance(24 * HOUR);
    people.mia = await aGraduate(app, 'Mia Ortega');
    people.noa = await aGraduate(app, 'Noa Lindgren');
    people.revoked = await aGraduate(app, 'Ron Revoked');
    people.suspended = await aGraduate(app, 'Sue Spended');
    people.erased = await aGraduate(app, 'Eve Erased');
    await ada.post(`/certificates/${people.revoked.id}/revocations`, reasons);
    await ada.post(`/certificates/${people.suspended.id}/suspensions`, reasons);
    await app.get(Erasures).erase(people.erased.userId, app.ids.ada);
    await jobsDone(app.db);
    keyId = (await app.get(KeyRing).current('proof')).id;
  });
  afterAll(() => app.close());

  const here = () => `/academy/keys/${keyId}`;
  const answerOf = async (path: string) =>
    (await app.visitor().get(`${path}.json`)).body as VerificationAnswer;
  const list = async (query: string) =>
    [
      ...(await ada.get(`/certificates/administration?${query}`)).text.matchAll(
        /<a href="\/certificates\/[0-9a-f-]{36}"><bdi>([^<]*)<\/bdi>/g,
      ),
    ].map(([, name]) => name);
  const stateOf = async ({ id }: { id: string }) =>
    (
      await app.db.query<{ state: string }[]>(
        'SELECT state FROM certificate_listings WHERE certificate_id = $1',
        [id],
      )
    )[0]?.state;

  it('holds as long as nobody has reported the key', async () => {
    const page = await ada.get(`${here()}/certificates`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(
      'It is not reported as lost or copied, so everything that it has signed holds',
    );
    const refused = await ada.post(`${here()}/reissues`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('what it has signed holds. Nothing was done.');
    expect(await list('status=key-compromised')).toEqual([]);
  });

  it('is listed once it is reported, and found by its status', async () => {
    expect(await steal(app, ada, 'proof', '2026-11-24T00:00')).toBe(keyId);
    const page = await ada.get(`${here()}/certificates`);
    expect(page.text).toContain('It is written down.');
    expect(page.text).toContain('It has signed 5 certificates since then. 2 are to be issued anew.');
    for (const words of [
      'One is suspended and stays so. Once it is reinstated, it can be issued anew.',
      'One was revoked, and stays so.',
      'One was erased with its holder’s data.',
    ]) {
      expect(page.text).toContain(words);
    }
    for (const name of ['Mia Ortega', 'Noa Lindgren', 'Ron Revoked']) expect(page.text).toContain(name);
    expect(page.text).not.toContain('Early Bird');
    expect((await ada.get('/academy/keys')).text).toContain(`href="${here()}/certificates"`);
    expect((await list('status=key-compromised')).sort()).toEqual(['Mia Ortega', 'Noa Lindgren']);
    expect(await list('status=key-compromised&q=mia')).toEqual(['Mia Ortega']);
    expect(await list('status=valid')).toEqual(['Early Bird']);
    expect((await ada.get('/certificates/administration')).text).toMatch(
      />Key compromised <span class="quiet">2</,
    );
  });

  it('stays in the lists what its address says, whichever way the moment moves', async () => {
    const move = async (since: string) => {
      await app.get(KeyChanges).compromise(keyId, { since: new Date(since), reason: 'Stolen.' }, null);
      await app.get(DoubtedListings).follow();
    };
    app.clock.advance(HOUR);
    await move('2026-11-24T09:30:00Z');
    expect(await list('status=key-compromised')).toEqual([]);
    await move('2026-11-23T00:00:00Z');
    expect(await list('status=key-compromised')).toHaveLength(3);
    await move('2026-11-24T00:00:00Z');
    expect(await list('status=key-compromised')).toHaveLength(2);
    await app.get(DoubtedListings).follow();
    expect(await list('status=valid')).toEqual(['Early Bird']);
  });

  it('is not issued anew on the word of a page that somebody has overtaken', async () => {
    const answer = await ada.post(`${here()}/reissues`, { seen: '1' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Something was decided about this key since you opened the page.');
    expect(await certificatesOf(app.db, people.mia.userId)).toHaveLength(1);
  });

  it('is issued anew: the same facts under another code, with another key, and a mail to each holder', async () => {
    const before = app.mails.length;
    const old = await answerOf(people.mia.path);
    app.clock.advance(24 * HOUR);
    const seen = /name="seen" value="(\d+)"/.exec((await ada.get(`${here()}/certificates`)).text)?.[1] ?? '';
    const presses = await Promise.all([0, 1, 2].map(() => ada.post(`${here()}/reissues`, { seen })));
    expect(presses.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(presses[0]?.headers['location']).toBe(`${here()}/certificates`);
    await jobsDone(app.db);
    for (const person of [people.mia, people.noa]) {
      const held = await certificatesOf(app.db, person.userId);
      expect(held).toHaveLength(2);
      const now = await newestOf(app, person.userId);
      expect(await answerOf(person.path)).toMatchObject({
        status: 'superseded',
        supersededBy: `${app.config.publicUrl}${now.path}`,
      });
      expect((await answerOf(now.path)).status).toBe('valid');
      expect((await app.visitor().get(`${now.path}.pdf`)).status).toBe(200);
    }
    const now = await newestOf(app, people.mia.userId);
    const facts = (await answerOf(now.path)).facts;
    expect(facts?.code).not.toBe(old.facts?.code);
    expect(facts).toEqual({
      ...old.facts,
      code: facts?.code,
      address: `${app.config.publicUrl}${now.path}`,
      issuedOn: '2026-11-25',
      issuedAt: app.clock.now().toISOString(),
    });
    const [signed] = await app.db.query<{ keyId: string }[]>(
      'SELECT proof_key_id AS "keyId" FROM certificate_credentials WHERE certificate_id = $1',
      [now.id],
    );
    expect(signed?.keyId).not.toBe(keyId);
    const mails = app.mails.slice(before);
    expect(mails.flatMap(({ to }) => to).sort()).toEqual([people.mia.email, people.noa.email].sort());
    for (const mail of mails) {
      expect(mail.text).toContain('was replaced by a new one.');
      expect(mail.text).toContain('A key that signed the one before it may have been in other hands.');
    }
  });

  it('has stayed as it was where it was revoked, suspended, erased or signed before', async () => {
    const { early, revoked, suspended, erased } = people;
    for (const [person, status] of [
      [early, 'valid'],
      [revoked, 'revoked'],
      [suspended, 'suspended'],
      [erased, 'erased'],
    ] as const) {
      expect([person.name, (await answerOf(person.path)).status]).toEqual([person.name, status]);
      expect(await certificatesOf(app.db, person.userId)).toHaveLength(1);
    }
  });

  it('is told to be done, and who had it done; pressed once more, nothing happens', async () => {
    const page = await ada.get(`${here()}/certificates`);
    expect(page.text).toContain('2 certificates have been issued anew. None is left to be issued anew.');
    expect(page.text).toContain('Ada Lindqvist');
    expect(page.text).toContain('2 of 2');
    expect(page.text).not.toContain('data-wait');
    expect(page.text).not.toContain('Issue these anew');
    const mails = app.mails.length;
    expect((await ada.post(`${here()}/reissues`)).status).toBe(303);
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, people.mia.userId)).toHaveLength(2);
    expect(app.mails).toHaveLength(mails);
    const audited = await app.db.query<{ actor_id: string; facts: object }[]>(
      `SELECT actor_id, facts FROM audit_entries WHERE action = 'signing-key.certificates-reissued' ORDER BY at`,
    );
    expect(audited.length).toBeGreaterThanOrEqual(2);
    for (const { actor_id: actor, facts } of audited) {
      expect(actor).toBe(app.ids.ada);
      expect(facts).toEqual({ name: 'proof-2026-11-23', since: '2026-11-24T00:00:00.000Z' });
    }
  });

  it('is as doubtful as before once it is reinstated, and can be issued anew then', async () => {
    const { suspended } = people;
    await ada.post(`/certificates/${suspended.id}/reinstatements`, reasons);
    await jobsDone(app.db);
    expect(await stateOf(suspended)).toBe('key-compromised');
    expect((await answerOf(suspended.path)).status).toBe('key-compromised');
    expect((await ada.get(`${here()}/certificates`)).text).toContain('1 is to be issued anew.');
    await ada.post(`${here()}/reissues`);
    await jobsDone(app.db);
    expect((await answerOf(suspended.path)).status).toBe('superseded');
    expect((await answerOf((await newestOf(app, suspended.userId)).path)).status).toBe('valid');
  });

  it('leads administrators from the old one to the new one', async () => {
    const page = await ada.get(`/certificates/${people.mia.id}`);
    const now = await newestOf(app, people.mia.userId);
    expect(page.text).toContain(`/certificates/${now.id}`);
  });

  it('is nobody’s business but an administrator’s', async () => {
    for (const name of ['alice', 'bob', 'charlie'] as const) {
      const someone = await app.as(name);
      expect((await someone.get(`${here()}/certificates`)).status).toBe(403);
      expect((await someone.post(`${here()}/reissues`)).status).toBe(403);
    }
    expect((await app.visitor().get(`${here()}/certificates`)).status).toBe(303);
    for (const id of [nobodys, 'root']) {
      expect((await ada.get(`/academy/keys/${id}/certificates`)).status).toBe(404);
      expect((await ada.post(`/academy/keys/${id}/reissues`)).status).toBe(404);
    }
    expect((await ada.postFromElsewhere(`${here()}/reissues`, {})).status).toBe(403);
  });

  it.each([
    'nonsense',
    '2026-99-99T00:00:00.000Z_x',
    `2026-99-99T00:00:00.000Z_${nobodys}`,
    `2030-01-01T00:00:00.000Z_${nobodys}`,
  ])('is answered whatever stands in the address: %j', async (older) => {
    const page = await ada.get(`${here()}/certificates?${new URLSearchParams({ older }).toString()}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Mia Ortega');
  });

  it('is listed page by page, with the same number of statements for however many', async () => {
    const reading = async () =>
      (await statementsDuring(app.db, () => ada.get(`${here()}/certificates`))).length;
    const few = await reading();
    // Copies of one certificate: what the database refuses is not what is tried here.
    const many = 70;
    await app.db.query(`BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
      SELECT upper(lpad(to_hex(n), 25, '0')), enrolment_id, 'copy ' || n, release_id, grade_event_id, snapshot_digest,
             issued_at FROM certificates, generate_series(1, ${many}) n WHERE id = '${people.mia.id}';
      INSERT INTO certificate_events (certificate_id, sequence, kind, at)
      SELECT id, 1, 'issued', issued_at FROM certificates WHERE type LIKE 'copy %';
      INSERT INTO certificate_listings
      SELECT c.id, l.course_id, l.cohort_id, 'key-compromised', c.issued_at, c.issued_at::date, NULL
        FROM certificates c, certificate_listings l
       WHERE c.type LIKE 'copy %' AND l.certificate_id = '${people.mia.id}';
      INSERT INTO certificate_snapshots (certificate_id, code, issued_at, person_id, body)
      SELECT c.id, c.code, c.issued_at, s.person_id, jsonb_set(s.body::jsonb, '{holder,name}', to_jsonb('Copy ' || substr(c.type, 6)))::text
        FROM certificates c, certificate_snapshots s
       WHERE c.type LIKE 'copy %' AND s.certificate_id = '${people.mia.id}';
      INSERT INTO certificate_credentials (certificate_id, person_id, document, jwt, proof_key_id, jwt_key_id, signed_at)
      SELECT c.id, k.person_id, k.document, k.jwt, k.proof_key_id, k.jwt_key_id,
             k.signed_at + substr(c.type, 6)::int % 9 * interval '1 minute'
        FROM certificates c, certificate_credentials k
       WHERE c.type LIKE 'copy %' AND k.certificate_id = '${people.mia.id}'; COMMIT`);
    expect(await reading()).toBe(few);
    const seen = new Set<string>();
    let path: string | undefined = `${here()}/certificates`;
    let pages = 0;
    while (path !== undefined) {
      const { text } = await ada.get(path);
      pages += 1;
      for (const [, id = ''] of text.matchAll(/<a href="\/certificates\/([0-9a-f-]{36})"><bdi>/g)) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      path = /href="([^"]+)">Older/.exec(text)?.[1]?.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
      expect(text.includes('Newest</a>')).toBe(pages > 1);
    }
    expect([pages, seen.size]).toEqual([2, many + 5]);
  });
});

describe('what a stolen key for PDFs has signed', () => {
  let app: TestApp;
  let ada: Browser;
  let mia: Graduate;

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.as('ada');
    mia = await aGraduate(app, 'Mia Ortega');
    // On the other paper, too: one certificate all the same.
    await ada.get(`/certificates/${mia.id}/pdf?paper=letter`);
  });
  afterAll(() => app.close());

  it('is written down with each file, and counted', async () => {
    const { id } = await app.get(KeyRing).current('pdf');
    const files = await app.db.query<{ kind: string; key: string | null }[]>(
      'SELECT kind, pdf_key_id AS key FROM certificate_files WHERE certificate_id = $1 ORDER BY kind',
      [mia.id],
    );
    expect(files.length).toBeGreaterThanOrEqual(1);
    expect(files.map(({ key }) => key)).toEqual(files.map(() => id));
    const page = (await ada.get('/academy/keys')).text;
    const row = page.slice(page.indexOf('<th scope="row">pdf-'));
    expect(/data-label="Certificates"><span>(\d+)</.exec(row)?.[1]).toBe('1');
  });

  it('still stands at its address, and is issued anew all the same', async () => {
    const id = await steal(app, ada, 'pdf', '2026-11-23T00:00');
    const page = await ada.get(`/academy/keys/${id}/certificates`);
    expect(page.text).toContain('It has signed 1 certificate since then. 1 is to be issued anew.');
    expect(page.text).toContain('The certificates hold: their addresses say so.');
    const status = async (path: string) =>
      ((await app.visitor().get(`${path}.json`)).body as VerificationAnswer).status;
    expect(await status(mia.path)).toBe('valid');
    // The newest is told by when it was issued.
    app.clock.set('2026-11-23T10:00:00Z');
    const jobs = app.get(Jobs);
    const fates = jobs.fates.bind(jobs);
    const locked = app.db.createQueryRunner();
    await locked.startTransaction();
    await locked.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [mia.userId]);
    expect((await ada.post(`/academy/keys/${id}/reissues`)).status).toBe(303);
    // The job ends while the page is being read, right before it is asked for.
    jobs.fates = async (...asked) => {
      await locked.rollbackTransaction();
      await jobsDone(app.db);
      return fates(...asked);
    };
    const answer = await ada.get(`/academy/keys/${id}/certificates`);
    jobs.fates = fates;
    await locked.release();
    expect(answer.text).toContain('1 certificate has been issued anew. None is left to be issued anew.');
    expect(await status(mia.path)).toBe('superseded');
    const now = await newestOf(app, mia.userId);
    expect(await status(now.path)).toBe('valid');
    const [file] = await app.db.query<{ key: string }[]>(
      'SELECT pdf_key_id AS key FROM certificate_files WHERE certificate_id = $1',
      [now.id],
    );
    expect(file?.key).toBe((await app.get(KeyRing).current('pdf')).id);
    expect(app.mails.at(-1)?.text).toContain('The key that signed its file may have been in other hands.');
  });
});

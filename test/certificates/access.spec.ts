import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { certificateOf, certified } from './a-cohort.js';

describe('who may open what', () => {
  let app: TestApp;
  let id: string;
  const browsers = {} as Record<'alice' | 'bob' | 'charlie' | 'ada' | 'erin', Browser>;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    await certified(app, [app.ids.alice]);
    ({ id } = await certificateOf(app.db, app.ids.alice));
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) browsers[name] = await app.as(name);
    browsers.erin = app.visitor();
  });
  afterAll(() => app.close());

  const nobodys = '00000000-0000-4000-8000-000000000000';
  const address = (path: string) => path.replace(':id', id);

  // Alice holds it, Bob taught her, Charlie is an outsider, Ada administers, Erin is signed out.
  it.each<[string, Record<keyof typeof browsers, number>]>([
    ['/certificates', { alice: 200, bob: 200, charlie: 200, ada: 200, erin: 303 }],
    ['/certificates/administration', { alice: 403, bob: 403, charlie: 403, ada: 200, erin: 303 }],
    ['/certificates/:id', { alice: 403, bob: 403, charlie: 404, ada: 200, erin: 303 }],
    ['/certificates/:id/pdf', { alice: 200, bob: 403, charlie: 404, ada: 200, erin: 303 }],
    ['/certificates/not-an-id', { alice: 404, bob: 404, charlie: 404, ada: 404, erin: 303 }],
    ['/certificates/not-an-id/pdf', { alice: 404, bob: 404, charlie: 404, ada: 404, erin: 303 }],
    [`/certificates/${nobodys}/pdf`, { alice: 404, bob: 404, charlie: 404, ada: 404, erin: 303 }],
    ['/verify', { alice: 200, bob: 200, charlie: 200, ada: 200, erin: 200 }],
  ])('GET %s', async (path, expected) => {
    for (const [name, status] of Object.entries(expected)) {
      const answer = await browsers[name as keyof typeof browsers].get(address(path));
      expect([name, answer.status]).toEqual([name, status]);
    }
  });

  it('POST /certificates/:id/revocations', async () => {
    const reasons = { publicReason: 'A reason.', privateReason: '' };
    const path = address('/certificates/:id/revocations');
    for (const [name, status] of [
      ['alice', 403],
      ['bob', 403],
      ['charlie', 404],
      ['erin', 303],
    ] as const) {
      expect([name, (await browsers[name].post(path, reasons)).status]).toEqual([name, status]);
    }
    expect((await browsers.ada.postFromElsewhere(path, reasons)).status).toBe(403);
    expect((await browsers.ada.post(`/certificates/${nobodys}/revocations`, reasons)).status).toBe(404);
    expect((await browsers.ada.post('/certificates/not-an-id/revocations', reasons)).status).toBe(404);
    expect((await browsers.ada.post(path)).status).toBe(422);
  });

  it('lists her certificate to its holder, with its address, and to nobody else', async () => {
    const hers = await browsers.alice.get('/certificates');
    expect(hers.text).toContain(`${app.config.publicUrl}/verify/`);
    expect(hers.text).toContain(`/certificates/${id}/pdf`);
    expect((await browsers.bob.get('/certificates')).text).toContain('No certificates yet');
    expect((await browsers.ada.get('/certificates/administration?page=nonsense')).status).toBe(200);
    expect((await browsers.ada.get('/certificates/administration?page=99')).status).toBe(200);
  });

  it('gives the PDF on the other paper to those who get it on the first, made once and kept', async () => {
    const letter = address('/certificates/:id/pdf?paper=letter');
    expect((await browsers.charlie.get(letter)).status).toBe(404);
    expect((await browsers.bob.get(letter)).status).toBe(403);
    expect((await browsers.alice.get(address('/certificates/:id/pdf?paper=a3'))).status).toBe(404);
    const both = await Promise.all([browsers.alice.get(letter), browsers.ada.get(letter)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const kinds = await app.db.query<{ kind: string }[]>(
      'SELECT kind FROM certificate_files WHERE certificate_id = $1 ORDER BY kind',
      [id],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['pdf', 'pdf-letter']);
    expect((await browsers.alice.get('/certificates')).text).toContain('PDF on US Letter');
  });

  it('sends the PDF as a file to keep, and to no cache', async () => {
    const pdf = await browsers.alice.get(address('/certificates/:id/pdf'), 'application/pdf');
    expect(pdf.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    expect(pdf.headers['content-disposition']).toMatch(
      /^attachment; filename="certificate-[0-9A-Z]{5}(-[0-9A-Z]{5}){4}\.pdf"$/,
    );
  });
});

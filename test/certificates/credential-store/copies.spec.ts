import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Credentials } from '../../../src/certificates/credential-store/credentials.service.js';
import { verifyCredential } from '../../../src/certificates/credential/verify-credential.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { CertificateEvents } from '../../../src/certificates/register/certificate-events.service.js';
import { type Code, newCode, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { OLDEST_ANSWER_MS } from '../../../src/certificates/verification/certificate-status.service.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { statementsDuring } from '../../support/statements.js';
import { certificateOf, certified } from '../a-cohort.js';
import { aShare } from '../a-share.js';
import { credentialInPng, credentialInSvg } from './baked.js';

/** By ending, each with what else asks for it, and the types in which it comes. */
const copies = [
  ['jsonld', ['application/ld+json', 'application/vc', 'application/vc+ld+json']],
  ['jwt', ['application/vc+jwt', 'application/jwt']],
  ['pdf', ['application/pdf']],
  ['png', ['image/png']],
  ['svg', ['image/svg+xml']],
] as const;

const endings = copies.map(([form]) => form);

const inBrowser = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('a certificate as a file', () => {
  let app: TestApp;
  let id: string;
  let code: Code;
  let path: string;
  let document: string;
  let jwt: string;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice]);
    const issued = await certificateOf(app.db, app.ids.alice);
    id = issued.id;
    code = issued.code as Code;
    path = `/verify/${writtenCode(code)}`;
    const credential = await app.get(Credentials).of(id);
    if (!credential) throw new Error('Nothing was signed.');
    ({ document, jwt } = credential);
  });
  afterAll(() => app.close());

  const ask = async (at: string, headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(app.url + at, { method, headers, redirect: 'manual' });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const header = (name: string) => answer.headers.get(name);
    return { status: answer.status, type: header('content-type'), header, bytes, text: bytes.toString() };
  };
  const later = () => {
    app.clock.advance(OLDEST_ANSWER_MS);
  };
  const statuses = async (at = path) => {
    later();
    return Promise.all(endings.map(async (form) => (await ask(`${at}.${form}`)).status));
  };
  const append = (kind: 'suspended' | 'reinstated', certificateId = id) =>
    app.db.transaction((tx) =>
      app
        .get(CertificateEvents)
        .append(tx, { certificateId, kind, actorId: app.ids.ada, publicReason: 'We look into it.' }),
    );

  it.each(copies)('(%s) comes by its ending and by what a program accepts', async (form, types) => {
    const named = await ask(`${path}.${form}`, { accept: inBrowser });
    expect([named.status, named.type]).toEqual([200, types[0]]);
    for (const type of types) {
      const asked = await ask(path, { accept: `${type}, application/json;q=0.5` });
      expect([asked.status, asked.type]).toEqual([200, type]);
      expect(asked.bytes.equals(named.bytes)).toBe(true);
      expect(asked.header('etag')).toBe(named.header('etag'));
    }
    const what = form === 'png' || form === 'svg' ? 'badge' : 'certificate';
    expect(named.header('content-disposition')).toBe(
      `inline; filename="${what}-${writtenCode(code)}.${form}"`,
    );
    expect(named.header('access-control-allow-origin')).toBe('*');
    expect(named.header('cross-origin-resource-policy')).toBe('cross-origin');
    expect(named.header('vary')).toContain('Accept, Accept-Encoding');
    expect(named.header('cache-control')).toBe('no-cache');
    expect(named.header('x-robots-tag')).toBe('noindex');
    expect(named.header('x-content-type-options')).toBe('nosniff');
    expect(named.header('set-cookie')).toBeNull();
    if (form === 'svg') expect(named.header('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  it.each(endings)('(%s) is sent once to whoever keeps it, and HEAD tells of it', async (form) => {
    const { header } = await ask(`${path}.${form}`);
    const tag = header('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    for (const held of [tag, `W/${tag}`, `"another", ${tag}`]) {
      const again = await ask(`${path}.${form}`, { 'if-none-match': held });
      expect([again.status, again.bytes.length, again.header('etag')]).toEqual([304, 0, tag]);
    }
    expect((await ask(`${path}.${form}`, { 'if-none-match': '"another"' })).status).toBe(200);
    const head = await ask(`${path}.${form}`, {}, 'HEAD');
    expect([head.status, head.bytes.length, head.header('etag')]).toEqual([200, 0, tag]);
  });

  it('is the credential that was signed, in both forms, which stands at its own address', async () => {
    const asJson = await ask(`${path}.jsonld`);
    const asJwt = await ask(`${path}.jwt`);
    expect([asJson.text, asJwt.text]).toEqual([document, jwt]);
    const { id: address } = JSON.parse(document) as { id: string };
    expect((await ask(new URL(address).pathname, { accept: 'application/vc' })).text).toBe(document);
    const known = {
      publicUrl: app.config.publicUrl,
      keys: await app.get(KeyRing).all(),
      now: app.clock.now(),
    };
    for (const text of [asJson.text, asJwt.text]) {
      expect(await verifyCredential(text, known)).toMatchObject({ status: 'valid', code });
    }
  });

  it('holds the same credential as a picture, is made once, and is the file that its holder gets', async () => {
    const alice = await app.as('alice');
    const [png, svg, pdf] = [await ask(`${path}.png`), await ask(`${path}.svg`), await ask(`${path}.pdf`)];
    expect(credentialInPng(png.bytes)).toBe(document);
    expect(credentialInSvg(svg.text)).toBe(document);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const kinds = await app.db.query<{ kind: string }[]>(
      'SELECT kind FROM certificate_files WHERE certificate_id = $1 ORDER BY kind',
      [id],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['pdf', 'png', 'svg']);
    expect(((await alice.get(`/certificates/${id}/pdf`)).body as Buffer).equals(pdf.bytes)).toBe(true);
    expect(((await alice.get(`/certificates/${id}/files/png`)).body as Buffer).equals(png.bytes)).toBe(true);
  });

  it('costs two statements at most', async () => {
    for (const form of endings) {
      later();
      expect([form, (await statementsDuring(app.db, () => ask(`${path}.${form}`))).length]).toEqual([
        form,
        2,
      ]);
    }
  });

  it('is linked from the page, in its head and to programs that don’t read it', async () => {
    later();
    const page = await ask(path, { accept: 'text/html' });
    for (const [form, [type]] of [['json', ['application/json']] as const, ...copies]) {
      const href = `${path}.${form}`;
      expect(page.text).toContain(`<link rel="alternate" type="${type}" href="${href}">`);
      expect(page.header('link')).toContain(`<${href}>; rel="alternate"; type="${type}"`);
    }
    expect(page.text).toContain('>signed credential</a> (Open Badges 3.0)');
  });

  it('leads to the one address under which the code is written', async () => {
    const answer = await ask(`/verify/${code.toLowerCase()}.jsonld`);
    expect([answer.status, answer.header('location')]).toEqual([308, `${path}.jsonld`]);
  });

  it.each(endings)(
    '(%s) of a code that leads nowhere is a JSON answer, or a page in a browser',
    async (form) => {
      const never = writtenCode(newCode());
      const mistyped = path.slice(0, -1) + (path.endsWith('0') ? '1' : '0');
      for (const [at, status] of [
        [`/verify/${never}`, 'never-issued'],
        [mistyped, 'typing-error'],
        ['/verify/hello', 'not-a-code'],
      ] as const) {
        const answer = await ask(`${at}.${form}`);
        expect([answer.status, JSON.parse(answer.text)]).toMatchObject([404, { status, facts: null }]);
        expect(answer.header('access-control-allow-origin')).toBe('*');
        expect((await ask(at, { accept: copies.find(([one]) => one === form)?.[1][0] ?? '' })).status).toBe(
          404,
        );
      }
      const looked = await ask(`/verify/hello.${form}`, { accept: inBrowser });
      expect([looked.status, looked.type?.split(';')[0]]).toEqual([
        404,
        form === 'jsonld' || form === 'jwt' ? 'application/json' : 'text/html',
      ]);
    },
  );

  it('stays with its holder, and whom they give a link, while something is hidden', async () => {
    const alice = await app.as('alice');
    const choose = (show: string[]) =>
      app.db
        .query('SELECT version FROM certificate_visibilities')
        .then(([row]: { version: number }[]) =>
          alice.post(`/certificates/${id}/visibility`, { show, version: String(row?.version ?? 0) }),
        );
    expect((await choose(['result', 'competencies', 'cohort'])).status).toBe(303);
    expect(await statuses()).toEqual([403, 403, 403, 403, 403]);
    for (const accept of ['application/vc', inBrowser]) {
      const refused = await ask(`${path}.jsonld`, { accept });
      expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
        403,
        { error: { kind: 'forbidden' } },
      ]);
      expect(refused.text).not.toContain('Alice');
      expect(refused.header('etag')).toBeNull();
    }
    // Also to her, as the public address is the same for everybody.
    expect((await alice.get(`${path}.pdf`)).status).toBe(403);
    const page = await ask(path, { accept: 'text/html' });
    expect(page.text).not.toContain(`${path}.jsonld`);
    expect(page.header('link')).toBe(`<${path}.json>; rel="alternate"; type="application/json"`);

    const { token } = await aShare(app, id);
    for (const [form, [type]] of copies.filter(([form]) => form !== 'pdf')) {
      for (const [who, at] of [
        [alice, `/certificates/${id}/files/${form}`],
        [app.visitor(), `/shared/${token}/files/${form}`],
      ] as const) {
        const file = await who.get(at);
        expect([file.status, file.headers['content-type']]).toEqual([200, type]);
        expect(file.headers['content-disposition']).toContain('attachment; filename="');
        expect(file.headers['cache-control']).toContain('private');
        expect(file.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
    expect((await alice.get(`/shared/${token}/files/exe`)).status).toBe(404);
    expect((await alice.get(`/certificates/${id}/files/exe`)).status).toBe(404);
    expect((await app.visitor().get(`/shared/${'A'.repeat(32)}/files/png`)).status).toBe(404);
    expect((await choose(['holder', 'result', 'competencies', 'cohort'])).status).toBe(303);
    expect(await statuses()).toEqual([200, 200, 200, 200, 200]);
  });

  it('is offered to its holder and by a link, in words', async () => {
    const alice = await app.as('alice');
    const { token } = await aShare(app, id);
    for (const [browser, at, base] of [
      [alice, '/certificates', `/certificates/${id}`],
      [app.visitor(), `/shared/${token}`, `/shared/${token}`],
    ] as const) {
      const { text } = await browser.get(at);
      for (const [form, label] of [
        ['png', 'Badge (PNG)'],
        ['svg', 'Badge (SVG)'],
        ['jsonld', 'Credential (JSON-LD)'],
        ['jwt', 'Credential (JWT)'],
      ] as const) {
        expect(text).toContain(`href="${base}/files/${form}" data-turbo="false" download>${label}</a>`);
      }
    }
  });

  it('is the credential alone once it does not stand: that one names the list which says so', async () => {
    const { token } = await aShare(app, id);
    await append('suspended');
    expect(await statuses()).toEqual([200, 200, 409, 409, 409]);
    expect(JSON.parse((await ask(`${path}.png`)).text)).toMatchObject({ error: { kind: 'conflict' } });
    expect((await app.visitor().get(`/shared/${token}/files/png`)).status).toBe(409);
    expect((await (await app.as('alice')).get(`/certificates/${id}/files/png`)).status).toBe(200);
    await append('reinstated');
    expect(await statuses()).toEqual([200, 200, 200, 200, 200]);
  });

  it('tells to come back while the PDF is being made, and has the credential already', async () => {
    await certified(app, [app.ids.bob]);
    const bobs = await certificateOf(app.db, app.ids.bob);
    const at = `/verify/${writtenCode(bobs.code as Code)}`;
    await app.db.query(
      `SET session_replication_role = replica;
       DELETE FROM certificate_files WHERE certificate_id = '${bobs.id}';
       DELETE FROM certificate_credentials WHERE certificate_id = '${bobs.id}'; RESET ALL`,
    );
    const making = await ask(`${at}.pdf`);
    expect([making.status, making.header('retry-after')]).toEqual([404, '30']);
    expect(making.text).toContain('The PDF is being made. It will be here in a minute.');
    expect((await ask(`${at}.jsonld`)).status).toBe(200);
  });

  it('is there no more once its holder is erased', async () => {
    const bobs = await certificateOf(app.db, app.ids.bob);
    const at = `/verify/${writtenCode(bobs.code as Code)}`;
    expect((await ask(`${at}.png`)).status).toBe(200);
    await app.get(Erasures).erase(app.ids.bob, app.ids.ada);
    expect(await statuses(at)).toEqual([404, 404, 404, 404, 404]);
    expect((await ask(`${at}.jsonld`)).text).toContain('This certificate was erased');
    const page = await ask(at, { accept: 'text/html' });
    expect(page.header('link')).toBe(`<${at}.json>; rel="alternate"; type="application/json"`);
  });
});

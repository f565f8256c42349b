import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileAnswer } from '../../../../src/certificates/checking/files/file-answer.rules.js';
import {
  type Academy,
  checkHeldFile,
  type Comparison,
  type ComparisonRequest,
  type PublishedKeys,
} from '../../../../src/certificates/checking/files/held-file.js';
import { KeyRing } from '../../../../src/certificates/keys/key-ring.service.js';
import { drawCertificate } from '../../../../src/certificates/printing/draw-certificate.js';
import { canonicalSnapshot } from '../../../../src/certificates/register/snapshot.rules.js';
import { type Verdict } from '../../../../src/certificates/register/status.rules.js';
import { signPdf } from '../../../../src/certificates/signing/sign-pdf.js';
import { verdictWords } from '../../../../src/certificates/verification/verdict-words.rules.js';
import { projectRoot } from '../../../../src/platform/config/project-root.js';
import { Limits } from '../../../../src/platform/limits/limits.js';
import { startTestApp, type TestApp } from '../../../support/app.js';
import { everyAnswer, type EveryAnswer } from '../../every-answer.js';
import { newSigningKey } from '../../keys.js';
import { type HeldCertificate, heldCertificate, heldForms as forms } from './held-certificate.js';

const address = '127.0.0.1';
const bytesOf = (file: Uint8Array | string) => Buffer.from(file);
const sha256 = (file: Uint8Array | string) => createHash('sha256').update(file).digest('hex');

describe('a file that is read where it is', () => {
  let app: TestApp;
  let codes: EveryAnswer;
  const held = new Map<string, HeldCertificate>();
  const named = (status: keyof EveryAnswer) => {
    const certificate = held.get(status);
    if (!certificate) throw new Error(`Nobody holds one that is ${status}.`);
    return certificate;
  };

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
    const statuses = [
      'valid',
      'expired',
      'superseded',
      'successor',
      'suspended',
      'revoked',
      'withheld',
    ] as const;
    for (const status of [...statuses, 'key-compromised'] as const)
      held.set(status, await heldCertificate(app, codes[status]));
  });
  afterAll(() => app.close());
  afterEach(async () => {
    const limits = app.get(Limits);
    for (const limit of ['filesByAddress', 'verificationMissByAddress', 'checksByAddress'] as const)
      await limits.forgive(limit, address);
  });

  const compare = (body: object | string) =>
    fetch(`${app.url}/verify/files/comparisons`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const comparison = async (request: object) => {
    const answer = await compare(request);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Comparison;
  };
  /** Everything that was sent while a file was checked. */
  let sent: string[] = [];
  const academy: Academy = {
    keys: async () => (await (await fetch(`${app.url}/verify/files/keys`)).json()) as PublishedKeys,
    comparison: (request: ComparisonRequest) => {
      sent.push(JSON.stringify(request));
      return comparison(request);
    },
  };
  const hereOf = async (file: Uint8Array) => (await checkHeldFile(file, academy))?.answer ?? null;
  const thereOf = async (file: Uint8Array) => {
    const body = new FormData();
    body.append('file', new Blob([Buffer.from(file)]), 'file');
    const init = { method: 'POST', headers: { accept: 'application/json' }, body };
    const answer = await fetch(`${app.url}/verify/files`, init);
    await app.get(Limits).forgive('filesByAddress', address);
    return (await answer.json()) as FileAnswer;
  };
  const both = async (file: Uint8Array | string) => {
    sent = [];
    const [here, there] = [await hereOf(bytesOf(file)), await thereOf(bytesOf(file))];
    // As JSON, since there it has come as that.
    expect(JSON.parse(JSON.stringify(here))).toEqual(there);
    return there;
  };

  it('is told of as if it had been sent, whatever became of its certificate', async () => {
    for (const [status, files] of held)
      for (const form of ['valid', 'withheld'].includes(status) ? forms : (['pdf', 'jsonld'] as const)) {
        const answer = await both(await files.as(form));
        const expected = { successor: 'valid', withheld: 'valid' }[status] ?? status;
        expect([status, form, answer.certificate?.status]).toEqual([status, form, expected]);
        expect([status, form, answer.valid]).toEqual([status, form, expected === 'valid']);
        expect(sent).toHaveLength(1);
      }
  });

  it('is told of as if it had been sent when it was altered, forged, cut off, foreign or nothing at all', async () => {
    const [valid, hidden] = [named('valid'), named('withheld')];
    const [pdf, png, jwt] = [await valid.as('pdf'), await valid.as('png'), String(await valid.as('jwt'))];
    const jsonld = String(await valid.as('jsonld'));
    const { snapshot } = valid;
    const flipped = Buffer.from(pdf);
    flipped[2000] = (flipped[2000] ?? 0) ^ 1;
    const eve = { ...snapshot, holder: { name: 'Eve' } };
    const stranger = await newSigningKey('pdf', { issuer: { name: 'Harbour Academy', publicUrl: app.url } });
    const signedAt = app.clock.now();
    const fake = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const files: Readonly<Record<string, Uint8Array | string>> = {
      flipped,
      added: Buffer.concat([pdf, Buffer.from('\n% more')]),
      cut: pdf.subarray(0, -900),
      drawn: drawCertificate(eve),
      signed: await signPdf(drawCertificate(eve), stranger, { signedAt, timestampUrl: null }),
      badgeCut: png.subarray(0, -20),
      named: jsonld.replaceAll('Zoë Nguyễn', 'Eve'),
      foreign: jsonld.replaceAll('did:web:', 'did:web:charlie.example:'),
      twice: jsonld.replace('{', '{"name":"x",'),
      unsignedJwt: `${fake}.${jwt.split('.')[1] ?? ''}.`,
      snapshot: canonicalSnapshot(snapshot),
      otherSnapshot: canonicalSnapshot(eve),
      hiddenSnapshot: canonicalSnapshot(hidden.snapshot),
      guessed: canonicalSnapshot({ ...hidden.snapshot, holder: { name: 'Eve' } }),
      hiddenForged: String(await hidden.as('jsonld')).replaceAll('Wilma Withheld', 'Eve'),
      hiddenPdfCut: (await hidden.as('pdf')).subarray(0, -900),
      neverIssued: jsonld.replaceAll(codes.valid, codes['never-issued']),
      encrypted: '%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n',
      linked: `%PDF-1.7\n/URI (https://elsewhere.example/verify/${codes.valid})\n%%EOF\n`,
      surrogate: jsonld.replace('Zoë', '\\ud800'),
      huge: jsonld.replace('Zoë', 'x'.repeat(300_000)),
      words: 'hello',
      binary: Buffer.from([0, 1, 2, 255]),
    };
    const outcomes = new Set<string>();
    for (const file of Object.values(files)) {
      const answer = await both(file);
      expect(answer.valid).toBe(false);
      outcomes.add(answer.outcome);
    }
    expect([...outcomes].sort()).toEqual(['foreign', 'not-as-issued', 'nothing', 'unsigned']);
  });

  it('is never better than what the server says, whichever bytes are others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('valid', 'revoked', 'withheld'),
        fc.constantFrom(...forms),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('bit', 'cut', 'twice'),
        async (status, form, place, change) => {
          const file = await named(status).as(form);
          const at = Math.min(file.length - 1, Math.ceil(place * file.length));
          const changed = Buffer.from(file);
          changed[at] = (changed[at] ?? 0) ^ 4;
          const twice = Buffer.concat([file, file.subarray(at)]);
          await both({ bit: changed, cut: file.subarray(0, Math.max(at, 1)), twice }[change]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells the academy digests and a code, and nothing else of what stands in it', async () => {
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    for (const form of forms) {
      await both(await named('valid').as(form));
      const snapshot = form === 'pdf' ? digest : null;
      const code = codes.valid.replaceAll('-', '');
      const all = { code, file: digest, snapshot, credential: digest, claims: digest };
      expect(sent.map((one) => JSON.parse(one) as unknown)).toEqual([all]);
    }
    // What names no certificate of the academy's is not asked about.
    await both('{"type":"OpenBadgeCredential","issuer":"did:web:charlie.example"}');
    await both('hello');
    expect(sent).toEqual([]);
  });

  it('goes to the academy where that alone can tell what its holder hides', async () => {
    const { snapshot } = named('withheld');
    const early = drawCertificate(snapshot);
    await app.db.query(
      `INSERT INTO certificate_files (certificate_id, person_id, kind, file_key, digest, bytes, created_at)
       SELECT c.id, s.person_id, 'early', 'early', $2, 1, now()
         FROM certificates c JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.code = $1`,
      [snapshot.code, sha256(early)],
    );
    expect(await hereOf(bytesOf(early))).toBeNull();
    expect(await thereOf(bytesOf(early))).toMatchObject({ valid: true, keptFile: true, sameSnapshot: true });
  });

  describe('asks the register', () => {
    const none = { file: '0'.repeat(64), snapshot: null, credential: null, claims: null };

    it('and is told nothing of what the holder hides, however good the guess', async () => {
      const { snapshot, as } = named('withheld');
      const jsonld = String(await as('jsonld'));
      const right = sha256(canonicalSnapshot(snapshot));
      // Digests of the file and of its credential may be known to whoever has neither.
      const answer = await comparison({
        ...{ code: snapshot.code, file: sha256(await as('pdf')), snapshot: right },
        ...{ credential: sha256(jsonld), claims: sha256(jsonld) },
      });
      expect(answer.entry).toMatchObject({
        ...{ isFile: true, isCredential: false },
        same: { snapshot: null, credential: false },
      });
      const text = JSON.stringify(answer);
      const { credentialSubject: subject, credentialStatus: status } = JSON.parse(jsonld) as {
        credentialSubject: { id: string };
        credentialStatus: { id: string };
      };
      for (const word of ['Wilma', subject.id, status.id, snapshot.cohort.name, snapshot.cohort.timeZone])
        expect([word, text.includes(word)]).toEqual([word, false]);
      for (const { level } of snapshot.competencies) expect(text).not.toContain(level);
    });

    it('and is told null where nothing was issued, which counts as on its page', async () => {
      expect(await comparison({ ...none, code: codes['never-issued'] })).toEqual({ entry: null });
      await app
        .get(Limits)
        .consume('verificationMissByAddress', address, 1000)
        .catch(() => undefined);
      expect((await compare({ ...none, code: codes['never-issued'] })).status).toBe(429);
      expect((await comparison({ ...none, code: codes.valid })).entry).toMatchObject({ isFile: false });
    });

    it('and of somebody who was erased learns that alone', async () => {
      const { entry } = await comparison({ ...none, code: codes.erased });
      expect(entry).toMatchObject({ answer: { status: 'erased', facts: null }, comparable: null });
    });

    it('only so often, and only by digests', async () => {
      for (const body of [
        { ...none, code: 'hello' },
        { ...none, code: codes.valid, file: 'x' },
        { code: codes.valid },
        {},
        '[]',
      ]) {
        const answer = await compare(body);
        expect(answer.status).toBe(422);
        expect(await answer.text()).toContain('digests of the file');
      }
      expect((await compare('{')).status).toBe(400);
      expect((await compare({ ...none, code: 'x'.repeat(5000) })).status).toBe(413);
      await app
        .get(Limits)
        .consume('checksByAddress', address, 10_000)
        .catch(() => undefined);
      const refused = await compare({ ...none, code: codes.valid });
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    });
  });

  it('is judged by keys that everybody may have', async () => {
    const answer = await fetch(`${app.url}/verify/files/keys`);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    const published = (await answer.json()) as PublishedKeys;
    expect(published).toMatchObject({
      origin: app.url,
      pagesUrl: app.url,
      now: app.clock.now().toISOString(),
    });
    const ring = await app.get(KeyRing).all();
    expect(published.keys.map(({ name }) => name)).toEqual(ring.map(({ name }) => name));
    expect(published.keys.some(({ compromisedSince }) => compromisedSince !== null)).toBe(true);
    for (const key of published.keys) {
      expect(Object.keys(key)).not.toContain('id');
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi'])
        expect(Object.keys(key.publicJwk)).not.toContain(secret);
    }
  });
});

it('every icon of a file’s result goes to the browser, too', () => {
  const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
  const statuses: Verdict[] = [
    { status: 'valid' },
    { status: 'never-issued' },
    ...(['expired', 'erased'] as const).map((status) => ({ status, since: new Date(0) })),
    ...(['revoked', 'suspended'] as const).map((status) => ({ status, since: new Date(0), reason: null })),
    { status: 'superseded', since: new Date(0), successorCode: null },
    { status: 'key-compromised', since: new Date(0), reason: '' },
  ];
  const wanted = [
    ...statuses.map((verdict) => verdictWords(verdict, null).icon),
    ...read('src/certificates/checking/files/file-result.views.ts').matchAll(/(?:icon|shape): '([a-z-]+)'/g),
    ...read('views/checking/file-result.hbs').matchAll(/{{icon "([a-z-]+)"/g),
  ].map((one) => (typeof one === 'string' ? one : (one[1] ?? '')));
  expect(new Set(wanted).size).toBeGreaterThan(15);
  const imported = new Set(
    [...read('views/assets/checking/icons.ts').matchAll(/icons\/([a-z-]+)\.svg/g)].map(([, name]) => name),
  );
  expect(wanted.filter((name) => !imported.has(name))).toEqual([]);
});

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FileAnswer } from '../../../../src/certificates/checking/files/file-answer.rules.js';
import { Credentials } from '../../../../src/certificates/credential-store/credentials.service.js';
import { CertificateFiles } from '../../../../src/certificates/printing/certificate-files.service.js';
import { drawCertificate } from '../../../../src/certificates/printing/draw-certificate.js';
import { parseCode } from '../../../../src/certificates/register/code.rules.js';
import {
  canonicalSnapshot,
  type CertificateSnapshot,
} from '../../../../src/certificates/register/snapshot.rules.js';
import { signPdf } from '../../../../src/certificates/signing/sign-pdf.js';
import { signCredential } from '../../../../src/certificates/credential/sign-credential.js';
import { type UnsignedCredential } from '../../../../src/certificates/credential/credential.shape.js';
import { KeyChanges } from '../../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../../src/certificates/keys/key-ring.service.js';
import { type SigningKey } from '../../../../src/certificates/keys/signing-key.js';
import { PrintingThreads } from '../../../../src/platform/printing/printing-threads.js';
import { Limits } from '../../../../src/platform/limits/limits.js';
import { startTestApp, type TestApp } from '../../../support/app.js';
import { aSnapshot } from '../../a-snapshot.js';
import { everyAnswer, type EveryAnswer } from '../../every-answer.js';
import { newSigningKey } from '../../keys.js';
import { until } from '../../until.js';

describe('a file that somebody holds', () => {
  let app: TestApp;
  let codes: EveryAnswer;

  /** As somebody has them who has stolen them. */
  let proofKey: SigningKey;
  let pdfKey: SigningKey;

  beforeAll(async () => {
    app = await startTestApp();
    proofKey = await app.get(KeyRing).current('proof');
    pdfKey = await app.get(KeyRing).current('pdf');
    codes = await everyAnswer(app);
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const send = (file: Uint8Array | string, accept = 'application/json', name = 'certificate') => {
    const body = new FormData();
    body.append('file', new Blob([typeof file === 'string' ? file : Buffer.from(file)]), name);
    return fetch(`${app.url}/verify/files`, { method: 'POST', headers: { accept }, body });
  };
  const check = async (file: Uint8Array | string) => {
    const answer = await send(file);
    expect(answer.status).toBe(200);
    return (await answer.json()) as FileAnswer;
  };
  const pageOf = async (file: Uint8Array | string) => (await send(file, 'text/html')).text();

  async function certificate(code: string) {
    const parsed = parseCode(code);
    const [row] = await app.db.query<{ id: string; body: string }[]>(
      `SELECT c.id, s.body FROM certificates c JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.code = $1`,
      [parsed.kind === 'code' ? parsed.code : ''],
    );
    if (!row) throw new Error(`There is no certificate ${code}.`);
    const credential = await app.get(Credentials).of(row.id);
    if (!credential) throw new Error('It is erased.');
    const files = app.get(CertificateFiles);
    return {
      ...credential,
      snapshot: JSON.parse(row.body) as CertificateSnapshot,
      pdf: () => files.pdf(row.id),
      badge: (type: 'png' | 'svg') => files.badge(row.id, type),
    };
  }
  const named = (answer: FileAnswer) =>
    answer.facts.filter(({ comparison }) => comparison === 'differs').map(({ name }) => name);
  const edited = (document: string, edit: (credential: Edited) => void) => {
    const credential = JSON.parse(document) as Edited;
    edit(credential);
    return JSON.stringify(credential);
  };
  interface Edited {
    id: string;
    name: string;
    issuer: { id: string };
    '@context': string[];
    credentialSubject: {
      name: string;
      identifier: { identityHash: string }[];
      achievement: { description: string };
    };
    proof: { verificationMethod: string }[];
  }

  it('is valid in every form, where the register says so', async () => {
    const { document, jwt, pdf, badge } = await certificate(codes.valid);
    const files = { json: document, jwt, pdf: await pdf(), png: await badge('png'), svg: await badge('svg') };
    for (const [file, bytes] of Object.entries(files)) {
      const answer = await check(bytes);
      expect(answer).toMatchObject({ file, valid: true, outcome: 'genuine', code: codes.valid });
      expect(answer.signatures.map(({ holds }) => holds)).toEqual(file === 'pdf' ? [true, true] : [true]);
      expect(named(answer)).toEqual([]);
      expect(answer.facts.length).toBeGreaterThan(15);
      expect(answer.keptFile).toBe(['pdf', 'png', 'svg'].includes(file));
      expect(answer.pictureCompared).toBe(['png', 'svg'].includes(file) ? true : null);
      expect(answer.sameSnapshot).toBe(file === 'pdf' ? true : null);
    }
    const html = await pageOf(files.pdf);
    expect(html).toContain('<h1 class="verdict-word">Valid</h1>');
    expect(html).toContain('Nothing differs from what the register says.');
  });

  it('that is another picture around a credential says that the picture was not compared', async () => {
    const { document } = await certificate(codes.valid);
    const drawn = `<svg><text>Eve</text><x:credential xmlns:x="y"><![CDATA[${document}]]></x:credential></svg>`;
    const answer = await check(drawn);
    expect(answer).toMatchObject({ valid: true, file: 'svg', keptFile: false, pictureCompared: false });
    expect(await pageOf(drawn)).toContain('don’t go by what is drawn in it');
  });

  it('is told with what differs first', async () => {
    const { document } = await certificate(codes.valid);
    const html = await pageOf(
      edited(document, (credential) => {
        credential.credentialSubject.name = 'Eve';
        credential.credentialSubject.achievement.description = 'Rockets.';
      }),
    );
    const rows = [...html.matchAll(/<tr( class="differs")?>\s*<th scope="row" dir="auto">([^<]*)</g)];
    const labels = rows.map(
      ([, differs, label = '']) => `${label}${differs === undefined ? '' : ' differs'}`,
    );
    expect(labels.slice(0, 4)).toEqual([
      ...['Issued to differs', 'What the course asks differs', 'Code and address', 'For the course'],
    ]);
  });

  it('is what the register says of its certificate, and never valid otherwise', async () => {
    for (const status of ['revoked', 'suspended', 'superseded', 'expired'] as const) {
      const { document, jwt } = await certificate(codes[status]);
      for (const file of [document, jwt]) {
        const answer = await check(file);
        expect(answer).toMatchObject({ valid: false, outcome: 'genuine', certificate: { status } });
        expect(await pageOf(file)).not.toContain('verdict-word">Valid');
      }
    }
  });

  it('is told fact by fact where it was edited, and not called valid', async () => {
    const { document, snapshot } = await certificate(codes.valid);
    const name = snapshot.holder.name;
    const forged = edited(document, (credential) => {
      credential.credentialSubject.name = 'Eve';
      credential.credentialSubject.identifier = [
        { ...credential.credentialSubject.identifier[0], identityHash: 'Eve' },
      ];
    });
    const answer = await check(forged);
    expect(answer).toMatchObject({ valid: false, outcome: 'not-as-issued' });
    expect(answer.signatures).toMatchObject([{ holds: false, finding: 'signature-broken' }]);
    expect(named(answer)).toEqual(['holder']);
    expect(answer.facts.find((fact) => fact.name === 'holder')).toMatchObject({
      given: 'Eve',
      register: name,
    });
    const html = await pageOf(forged);
    expect(html).toContain('Not as issued');
    expect(html).toContain('One thing differs from what the register says.');

    const course = await check(edited(document, (credential) => (credential.name = 'Rocket science')));
    expect(course).toMatchObject({ valid: false, outcome: 'not-as-issued' });
    expect(named(course)).toEqual(['course']);
  });

  it('that is a PDF is not as issued when a byte is another, more stands behind it, or it is cut off', async () => {
    const { pdf, snapshot } = await certificate(codes.valid);
    const bytes = Buffer.from(await pdf());
    const flipped = Buffer.from(bytes);
    flipped[2000] = (flipped[2000] ?? 0) ^ 1;
    for (const file of [flipped, Buffer.concat([bytes, Buffer.from('\n% more')]), bytes.subarray(0, -900)]) {
      const answer = await check(file);
      expect(answer).toMatchObject({ valid: false, outcome: 'not-as-issued', keptFile: false });
      expect(answer.signatures[0]).toMatchObject({ of: 'pdf', holds: false });
    }
    // Drawn by somebody else, with another name, and signed in our name.
    const forged = drawCertificate({ ...snapshot, holder: { name: 'Eve' } });
    const issuer = { name: 'Harbour Academy', publicUrl: app.url };
    const stranger = await newSigningKey('pdf', { issuer });
    for (const file of [
      forged,
      await signPdf(forged, stranger, { signedAt: app.clock.now(), timestampUrl: null }),
    ]) {
      const answer = await check(file);
      expect(answer).toMatchObject({ valid: false, outcome: 'not-as-issued', sameSnapshot: false });
      expect(named(answer)).toEqual(['holder']);
    }
  });

  it('that the academy made before it signed PDFs is known by its bytes', async () => {
    const { snapshot } = await certificate(codes.valid);
    const early = drawCertificate(snapshot);
    const { createHash } = await import('node:crypto');
    await app.db.query(
      `INSERT INTO certificate_files (certificate_id, person_id, kind, file_key, digest, bytes, created_at)
       SELECT c.id, s.person_id, 'early', 'early', $2, 1, now()
         FROM certificates c JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.code = $1`,
      [snapshot.code, createHash('sha256').update(early).digest('hex')],
    );
    const answer = await check(early);
    expect(answer).toMatchObject({ valid: true, outcome: 'genuine', keptFile: true, sameSnapshot: true });
    expect(answer.signatures[0]?.sentence).toBe('This PDF was made before certificates were signed.');
  });

  it('tells nothing of what its holder hides', async () => {
    const { document, pdf, snapshot } = await certificate(codes.withheld);
    const genuine = await check(document);
    expect(genuine).toMatchObject({ valid: true, outcome: 'genuine' });
    const holder = genuine.facts.find(({ name }) => name === 'holder');
    expect(holder).toMatchObject({ comparison: 'same', register: null, withheld: true });
    expect(await check(await pdf())).toMatchObject({ valid: true });

    // Guessed right or wrong, it says the same.
    const guesses = [snapshot, { ...snapshot, holder: { name: 'Eve' } }].map(canonicalSnapshot);
    const answers = await Promise.all(guesses.map(check));
    for (const answer of answers) {
      expect(answer).toMatchObject({ valid: false, outcome: 'unsigned', sameSnapshot: null });
      expect(named(answer)).toEqual([]);
      const facts = answer.facts.filter(({ withheld }) => withheld);
      expect(new Set(facts.map(({ comparison }) => comparison))).toEqual(new Set(['not-compared']));
    }
    const page = await pageOf(guesses[1] ?? '');
    expect(page).not.toContain('Wilma');
    expect(page).toContain('Withheld by the holder');
  });

  it('of somebody who was erased says so, and compares nothing', async () => {
    const code = codes.erased.replaceAll('-', '');
    const answer = await check(canonicalSnapshot(aSnapshot({ code: code as CertificateSnapshot['code'] })));
    expect(answer).toMatchObject({ valid: false, facts: [], certificate: { status: 'erased' } });
  });

  it('of somebody else is never ours', async () => {
    const { document } = await certificate(codes.valid);
    const of = (edit: (credential: Edited) => void) => check(edited(document, edit));
    const elsewhere = 'https://charlie.example/verify/1';
    const web = await of((one) =>
      Object.assign(one, { id: elsewhere, issuer: { id: 'did:web:charlie.example' } }),
    );
    expect(web).toMatchObject({ valid: false, outcome: 'foreign', code: null, certificate: null });
    expect(web.sentence).toContain('did:web:charlie.example');
    const key = await of((one) => Object.assign(one, { id: elsewhere, issuer: { id: 'did:key:z6Mk' } }));
    expect(key).toMatchObject({ outcome: 'foreign', signatures: [{ finding: 'strangers-key' }] });
    const namesUs = await of((one) => (one.issuer.id = 'did:web:charlie.example'));
    expect(namesUs).toMatchObject({ valid: false, outcome: 'not-as-issued' });
    expect(namesUs.sentence).toContain('It is not a certificate of this academy.');
    const context = await of((one) => one['@context'].push('https://charlie.example/context'));
    expect(context).toMatchObject({ outcome: 'not-as-issued', signatures: [{ finding: 'unknown-context' }] });
    const method = await of((one) => {
      for (const proof of one.proof) proof.verificationMethod = 'did:key:z6Mk#z6Mk';
    });
    expect(method).toMatchObject({ outcome: 'not-as-issued', signatures: [{ finding: 'strangers-key' }] });
  });

  it('that holds no certificate gets a sentence', async () => {
    const pdf = (rest: string) => `%PDF-1.7\n${rest}\n%%EOF\n`;
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    );
    for (const [file, sentence] of [
      ['hello', 'This is no PDF, PNG, SVG, JSON or JWT'],
      [Buffer.from([0, 1, 2, 255]), 'This is no PDF'],
      ['{}', 'not the credential of a certificate'],
      ['{"a":', 'neither JSON nor a JWT'],
      ['a.b.c', 'neither JSON nor a JWT'],
      ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', 'holds no credential'],
      ['<html><body>Hello</body></html>', 'This is no PDF'],
      [png, 'holds no credential'],
      [png.subarray(0, -14), 'not complete'],
      [pdf('1 0 obj'), 'It holds no credential.'],
      [pdf('trailer << /Encrypt 5 0 R >>'), 'password'],
      ['%PDF-1.7 and no end', 'end is missing'],
    ] as const) {
      const answer = await check(file);
      expect(answer).toMatchObject({ valid: false, outcome: 'nothing', certificate: null });
      expect(answer.sentence).toContain(sentence);
      expect(await pageOf(file)).toContain('verdict-word">No certificate');
    }
    const linked = await check(pdf(`/URI (https://elsewhere.example/verify/${codes.valid})`));
    expect(linked).toMatchObject({ valid: false, outcome: 'nothing', code: codes.valid, certificate: null });
  });

  it('that does not come whole, is empty or too large gets the form again', async () => {
    const refusal = async (answer: Response, status = 422) => {
      expect(answer.status).toBe(status);
      const text = await answer.text();
      return /id="file-error">.*?<\/span> ([^<]*)</s.exec(text)?.[1] ?? text;
    };
    const html = { accept: 'text/html' };
    const post = (init: RequestInit) =>
      fetch(`${app.url}/verify/files`, { method: 'POST', headers: html, ...init });
    expect(await refusal(await send('', 'text/html'))).toBe('This file is empty.');
    expect(await refusal(await post({ body: new FormData() }))).toBe('Choose a file.');
    expect(await refusal(await post({ body: new URLSearchParams({ file: 'x' }) }))).toBe('Choose a file.');
    expect(await refusal(await send(Buffer.alloc(6_000_000, '%PDF-'), 'text/html'))).toContain(
      'more than 5 MB',
    );
    const broken = { 'content-type': 'multipart/form-data; boundary=x', ...html };
    const cut = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhello';
    expect(await refusal(await post({ headers: broken, body: cut }))).toBe(
      'The file did not arrive whole. Send it again.',
    );
    const json = await send('');
    expect([json.status, await json.json()]).toMatchObject([
      422,
      { error: { message: 'This file is empty.' } },
    ]);
  });

  it('with more members than a certificate is not compared with one, in whatever form', async () => {
    const { snapshot } = await certificate(codes.valid);
    const many = Array.from({ length: 1900 }, () => 1);
    const long = { schema: 1, code: snapshot.code, ['k'.repeat(2000)]: many };
    const id = `${app.url}/verify/${codes.valid}`;
    const payload = { id, issuer: { id: 'did:web:charlie.example' }, more: [...many, ...many] };
    const parts = [{ alg: 'RS256' }, payload, {}].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    for (const file of [JSON.stringify(long), JSON.stringify(payload), parts.join('.')]) {
      const answer = await check(file);
      expect(answer).toMatchObject({ valid: false, facts: [] });
      expect(JSON.stringify(answer).length).toBeLessThan(2000);
    }
  });

  const forged = async (created: Date) => {
    const { document } = await certificate(codes.valid);
    const { proof: _, ...credential } = JSON.parse(
      edited(document, ({ credentialSubject: subject }) => {
        subject.name = 'Eve';
        for (const one of subject.identifier) one.identityHash = 'Eve';
      }),
    ) as UnsignedCredential & { proof: unknown };
    return JSON.stringify(await signCredential(credential, proofKey, created));
  };

  it('that was signed with a stolen key is not believed, whatever time it says', async () => {
    const back = await forged(new Date(proofKey.createdAt.getTime() + 60_000));
    const answer = await check(back);
    const sentence = expect.stringContaining('not the credential that we keep');
    expect(answer).toMatchObject({ valid: false, outcome: 'not-as-issued', sentence });
    expect(answer.signatures).toMatchObject([
      { holds: false, finding: 'key-compromised-later', signedAt: null, sentence },
    ]);
    expect(named(answer)).toEqual(['holder']);
    const html = await pageOf(back);
    expect(html).not.toContain('signature holds');
    expect(html).not.toContain('as it was signed');

    const since = await check(await forged(app.clock.now()));
    expect(since).toMatchObject({ valid: false, outcome: 'not-as-issued' });
    expect(since.signatures).toMatchObject([{ holds: false, finding: 'key-compromised' }]);

    // What the academy keeps was signed with that key, too.
    const { document } = await certificate(codes.valid);
    expect(await check(document)).toMatchObject({ valid: true, signatures: [{ holds: true }] });
  });

  it('that is a PDF of a stolen key is believed only where it is the one that is kept', async () => {
    const { pdf, snapshot } = await certificate(codes.valid);
    const kept = await pdf();
    const signedAt = new Date(pdfKey.createdAt.getTime() + 60_000);
    const drawn = drawCertificate({ ...snapshot, holder: { name: 'Eve' } });
    const eve = await signPdf(drawn, pdfKey, { signedAt, timestampUrl: null });
    for (const [since, finding] of [
      [app.clock.now(), 'key-compromised-later'],
      [pdfKey.createdAt, 'key-compromised'],
    ] as const) {
      await app.get(KeyChanges).compromise(pdfKey.id, { since, reason: 'It was stolen.' }, null);
      await until(async () =>
        (await app.get(KeyRing).all()).some(
          ({ id, compromisedSince }) => id === pdfKey.id && compromisedSince?.getTime() === since.getTime(),
        ),
      );
      const [ours, other] = [await check(kept), await check(eve)];
      expect(ours).toMatchObject({ valid: true, outcome: 'genuine', keptFile: true });
      expect(ours.signatures[0]).toMatchObject({ of: 'pdf', holds: false, finding });
      expect(ours.signatures[0]?.sentence).not.toContain('Don’t trust it');
      expect(other).toMatchObject({ valid: false, outcome: 'not-as-issued', keptFile: false });
      expect(other.signatures[0]).toMatchObject({ of: 'pdf', holds: false, finding });
    }
  });

  const address = '127.0.0.1';
  const nothing = {
    ...{ file: 'other', digest: '', pdf: null, credential: null, sentence: 'Nothing.', code: null },
  };

  it('waits with one more of its network, and not with a third', async () => {
    let release: (reading: unknown) => void = () => undefined;
    const reading = new Promise((resolve) => (release = resolve));
    const print = jest.spyOn(PrintingThreads.prototype, 'print').mockReturnValue(reading);
    const sent = [send('one'), send('two')];
    await until(() => Promise.resolve(print.mock.calls.length === 2));
    const third = await send('three');
    expect([third.status, Number(third.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await third.text()).toContain('Other files from your network');
    release(nothing);
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await send('four')).status).toBe(200);
    expect(print.mock.calls).toHaveLength(3);
  });

  it('is turned away where many wait, also when they came while it was received', async () => {
    const queued = jest.spyOn(PrintingThreads.prototype, 'queued', 'get').mockReturnValueOnce(0);
    queued.mockReturnValue(20);
    const answer = await send('hello');
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('Many files are being checked at the moment.');
  });

  it('that can’t be read counts as twenty', async () => {
    await app.get(Limits).forgive('filesByAddress', address);
    jest.spyOn(PrintingThreads.prototype, 'print').mockRejectedValueOnce(new Error('It took too long.'));
    expect((await send('hello')).status).toBe(422);
    const { granted } = await app.get(Limits).consumeUpTo('filesByAddress', address, 120);
    expect(granted).toBe(120 - 21);
    await app.get(Limits).forgive('filesByAddress', address);
  });

  it('is limited by network, before it is received', async () => {
    await app
      .get(Limits)
      .consume('filesByAddress', address, 1000)
      .catch(() => undefined);
    // More than is ever received.
    const answer = await send(Buffer.alloc(6_000_000, '%PDF-'), 'text/html');
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await answer.text()).toContain('Many files have been checked from your network.');
    await app.get(Limits).forgive('filesByAddress', address);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import type { SigningKey } from '../../src/certificates/keys/signing-key.js';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { CertificateFiles } from '../../src/certificates/printing/certificate-files.service.js';
import { PrintPool } from '../../src/certificates/printing/print-pool.js';
import { checkPdf } from '../../src/certificates/signing/check-pdf.js';
import { sha256 } from '../../src/certificates/signing/signature-algorithms.js';
import { putSignature } from '../../src/certificates/signing/signature-field.js';
import { readSignedData, signedDataOf } from '../../src/certificates/signing/signed-data.js';
import { signPdf } from '../../src/certificates/signing/sign-pdf.js';
import { requestTimeStamp } from '../../src/certificates/signing/time-stamp.js';
import { certificatesIn } from '../../src/certificates/signing/x509.js';
import { startTestApp } from '../support/app.js';
import { certificateOf, certified } from './a-cohort.js';
import { aSnapshot } from './a-snapshot.js';
import { aTimeStampServer, type TimeStampServer } from './a-time-stamp-server.js';
import { aSigningKey } from './keys.js';
import { has, run, signatureIn } from './pdf-signature.js';

const openssl = has('openssl');
const HOUR = 3_600_000;

/** The server goes by this machine's clock, so these tests do. */
const now = () => new Date();

describe(`${openssl ? '' : 'skipped, wants openssl: '}with a time stamp server, a certificate`, () => {
  if (!openssl) {
    it('has a stamp', () => undefined);
    return;
  }
  let server: TimeStampServer;
  /** Its root has the same name. */
  let stranger: TimeStampServer;
  let key: SigningKey;
  let plain: Uint8Array;
  let stamped: Uint8Array<ArrayBuffer>;
  const check = (pdf: Uint8Array) => checkPdf(pdf, { keys: [key], now: now() });

  beforeAll(async () => {
    [server, stranger, key] = await Promise.all([aTimeStampServer(), aTimeStampServer(), aSigningKey('pdf')]);
    plain = drawCertificate(aSnapshot());
    stamped = await signPdf(plain, key, { signedAt: now(), timestampUrl: server.url, onUnstamped: fail });
  });
  beforeEach(() => {
    server.answerWith((body) => ({ body }));
  });
  afterAll(async () => {
    await server.close();
    await stranger.close();
  });

  function fail(reason: string): void {
    throw new Error(reason);
  }

  /** Signs where the server does something else, and tells what the log would say. */
  async function signed(
    signedAt = now(),
    // As another server each time: one that has failed is not asked again for a while.
    timestampUrl = `${server.url}/?${crypto.randomUUID()}`,
    timestampCa: string | null = null,
  ): Promise<{ file: Uint8Array; reasons: string[] }> {
    const reasons: string[] = [];
    const onUnstamped = (reason: string) => void reasons.push(reason);
    const signing = { signedAt, timestampUrl, timestampCa, onUnstamped };
    return { file: await signPdf(plain, key, signing), reasons };
  }

  it('bears the server’s time beside the academy’s', async () => {
    const finding = await check(stamped);
    expect(finding).toMatchObject({ kind: 'genuine', timeStamp: { at: expect.any(Date) } });
    if (finding.kind !== 'genuine') return;
    const apart = Number(finding.timeStamp?.at) - finding.signedAt.getTime();
    expect(Math.abs(apart)).toBeLessThan(60_000);
  });

  it('is stamped over its signature, by openssl’s reading', () => {
    const { signature, timeStamp } = readSignedData(signatureIn(stamped).cms);
    const { stdout, stderr } = run(
      'openssl',
      ['ts', '-verify', '-token_in', '-in', 'token', '-data', 'signature', '-CAfile', 'root.pem'],
      { token: timeStamp ?? '', signature, 'root.pem': server.root },
    );
    expect([stdout, stderr]).toEqual(['Verification: OK\n', expect.anything()]);
  });

  const pdfsig = has('pdfsig') ? '' : 'skipped, wants pdfsig: ';
  it(`${pdfsig}is whole and valid to pdfsig`, () => {
    if (!has('pdfsig')) return;
    const { stdout } = run('pdfsig', ['a.pdf'], { 'a.pdf': stamped });
    expect(stdout).toContain('Total document signed');
    expect(stdout).toContain('Signature Validation: Signature is Valid.');
  });

  it('gets its stamp in the thread that prints it', async () => {
    const entry = new URL('../../dist/src/certificates/printing/worker.js', import.meta.url);
    const pool = new PrintPool({ threads: 1, entry });
    const signing = { pdfKey: key, signedAt: now(), timestampUrl: server.url, onUnstamped: fail };
    try {
      const file = await pool.print(aSnapshot(), { paper: 'a4', logo: null, signing });
      expect(await check(file)).toMatchObject({
        kind: 'genuine',
        timeStamp: { at: expect.any(Date) },
      });
      const reasons: string[] = [];
      const pinned = { timestampUrl: `${server.url}/?pinned`, timestampCa: stranger.root };
      const onUnstamped = (reason: string) => void reasons.push(reason);
      await pool.print(aSnapshot(), {
        paper: 'a4',
        logo: null,
        signing: { ...signing, ...pinned, onUnstamped },
      });
      expect(reasons).toEqual(['The time stamp is by an authority that is not in TIMESTAMP_CA.']);
    } finally {
      await pool.close();
    }
  });

  it('tells the server nothing but a digest', () => {
    expect(server.asked().length).toBeLessThan(80);
  });

  it('tells no other time when a byte of its stamp is another: it is refused, but for the name above the root', async () => {
    const { begin, cms } = signatureIn(stamped);
    const { timeStamp } = readSignedData(cms);
    const from = cms.indexOf(timeStamp ?? '');
    const truth = await check(stamped);
    const taken: number[] = [];
    for (let at = 0; at < (timeStamp?.length ?? 0); at += 19) {
      const file = stamped.slice();
      const place = begin + 1 + 2 * (from + at);
      file[place] = file[place] === 0x30 ? 0x31 : 0x30;
      const finding = await check(file);
      if (finding.kind !== 'genuine') continue;
      expect(finding).toEqual(truth);
      taken.push(at);
    }
    expect(taken.length).toBeLessThan(5);
  });

  it('is refused with the stamp of another signature', async () => {
    const { file } = await signed();
    const { timeStamp } = readSignedData(signatureIn(file).cms);
    expect((await check(await withStamp(stamped, timeStamp))).kind).toBe('stamp-broken');
  });

  it('is refused when its stamp and its signature tell different times', async () => {
    for (const hours of [-1, 1]) {
      const { file } = await signed(new Date(Date.now() + hours * HOUR));
      const { signature } = readSignedData(signatureIn(file).cms);
      const other = await withStamp(file, await requestTimeStamp(server.url, signature, now()));
      const finding = await checkPdf(other, { keys: [key], now: new Date(Date.now() + 2 * HOUR) });
      expect(finding.kind).toBe('stamp-contradicts');
    }
  });

  async function withStamp(pdf: Uint8Array, timeStamp: Uint8Array<ArrayBuffer> | null): Promise<Uint8Array> {
    const { cms, content, begin, end } = signatureIn(pdf);
    const { signature } = readSignedData(cms);
    const chain = certificatesIn(key.certificateChain ?? '');
    const file = pdf.slice();
    file.fill(0x30, begin + 1, end - 1);
    const digest = await sha256(content);
    putSignature(file, { begin, end }, await signedDataOf({ chain, digest, signature, timeStamp }));
    return file;
  }

  describe('where the authorities of time are pinned', () => {
    const checkPinned = (pdf: Uint8Array, changes: Partial<SigningKey> = {}) =>
      checkPdf(pdf, { keys: [{ ...key, ...changes }], now: now(), timeAuthorities: server.root });

    it('bears a stamp by one of them, which is believed', async () => {
      const { file, reasons } = await signed(now(), undefined, server.root);
      expect(reasons).toEqual([]);
      expect(await checkPinned(file)).toMatchObject({ kind: 'genuine', timeStamp: { isTrusted: true } });
      expect(await checkPinned(stamped)).toMatchObject({ kind: 'genuine', timeStamp: { isTrusted: true } });
      expect(await check(stamped)).toMatchObject({ kind: 'genuine', timeStamp: { isTrusted: false } });
      const both = await signed(now(), `${stranger.url}/?both`, server.root + stranger.root);
      expect(both.reasons).toEqual([]);
    });

    it('bears a stamp whose root signs itself with SHA-1, as old ones do', async () => {
      const old = await aTimeStampServer('sha1');
      try {
        const { file, reasons } = await signed(now(), old.url, old.root);
        expect(reasons).toEqual([]);
        const known = { keys: [key], now: now() };
        const trusted = await checkPdf(file, { ...known, timeAuthorities: old.root });
        expect(trusted).toMatchObject({ kind: 'genuine', timeStamp: { isTrusted: true } });
        expect((await checkPdf(file, { ...known, timeAuthorities: server.root })).kind).toBe(
          'stamp-stranger',
        );
      } finally {
        await old.close();
      }
    });

    it('is made without the stamp of another one, whatever that calls itself', async () => {
      const { file, reasons } = await signed(now(), stranger.url, server.root);
      expect(reasons).toEqual(['The time stamp is by an authority that is not in TIMESTAMP_CA.']);
      expect(await checkPinned(file)).toMatchObject({ kind: 'genuine', timeStamp: null });
    });

    it('is refused with the stamp of another one', async () => {
      const { signature } = readSignedData(signatureIn(stamped).cms);
      const theirs = await requestTimeStamp(`${stranger.url}/?theirs`, signature, now());
      const file = await withStamp(stamped, theirs);
      expect(await check(file)).toMatchObject({ kind: 'genuine', timeStamp: { isTrusted: false } });
      expect(await checkPinned(file)).toEqual({
        kind: 'stamp-stranger',
        sentence:
          'The time stamp in this PDF is by an authority that we don’t use. It is not ours as we made it.',
      });
    });

    it('holds though its key was stolen later, as the stamp proves the time', async () => {
      const later = { compromisedSince: new Date(Date.now() + HOUR) };
      expect((await checkPinned(stamped, later)).kind).toBe('genuine');
      expect((await checkPinned(await withStamp(stamped, null), later)).kind).toBe('key-compromised-later');
      const notPinned = { keys: [{ ...key, ...later }], now: now() };
      expect((await checkPdf(stamped, notPinned)).kind).toBe('key-compromised-later');
      const before = { compromisedSince: new Date(Date.now() - HOUR) };
      expect((await checkPinned(stamped, before)).kind).toBe('key-compromised');
    });

    it('does not hold when whoever stole the key has dated it back: the stamp tells', async () => {
      const signedAt = new Date(Date.now() - 2 * HOUR);
      const { file } = await signed(signedAt);
      const { signature } = readSignedData(signatureIn(file).cms);
      const dated = await withStamp(file, await requestTimeStamp(`${server.url}/?late`, signature, now()));
      const finding = await checkPinned(dated, { compromisedSince: new Date(Date.now() - HOUR) });
      expect(finding.kind).toBe('key-compromised-later');
    });
  });

  it('is made without a stamp when the server is not there, and the log says so', async () => {
    const { file, reasons } = await signed(now(), await nowhere());
    expect(reasons).toEqual(['The time stamp server was not reached.']);
    expect(await check(file)).toMatchObject({ kind: 'genuine', timeStamp: null });
  });

  it.each([
    ['an error', { status: 500, body: 'no' }, 'answered 500'],
    ['a page', { body: '<html>' }, 'is no stamp'],
    ['nothing', { body: '' }, 'is no stamp'],
    ['a refusal', { body: Buffer.from('3005300302010200', 'hex').subarray(0, 7) }, 'refused, with status 2'],
    ['too much', { body: Buffer.alloc(1_000_000) }, 'is too long'],
  ])('is made without a stamp when the server answers %s', async (_, answer, reason) => {
    server.answerWith(() => answer);
    const { file, reasons } = await signed();
    expect(reasons).toEqual([expect.stringContaining(reason)]);
    expect(await check(file)).toMatchObject({ kind: 'genuine', timeStamp: null });
  });

  it('is made without a stamp when the server answers an older question, or cuts its answer off', async () => {
    let older: Buffer | null = null;
    server.answerWith((body) => {
      older ??= body;
      return { body: older };
    });
    await signed();
    expect((await signed()).reasons).toEqual([expect.stringContaining('is no stamp')]);
    server.answerWith((body) => ({ body: body.subarray(0, body.length - 1) }));
    expect((await signed()).reasons).toEqual([expect.stringContaining('is no stamp')]);
  });

  it('is made without a stamp when the server’s clock is in the past or in the future', async () => {
    for (const signedAt of [new Date(Date.now() - HOUR), new Date(Date.now() + HOUR)]) {
      const { reasons } = await signed(signedAt);
      expect(reasons).toEqual([expect.stringMatching(/^The time stamp says \S+ when it is \S+\.$/)]);
    }
  });

  it('is genuine without its stamp, too, which the signature does not cover', async () => {
    expect(await check(await withStamp(stamped, null))).toMatchObject({ kind: 'genuine', timeStamp: null });
  });

  it('waits once a minute for a server that fails, and for no other', async () => {
    const [first, url] = [now(), `${server.url}/?hangs`];
    server.answerWith(() => ({ status: 503, body: 'no' }));
    expect((await signed(first, url)).reasons).toEqual(['The time stamp server answered 503.']);
    server.answerWith((body) => ({ body }));
    const paused = 'The time stamp server has failed within a minute, and was not asked again.';
    expect((await signed(new Date(first.getTime() + 59_999), url)).reasons).toEqual([paused]);
    expect((await signed(first)).reasons).toEqual([]);
    expect((await signed(new Date(first.getTime() + 60_000), url)).reasons).toEqual([]);
    expect((await signed(first, url)).reasons).toEqual([]);
  });

  it('does not wait long for a server that is slow', async () => {
    server.answerWith(() => new Promise(() => undefined));
    const request = requestTimeStamp(server.url, new Uint8Array(8), now(), { patienceMs: 200 });
    await expect(request).rejects.toThrow('The time stamp server did not answer within 0.2 seconds.');
  });
});

describe('an academy whose time stamp server is down', () => {
  it('issues its certificates all the same, and its log says that they have no stamp', async () => {
    const told = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const app = await startTestApp({ config: { timestampUrl: await nowhere() } });
    try {
      await certified(app, [app.ids.alice]);
      const { id } = await certificateOf(app.db, app.ids.alice);
      const file = await app.get(CertificateFiles).pdf(id);
      const keys = await app.get(KeyRing).all();
      expect(await checkPdf(file, { keys, now: app.clock.now() })).toMatchObject({
        kind: 'genuine',
        signedAt: app.clock.now(),
        timeStamp: null,
      });
      expect(told.mock.calls.map(([sentence]) => sentence as string)).toContain(
        'A certificate was signed without a time stamp. The time stamp server was not reached.',
      );
    } finally {
      told.mockRestore();
      await app.close();
    }
  });
});

/** The address of a port that nobody listens at. */
async function nowhere(): Promise<string> {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  return `http://127.0.0.1:${port}`;
}

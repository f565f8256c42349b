import { beforeAll, describe, expect, it } from '@jest/globals';
import { PDF } from '@libpdf/core';
import fc from 'fast-check';
import type { PublicKeyRecord, SigningKey } from '../../src/certificates/keys/signing-key.js';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { canonicalSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { checkPdf, LARGEST_PDF, pdfRefusals } from '../../src/certificates/signing/check-pdf.js';
import { der, partsOf, readDer, sequence, tags, unsigned } from '../../src/certificates/signing/der.js';
import { sha256 } from '../../src/certificates/signing/signature-algorithms.js';
import { putSignature } from '../../src/certificates/signing/signature-field.js';
import { readSignedData, signedDataOf } from '../../src/certificates/signing/signed-data.js';
import { signPdf } from '../../src/certificates/signing/sign-pdf.js';
import { certificatesIn } from '../../src/certificates/signing/x509.js';
import { aSnapshot } from './a-snapshot.js';
import { aSigningKey, newSigningKey } from './keys.js';
import { has, made, signatureIn } from './pdf-signature.js';

const now = new Date('2026-11-23T09:00:00Z');
const later = new Date('2026-12-24T09:00:00Z');
const credential = '{"name":"Zoë Nguyễn"}';
/** What a name may hold; it stands in the file in plain letters. */
const snapshot = aSnapshot({
  holder: { name: '/ByteRange [0 1 2 3] /Contents <30820142> %%EOF' },
});

let key: SigningKey;
let stranger: SigningKey;
let plain: Uint8Array;
let signed: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  key = await aSigningKey('pdf');
  stranger = await newSigningKey('pdf', {
    issuer: { name: 'Charlie', publicUrl: 'https://charlie.example' },
  });
  plain = drawCertificate(snapshot, { paper: 'a4', logo: null, credential });
  signed = await signPdf(plain, key, { signedAt: now, timestampUrl: null });
});

const check = (pdf: Uint8Array, changes: Partial<PublicKeyRecord> = {}, at = later) =>
  checkPdf(pdf, { keys: [{ ...key, ...changes }], now: at });
const kindOf = async (pdf: Uint8Array, changes: Partial<PublicKeyRecord> = {}, at = later) =>
  (await check(pdf, changes, at)).kind;

describe('a certificate that the academy signed', () => {
  it('is genuine, and gives what it encloses', async () => {
    expect(await check(signed)).toEqual({
      kind: 'genuine',
      sentence: 'This PDF is as we signed it: nothing in it was changed.',
      keyName: 'pdf-2026-11-01',
      signedAt: now,
      timeStamp: null,
      snapshot: canonicalSnapshot(snapshot),
      credential,
    });
  });

  it('stays so when its key is retired, and when there are other keys', async () => {
    expect(await kindOf(signed, { retiredAt: new Date('2026-12-01T00:00:00Z') })).toBe('genuine');
    const keys = [stranger, await aSigningKey('proof'), key];
    expect((await checkPdf(signed, { keys, now: later })).kind).toBe('genuine');
  });

  it('may be from before there were credentials', async () => {
    const file = await signPdf(drawCertificate(snapshot), key, { signedAt: now, timestampUrl: null });
    expect(await check(file)).toMatchObject({ kind: 'genuine', credential: null });
  });

  it('is not believed when its key was not to be, by the time that it says', async () => {
    expect(await kindOf(signed, { retiredAt: new Date('2026-11-22T00:00:00Z') })).toBe('key-retired');
    expect(await kindOf(signed, { compromisedSince: now })).toBe('key-compromised');
    expect(await kindOf(signed, { compromisedSince: later })).toBe('key-compromised-later');
    expect(await kindOf(signed, {}, new Date('2026-11-23T08:50:00Z'))).toBe('from-the-future');
    expect(await kindOf(signed, {}, new Date('2026-11-23T08:56:00Z'))).toBe('genuine');
  });
});

describe('a file that is not as the academy signed it', () => {
  it('is refused when one byte is another, wherever it is', async () => {
    const { begin, end } = signatureIn(signed);
    const place = fc.oneof(
      { arbitrary: fc.nat(signed.length - 1), weight: 3 },
      { arbitrary: fc.integer({ min: begin - 400, max: end + 100 }), weight: 5 },
      { arbitrary: fc.integer({ min: signed.length - 500, max: signed.length - 1 }), weight: 1 },
    );
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const file = signed.slice();
        file[at] = (file[at] ?? 0) ^ flip;
        const finding = await check(file);
        expect(finding.kind).not.toBe('genuine');
        expect(finding.sentence).toMatch(/\.$/);
      }),
      { numRuns: 400 },
    );
  });

  it('is refused for a bit anywhere in the signature and what is written around it', async () => {
    const { begin, end, cms } = signatureIn(signed);
    const inside = Array.from({ length: Math.ceil((2 * cms.length) / 7) }, (_, at) => begin + 1 + 7 * at);
    const around = Array.from({ length: 20 }, (_, at) => begin - 18 + at);
    for (const at of [...inside, ...around, end - 2, end - 1, end]) {
      const file = signed.slice();
      file[at] = (file[at] ?? 0) ^ (1 << (at % 6));
      expect([at, (await check(file)).kind]).not.toEqual([at, 'genuine']);
    }
  });

  it('is refused when its signature is written in another way that holds', async () => {
    const { content, cms, begin, end } = signatureIn(signed);
    const { signature } = readSignedData(cms);
    const numbers = partsOf(readDer(signature)).map(({ content: octets }) => octets);
    const [r = new Uint8Array(), s = new Uint8Array()] = numbers;
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const other = (order - BigInt(`0x${Buffer.from(s).toString('hex')}`)).toString(16).padStart(64, '0');
    const zero = Uint8Array.from([0, ...r]);
    const chain = certificatesIn(key.certificateChain ?? '');
    const digest = await sha256(content);
    for (const [kind, written] of [
      ['genuine', signature],
      ['altered', sequence(unsigned(r), unsigned(Buffer.from(other, 'hex')))],
      ['altered', sequence(der(tags.integer, zero), der(tags.integer, s))],
    ] as const) {
      const file = signed.slice();
      file.fill(0x30, begin + 1, end - 1);
      putSignature(
        file,
        { begin, end },
        await signedDataOf({ chain, digest, signature: written, timeStamp: null }),
      );
      expect(await kindOf(file)).toBe(kind);
    }
  });

  it('is refused in capital letters, too', async () => {
    const { begin, end } = signatureIn(signed);
    const file = Buffer.from(signed);
    file.write(file.toString('latin1', begin, end).toUpperCase(), begin, 'latin1');
    expect(await kindOf(file)).toBe('altered');
  });

  it('is refused wherever it is cut off', async () => {
    const cut = (length: number) => kindOf(signed.subarray(0, length));
    const { begin, end } = signatureIn(signed);
    expect(await cut(signed.length - 3)).toBe('cut-off');
    expect(await cut(end)).toBe('cut-off');
    expect(await cut(end - 10)).toBe('cut-off');
    expect(await cut(begin + 1000)).toBe('cut-off');
    expect(await cut(begin)).toBe('cut-off');
    expect(await cut(plain.length - 10)).toBe('cut-off');
    expect(await cut(plain.length)).toBe('unsigned');
    expect(await cut(4)).toBe('no-pdf');
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length - 1), async (length) => {
        expect(await cut(length)).not.toBe('genuine');
      }),
    );
  });

  it('is refused when something is added after the signature', async () => {
    expect(await kindOf(Buffer.concat([signed, Buffer.from('\n')]))).toBe('added-to');
    const edited = await PDF.load(signed);
    edited.getCatalog().delete('Perms');
    expect(await kindOf(await edited.save({ incremental: true }))).toBe('added-to');
  });

  it('is refused when something is put before it', async () => {
    expect(await kindOf(Buffer.concat([Buffer.from('\n'), signed]))).toBe('added-to');
    expect(await kindOf(Buffer.concat([Buffer.alloc(2000), signed]))).toBe('no-pdf');
  });

  it('is refused when somebody signs above it', async () => {
    const again = await signedAnyway(signed, stranger);
    expect(await kindOf(again)).toBe('signed-over');
  });

  it('is refused when its name or its credential is replaced', async () => {
    const other = await signPdf(
      drawCertificate(snapshot, { paper: 'a4', logo: null, credential: '{"name":"Zoë Nguyen2"}' }),
      key,
      { signedAt: now, timestampUrl: null },
    );
    const { begin, end } = signatureIn(other);
    const ours = signatureIn(signed);
    const swapped = Buffer.from(other);
    swapped.set(signed.subarray(ours.begin, ours.end).subarray(0, end - begin), begin);
    expect(await kindOf(swapped)).toBe('altered');
  });

  it('is refused when the signature stands on another time', async () => {
    const file = Buffer.from(signed);
    file.write('20261122', file.lastIndexOf('20261123'));
    expect(await kindOf(file)).toBe('altered');
  });

  it('is refused when it is written anew', async () => {
    const document = await PDF.load(signed);
    document.getCatalog().delete('Perms');
    expect(await kindOf(await document.save({ incremental: false }))).toBe('altered');
  });

  const qpdf = has('qpdf') ? '' : 'skipped, wants qpdf: ';
  it(`${qpdf}is refused when a program has encrypted it, or put it in order`, async () => {
    if (!has('qpdf')) return;
    const files = { 'a.pdf': signed };
    const encrypted = made('qpdf', ['--encrypt', '', 'x', '256', '--', 'a.pdf', '-'], files);
    expect(await kindOf(encrypted)).toBe('encrypted');
    const linear = made('qpdf', ['--linearize', 'a.pdf', '-'], files);
    expect(await kindOf(linear)).toBe('altered');
  });
});

describe('a file that was never the academy’s', () => {
  it('is no PDF, or none with a signature', async () => {
    expect(await kindOf(new Uint8Array())).toBe('no-pdf');
    expect(await kindOf(Buffer.from('PK\u0003\u0004'))).toBe('no-pdf');
    expect(await kindOf(plain)).toBe('unsigned');
    expect(await kindOf(new Uint8Array(LARGEST_PDF + 1))).toBe('too-large');
  });

  it('is signed by somebody else, also in our name', async () => {
    const signing = { signedAt: now, timestampUrl: null };
    expect(await kindOf(await signPdf(plain, stranger, signing))).toBe('stranger');
    expect(await kindOf(await signPdf(plain, await newSigningKey('pdf'), signing))).toBe('impostor');
    expect((await checkPdf(signed, { keys: [], now: later })).kind).toBe('stranger');
  });

  it('shows our certificate, and another’s signature', async () => {
    const { privateJwk } = await newSigningKey('pdf');
    const file = await signPdf(plain, { ...key, privateJwk }, { signedAt: now, timestampUrl: null });
    expect(await kindOf(file)).toBe('altered');
  });

  it('can be anything, and gets a sentence', async () => {
    const pieces = fc.constantFrom(
      ...[
        '%PDF-1.7\n',
        '/ByteRange [0 20 30 40]',
        '/Contents <30',
        '/Encrypt 1 0 R',
        '%%EOF',
        '>',
        '308204',
        '00',
      ],
      '/M (D:20261123090000Z)\n/ByteRange [0 300       900        100       ]\n/Contents ',
      '<' + '30'.repeat(300) + '>',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string())), async (texts) => {
        const finding = await check(Buffer.from('%PDF-1.7\n' + texts.join('')));
        expect(Object.values(pdfRefusals)).toContain(finding.sentence);
      }),
    );
  });

  it('is not waited for when it is made of beginnings of signatures', async () => {
    const beginning = '/Contents <3082' + '30'.repeat(220) + '>';
    const file = Buffer.from(
      ('%PDF-1.7\n/ByteRange' + beginning.repeat(10_000) + '\n%%EOF').slice(0, LARGEST_PDF),
    );
    expect(await kindOf(file)).toBe('unreadable');
    const values = '0500'.repeat(1_000_000);
    const large = Buffer.from(
      `%PDF-1.7\n/Contents <3083${(2_000_000).toString(16).padStart(6, '0')}${values}>\n%%EOF`,
    );
    expect(await kindOf(large)).toBe('unreadable');
  });
});

/** As another program would do it: a field of its own in an update of its own. */
async function signedAnyway(pdf: Uint8Array, other: SigningKey): Promise<Uint8Array> {
  const document = await PDF.load(pdf);
  document.getCatalog().delete('AcroForm');
  const file = await document.save({ incremental: true });
  return signPdf(file, other, { signedAt: now, timestampUrl: null });
}

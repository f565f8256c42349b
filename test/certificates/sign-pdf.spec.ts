import { beforeAll, describe, expect, it } from '@jest/globals';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { signPdf } from '../../src/certificates/signing/sign-pdf.js';
import { aSnapshot } from './a-snapshot.js';
import { aSigningKey, newSigningKey } from './keys.js';
import { readingPdf } from './pdf-reading.js';
import { has, run, signatureIn } from './pdf-signature.js';

const signing = { signedAt: new Date('2026-11-23T09:00:00.700Z'), timestampUrl: null };
const credential = '{"name":"Zoë Nguyễn"}';

describe('a signed certificate', () => {
  let plain: Uint8Array;
  let signed: Uint8Array;
  let chain: string;
  beforeAll(async () => {
    const key = await aSigningKey('pdf');
    chain = key.certificateChain ?? '';
    plain = drawCertificate(aSnapshot(), { paper: 'a4', logo: null, credential });
    signed = await signPdf(plain, key, signing);
  });

  it('begins with every byte that was printed', () => {
    expect(Buffer.compare(signed.subarray(0, plain.length), plain)).toBe(0);
    expect(signed.length).toBeLessThan(plain.length + 6_000);
  });

  it('has one invisible field, which certifies that nothing is changed (ISO 32000-2, 12.8.2.2)', () => {
    const added = Buffer.from(signed.subarray(plain.length)).toString('latin1');
    expect(added).toMatch(/\/DocMDP \d+ 0 R/);
    expect(added).toMatch(
      /\/TransformMethod \/DocMDP\n\/TransformParams <<\n\/Type \/TransformParams\n\/P 1\n/,
    );
    expect(added).toMatch(
      /\/Subtype \/Widget\n\/FT \/Sig\n\/T \(Signature\)\n\/TU \(Signature of the academy\)\n\/F 132\n\/Rect \[0 0 0 0\]/,
    );
    expect(added).toMatch(/\/SubFilter \/ETSI\.CAdES\.detached\n\/Name \(Harbour Academy\)/);
    // EN 319 142-1, 6.3: the time stands here, and not among what is signed.
    expect(added).toContain('/M (D:20261123090000Z)');
    expect(signatureIn(signed).cms.toString('latin1')).not.toContain('\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05');
  });

  it('reads as it did before: text, tags, what it says of itself, what it encloses', async () => {
    const read = (bytes: Uint8Array) =>
      readingPdf(bytes, async (pdf) => [
        await pdf.text(),
        await pdf.tags(),
        pdf.document.xml,
        await pdf.links(),
      ]);
    expect(await read(signed)).toEqual(await read(plain));
  });

  it('is signed again for each key and time, and each time differently', async () => {
    const key = await aSigningKey('pdf');
    const again = await signPdf(plain, key, signing);
    expect(again.length).toBe(signed.length);
    expect(Buffer.compare(again, signed)).not.toBe(0);
  });

  const skipped = (program: string) => (has(program) ? '' : `skipped, wants ${program}: `);

  it(`${skipped('pdfsig')}is whole and valid to pdfsig, which doesn’t know the academy yet`, () => {
    if (!has('pdfsig')) return;
    const { stdout } = run('pdfsig', ['a.pdf'], { 'a.pdf': signed });
    expect(stdout).toContain('Signer Certificate Common Name: Harbour Academy');
    expect(stdout).toContain('Signature Type: ETSI.CAdES.detached');
    expect(stdout).toContain('Total document signed');
    expect(stdout).toContain('Signature Validation: Signature is Valid.');
    expect(stdout).not.toContain('corrupted');
  });

  it(`${skipped('openssl')}is valid to openssl, which is told to trust the academy’s root`, () => {
    if (!has('openssl')) return;
    const { cms, content } = signatureIn(signed);
    const root = chain.slice(chain.lastIndexOf('-----BEGIN'));
    const verify = (text: Buffer) =>
      run(
        'openssl',
        [
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms', '-content', 'content'],
          ...['-CAfile', 'root.pem', '-purpose', 'any', '-attime', '1795500000', '-out', 'out'],
        ],
        { cms, content: text, 'root.pem': root },
      );
    expect(verify(content).stderr).toContain('CAdES Verification successful');
    const other = Buffer.from(content);
    other[1000] = (other[1000] ?? 0) ^ 1;
    expect(verify(other).stderr).toContain('Verification failure');
  });

  it(`${skipped('qpdf')}is sound to qpdf`, () => {
    if (!has('qpdf')) return;
    const { status, stdout } = run('qpdf', ['--check', 'a.pdf'], { 'a.pdf': signed });
    expect([status, stdout]).toEqual([0, expect.stringContaining('No syntax or stream encoding errors')]);
  });
});

describe('signing', () => {
  it('takes an academy’s name in any script', async () => {
    const issuer = { name: 'Академия (ὀδύσσεια) 学院 )(', publicUrl: 'https://capstone.example' };
    const key = await newSigningKey('pdf', { issuer });
    const signed = await signPdf(drawCertificate(aSnapshot()), key, signing);
    await readingPdf(signed, async (pdf) => {
      expect(await pdf.text()).toContain('Zoë Nguyễn');
    });
    if (!has('pdfsig')) return;
    expect(run('pdfsig', ['a.pdf'], { 'a.pdf': signed }).stdout).toContain(issuer.name);
  });

  it('refuses a key without a certificate, and a file that is signed already', async () => {
    const plain = drawCertificate(aSnapshot());
    const key = await aSigningKey('pdf');
    await expect(signPdf(plain, { ...key, certificateChain: null }, signing)).rejects.toThrow(
      'has no certificate to sign PDFs with',
    );
    const signed = await signPdf(plain, key, signing);
    await expect(signPdf(signed, key, signing)).rejects.toThrow('without a form');
  });
});

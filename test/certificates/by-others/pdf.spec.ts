import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aTimeStampServer, type TimeStampServer } from '../a-time-stamp-server.js';
import { aSigningKey, newSigningKey } from '../keys.js';
import { popplerText } from '../pdf-reading.js';
import { has, run, signatureIn } from '../pdf-signature.js';
import { handedOut } from './handed-out.js';
import { people } from './served.js';

const skipped = (...programs: string[]) => {
  const missing = programs.filter((program) => !has(program));
  return missing.length === 0 ? '' : `skipped, wants ${missing.join(', ')}: `;
};

const cases = Object.entries(people).map(
  ([key, name], at) => [key, name, at % 2 === 0 ? 'a4' : 'letter'] as const,
);

/** Whatever the machine’s clock says. */
const atTheTime = ['-attime', String(Date.parse('2026-11-23T09:00:00Z') / 1000)];

function withAnotherOctet(pdf: Uint8Array): Uint8Array {
  const other = Uint8Array.from(pdf);
  other[5000] = (other[5000] ?? 0) ^ 1;
  return other;
}

const withMore = (pdf: Uint8Array) => Buffer.concat([pdf, Buffer.from('% and more\n')]);

describe.each(cases)('a signed certificate of a name that is %s', (_, name, paper) => {
  let pdf: Uint8Array;
  beforeAll(async () => {
    pdf = await handedOut(name, paper);
  });
  const told = (program: string, ...options: string[]) => run(program, options, { 'a.pdf': pdf });

  it(`${skipped('pdfsig')}is whole and signed to poppler, which says whose signature it is`, () => {
    if (!has('pdfsig')) return;
    const { stdout } = told('pdfsig', 'a.pdf');
    expect(stdout.match(/^Signature #/gm)).toHaveLength(1);
    for (const line of [
      'Signer Certificate Common Name: Harbour Academy',
      'Signature Type: ETSI.CAdES.detached',
      'Total document signed',
      'Signature Validation: Signature is Valid.',
    ])
      expect(stdout).toContain(line);
    const altered = run('pdfsig', ['a.pdf'], { 'a.pdf': withAnotherOctet(pdf) }).stdout;
    expect(altered).toContain('Signature Validation: Digest Mismatch.');
    const longer = run('pdfsig', ['a.pdf'], { 'a.pdf': withMore(pdf) }).stdout;
    expect(longer).toContain('Not total document signed');
  });

  it(`${skipped('pdftotext', 'pdfdetach')}gives its name and its enclosures back to poppler`, () => {
    if (skipped('pdftotext', 'pdfdetach') !== '') return;
    const flat = (text: string) => text.normalize('NFC').replace(/\s+/g, '');
    expect(flat(popplerText(pdf))).toContain(flat(name));
    const { stdout } = told('pdfdetach', '-list', 'a.pdf');
    expect(stdout).toContain('3 embedded files');
  });

  it(`${skipped('qpdf')}is sound to qpdf`, () => {
    if (!has('qpdf')) return;
    const { status, stdout, stderr } = told('qpdf', '--check', 'a.pdf');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('No syntax or stream encoding errors');
  });

  it(`${skipped('mutool')}is sound and unchanged since it was signed to MuPDF`, () => {
    if (!has('mutool')) return;
    const { status, stdout, stderr } = told('mutool', 'sign', '-v', 'a.pdf');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Harbour Academy');
    expect(stdout).toContain('The document is unchanged since signing');
    const ofAnother = (bytes: Uint8Array) =>
      run('mutool', ['sign', '-v', 'a.pdf'], { 'a.pdf': bytes }).stdout;
    expect(ofAnother(withAnotherOctet(pdf))).toContain('Signature invalidated by change to document');
    expect(ofAnother(withMore(pdf))).toContain('there have been edits since signing');
    expect(told('mutool', 'info', 'a.pdf').stdout).toContain('Pages: 1');
  });
});

describe(`${skipped('openssl')}a signed certificate with a time stamp`, () => {
  if (!has('openssl')) {
    it('can’t be told', () => undefined);
    return;
  }
  let server: TimeStampServer;
  let pdf: Uint8Array;
  beforeAll(async () => {
    server = await aTimeStampServer();
    pdf = await handedOut(people.han, 'a4', server.url);
  });
  afterAll(() => server.close());

  it('has a chain from its signer to the root that the academy publishes, for signatures alone', async () => {
    const chain = (await aSigningKey('pdf')).certificateChain ?? '';
    const [leaf = '', root = ''] = chain.split(/(?<=-----END CERTIFICATE-----\n)/);
    const files = { 'leaf.pem': leaf, 'root.pem': root };
    const options = ['-x509_strict', ...atTheTime];
    const verified = run('openssl', ['verify', ...options, '-CAfile', 'root.pem', 'leaf.pem'], files);
    expect([verified.stdout.trim(), verified.stderr]).toEqual(['leaf.pem: OK', '']);
    const stranger = await newSigningKey('pdf');
    const others = { ...files, 'root.pem': (stranger.certificateChain ?? '').slice(leaf.length) };
    expect(run('openssl', ['verify', ...options, '-CAfile', 'root.pem', 'leaf.pem'], others).status).not.toBe(
      0,
    );
    const { stdout } = run('openssl', ['x509', '-in', 'leaf.pem', '-noout', '-text'], files);
    expect(stdout).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(stdout).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
  });

  it('is valid to openssl by that root, as CAdES, with a stamp and without a time of its own', async () => {
    const { cms, content } = signatureIn(pdf);
    const chain = (await aSigningKey('pdf')).certificateChain ?? '';
    const root = chain.slice(chain.lastIndexOf('-----BEGIN'));
    const { stderr } = run(
      'openssl',
      [
        ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'cms', '-content', 'content'],
        ...['-CAfile', 'root.pem', '-purpose', 'any', '-out', 'out', ...atTheTime],
      ],
      { cms, content, 'root.pem': root },
    );
    expect(stderr).toContain('CAdES Verification successful');
    const printed = run('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'cms', '-noout'], {
      cms,
    });
    expect(printed.stdout).toContain('id-smime-aa-timeStampToken');
    expect(printed.stdout).toContain('id-smime-aa-signingCertificateV2');
    expect(printed.stdout).not.toMatch(/object: signingTime/);
  });

  it(`${skipped('pdfsig', 'qpdf')}is whole to poppler and qpdf, too`, () => {
    if (skipped('pdfsig', 'qpdf') !== '') return;
    const { stdout } = run('pdfsig', ['a.pdf'], { 'a.pdf': pdf });
    expect(stdout).toContain('Total document signed');
    expect(stdout).toContain('Signature is Valid.');
    expect(run('qpdf', ['--check', 'a.pdf'], { 'a.pdf': pdf }).status).toBe(0);
  });
});

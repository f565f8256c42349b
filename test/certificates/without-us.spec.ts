import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withoutUs, withoutUsText } from '../../src/certificates/checking/without-us.rules.js';
import { Copies } from '../../src/certificates/credential-store/copies.service.js';
import { KeyChanges } from '../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { enclosures } from '../../src/certificates/printing/enclosures.js';
import { type CertificateSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { signPdf } from '../../src/certificates/signing/sign-pdf.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type EveryAnswer, everyAnswer } from './every-answer.js';
import { newSigningKey } from './keys.js';
import { pdfFile } from './pdf-file.js';
import { has } from './pdf-signature.js';

const missing = ['bash', 'curl', 'openssl', 'pdfsig', 'pdfdetach'].filter((program) => !has(program));
const skipped = missing.length === 0 ? '' : `skipped, wants ${missing.join(', ')}: `;

describe('how to check a certificate without us', () => {
  let app: TestApp;
  let codes: EveryAnswer;
  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
  });
  afterAll(() => app.close());

  const identified = async (kind: keyof EveryAnswer) => {
    const [row] = await app.db.query<{ id: string; body: string }[]>(
      `SELECT id, body FROM certificates JOIN certificate_snapshots ON certificate_id = id WHERE certificates.code = $1`,
      [codes[kind].replaceAll('-', '')],
    );
    if (!row) throw new Error('There is no such certificate.');
    return row;
  };
  const pdfOf = async (kind: keyof EveryAnswer) =>
    Buffer.from(await app.get(Copies).of((await identified(kind)).id, 'pdf'));

  /** What somebody sees who pastes all the commands of the text, and does something else between two steps. */
  async function pasted(pdf: Uint8Array, between: Record<number, string> = {}): Promise<string> {
    const text = withoutUsText(app.url);
    const steps = text
      .split(/^(?=\d\. )/m)
      .slice(1)
      .map((step, at) => [...commandsOf(step), ...(between[at + 1] ?? '').split('\n')].join('\n'));
    const folder = mkdtempSync(join(tmpdir(), 'without-us-'));
    try {
      writeFileSync(join(folder, 'certificate.pdf'), pdf);
      writeFileSync(join(folder, 'pasted.sh'), `exec 2>&1\n${steps.join('\n')}\n`);
      const env = { PATH: process.env['PATH'], HOME: folder, NO_PROXY: '*', LC_ALL: 'C.UTF-8' };
      return await new Promise((resolve) => {
        // Those that fail are told by what they say, as to whoever reads it.
        execFile('bash', ['pasted.sh'], { cwd: folder, env }, (_error, stdout) => {
          resolve(stdout);
        });
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('stands on a page and in every signed PDF, word for word', async () => {
    const { text: page } = await app.visitor().get('/verify/without-us');
    for (const { title, words, commands } of withoutUs(app.url).steps) {
      for (const part of [title, words, commands ?? '']) expect(unescaped(page)).toContain(part);
    }
    for (const path of ['/verify', `/verify/${codes.valid}`]) {
      expect((await app.visitor().get(path)).text).toContain('href="/verify/without-us"');
    }
    const pdf = await pdfOf('valid');
    // As it was printed: the signature is added behind its end.
    const printed = pdfFile(pdf.subarray(0, pdf.indexOf('%%EOF') + 6));
    const enclosed = printed.catalog.dictionaries('AF');
    const file = enclosed.find((one) => printed.text(one.get('UF')) === enclosures.howToCheck);
    expect(file?.dictionary('EF').stream('F').data().toString()).toBe(withoutUsText(app.url));
  });

  it('is plain, in lines that fit into a terminal', () => {
    const text = withoutUsText('https://capstone.example');
    expect(text).toMatch(/^[\n -~]+$/);
    for (const line of text.split('\n')) expect([line, line.length <= 84]).toEqual([line, true]);
  });

  it(`${skipped}tells that a valid certificate is ours, whole, and stands`, async () => {
    if (skipped) return;
    const said = await pasted(await pdfOf('valid'));
    expect(verdicts(said)).toEqual([
      'Total document signed',
      'Signature is Valid.',
      'CMS Verification successful',
      'Foreign bytes: 0',
      'Verified OK',
      'Bit: 0',
      'Verified OK',
    ]);
    expect(said.match(/"Zoë Nguyễn"/g)?.length).toBeGreaterThan(1);
    expect(said).not.toMatch(/error|curl:|not found|No such file/i);
  });

  it.each(['revoked', 'suspended', 'superseded', 'key-compromised'] as const)(
    `${skipped}tells of one that is %s that it is ours and does not stand`,
    async (kind) => {
      if (skipped) return;
      const said = verdicts(await pasted(await pdfOf(kind)));
      expect(said.slice(2, 6)).toEqual([
        'CMS Verification successful',
        'Foreign bytes: 0',
        'Verified OK',
        'Bit: 1',
      ]);
    },
  );

  it(`${skipped}sends whoever wants the JWT of one that is partly private to its holder`, async () => {
    if (skipped) return;
    const said = await pasted(await pdfOf('withheld'));
    expect(verdicts(said).slice(2, 6)).toEqual([
      'CMS Verification successful',
      'Foreign bytes: 0',
      'Verified OK',
      'Bit: 0',
    ]);
    expect(said).toContain('403');
    expect(verdicts(said)).toHaveLength(6);
  });

  it(`${skipped}tells of one that was altered, added to, or signed by somebody in our name`, async () => {
    if (skipped) return;
    const pdf = await pdfOf('valid');
    const altered = Buffer.from(pdf);
    altered[5000] = (altered[5000] ?? 0) ^ 1;
    const { body } = await identified('valid');
    const name = { name: 'Capstone Academy', publicUrl: app.url };
    const forged = await signPdf(
      drawCertificate(JSON.parse(body) as CertificateSnapshot),
      await newSigningKey('pdf', { issuer: name }),
      { signedAt: app.clock.now(), timestampUrl: null },
    );
    for (const bytes of [altered, Buffer.concat([pdf, Buffer.from('% and more')]), forged]) {
      const said = await pasted(bytes);
      expect(said).toMatch(/CMS Verification failure|verify error/);
      expect(said).not.toContain('CMS Verification successful');
    }
    const [, unsigned] = /^([^]*?)\/ByteRange/.exec(pdf.toString('latin1')) ?? [];
    const said = await pasted(Buffer.from(unsigned ?? '', 'latin1'));
    expect(said).not.toContain('CMS Verification successful');
  });

  it(`${skipped}tells of a JWT that was altered, and of one whose key was stolen`, async () => {
    if (skipped) return;
    const pdf = await pdfOf('valid');
    // A letter of what it says, and one of its signature.
    for (const place of ['600', '-20']) {
      const rewrite = `node -e "const fs = require('fs'), t = fs.readFileSync('certificate.jwt', 'utf8'), at = t.indexOf('.') + 1;
        const i = ${place} < 0 ? t.length + ${place} : at + ${place};
        fs.writeFileSync('certificate.jwt', t.slice(0, i) + (t[i] === 'A' ? 'B' : 'A') + t.slice(i + 1))"`;
      const said = verdicts(await pasted(pdf, { 5: rewrite }));
      expect(said.slice(4)).toEqual(['Verified OK', 'Bit: 0', 'Verification failure']);
    }
    const { id } = await app.get(KeyRing).current('jwt');
    await app.get(KeyChanges).compromise(id, { since: app.clock.now(), reason: 'Lost.' }, app.ids.ada);
    const said = await pasted(pdf);
    expect(said).toContain('404');
    expect(verdicts(said).slice(4)).toEqual(['Verified OK', expect.stringContaining('Bit: ')]);
  });
});

const commandsOf = (step: string) =>
  step.split('\n').flatMap((line) => (line.startsWith('    ') ? [line.slice(4)] : []));

/** The lines that the text tells its reader to look at, and what pdfsig adds to them. */
const verdicts = (said: string) =>
  said.match(
    /(?:Not t|T)otal document signed|Signature is \w+\.|CMS Verification \w+|Foreign bytes: +\d+|Verified OK|Verification [Ff]ailure|Bit: .*/g,
  ) ?? [];

const unescaped = (html: string) =>
  html.replace(
    /&(lt|gt|quot|#x27|#x3D|#x60|amp);/g,
    (_, name: string) =>
      ({ lt: '<', gt: '>', quot: '"', '#x27': "'", '#x3D': '=', '#x60': '`', amp: '&' })[name] ?? '',
  );

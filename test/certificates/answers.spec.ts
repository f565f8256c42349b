import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { CertificateEvents } from '../../src/certificates/register/certificate-events.service.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { OLDEST_ANSWER_MS } from '../../src/certificates/verification/certificate-status.service.js';
import { sha256 } from '../../src/platform/digests/digests.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { answersReason, everyAnswer, keyReason, type EveryAnswer } from './every-answer.js';

describe('every answer about a certificate', () => {
  let app: TestApp;
  let codes: EveryAnswer;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    codes = await everyAnswer(app);
  });
  afterAll(() => app.close());

  const page = (status: keyof EveryAnswer) => app.visitor().get(`/verify/${codes[status]}`);
  const json = (status: keyof EveryAnswer) => app.visitor().get(`/verify/${codes[status]}.json`);
  const meta = (html: string, name: string) =>
    new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(html)?.[1];

  it.each([
    ['valid', 200, 'Valid', 'Issued to Zoë Nguyễn on 23 November 2026 and unchanged since.'],
    [
      'expired',
      200,
      'Expired',
      'It was valid until 23 December 2026. What it says was true when it was issued.',
    ],
    ['superseded', 200, 'Replaced', 'A newer certificate has stood in its place since 23 January 2027.'],
    ['successor', 200, 'Valid', 'Issued to Håkon Ødegård on 23 November 2026 and unchanged since.'],
    ['suspended', 200, 'Suspended', 'the academy has been looking into it since 23 January 2027.'],
    ['revoked', 200, 'Revoked', 'The academy withdrew it on 23 January 2027. It is no longer valid.'],
    [
      'key-compromised',
      200,
      'Key compromised',
      'It was signed after its key had fallen into other hands on 23 January 2027, so nobody can tell who signed it.',
    ],
    ['erased', 200, 'Erased', 'Its holder’s data was erased on 23 January 2027'],
    ['withheld', 200, 'Valid', 'Issued on 23 November 2026 and unchanged since.'],
    ['never-issued', 404, 'Never issued', 'no certificate was ever issued under it.'],
    ['typing-error', 404, 'Mistyped', 'At least one character differs from what is printed.'],
    ['not-a-code', 404, 'Not a code', 'five groups of five letters and digits'],
  ] as const)(
    '%s: its word, its sentence, its title and what a shared link shows',
    async (status, code, word, sentence) => {
      const { status: got, text } = await page(status);
      expect(got).toBe(code);
      expect(text).toContain(`<h1 class="verdict-word">${word}</h1>`);
      expect(text).toContain(sentence);
      const title = /<title>([^<]*)<\/title>/.exec(text)?.[1] ?? '';
      expect(title.startsWith(word)).toBe(true);
      expect(meta(text, 'og:title')).toBe(title.replace(' – Capstone', ''));
      expect(meta(text, 'description')).toMatch(new RegExp(`^${word}\\. `));
      expect(meta(text, 'description')).toContain(sentence);
      expect(meta(text, 'og:url')).toBe(`${app.config.publicUrl}/verify/${codes[status]}`);
      expect(meta(text, 'og:image')).toBe(`${app.config.publicUrl}/verify/${codes[status]}/picture.png`);
      expect([meta(text, 'og:image:width'), meta(text, 'og:image:height')]).toEqual(['1200', '630']);
      expect(meta(text, 'og:image:alt')).toContain(sentence);
      expect(meta(text, 'twitter:card')).toBe('summary_large_image');
      expect(meta(text, 'robots')).toBe('noindex');
    },
  );

  it.each([
    ['valid', 200, ['status', 'checkedAt', 'facts']],
    ['expired', 200, ['status', 'checkedAt', 'facts', 'since']],
    ['superseded', 200, ['status', 'checkedAt', 'facts', 'since', 'supersededBy']],
    ['suspended', 200, ['status', 'checkedAt', 'facts', 'since', 'reason']],
    ['revoked', 200, ['status', 'checkedAt', 'facts', 'since', 'reason']],
    ['key-compromised', 200, ['status', 'checkedAt', 'facts', 'since', 'reason']],
    ['erased', 200, ['status', 'checkedAt', 'facts', 'since']],
    ['never-issued', 404, ['status', 'checkedAt', 'facts']],
    ['typing-error', 404, ['status', 'checkedAt', 'facts']],
    ['not-a-code', 404, ['status', 'checkedAt', 'facts']],
  ] as const)('%s has a shape for programs that any site may read', async (status, code, keys) => {
    const answer = await json(status);
    const body = answer.body as VerificationAnswer;
    expect([answer.status, answer.type, body.status]).toEqual([code, 'application/json', status]);
    expect(Object.keys(body)).toEqual(keys);
    expect(body.facts === null).toBe(
      ['erased', 'never-issued', 'typing-error', 'not-a-code'].includes(status),
    );
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['vary']).toContain('Accept');
    expect(answer.headers['x-robots-tag']).toBe('noindex');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const byHeader = await app.visitor().get(`/verify/${codes[status]}`, 'application/json');
    expect(byHeader.body).toEqual(body);
    expect(byHeader.headers['vary']).toContain('Accept');
  });

  it('HEAD is answered as GET is, without a body', async () => {
    for (const status of Object.keys(codes) as (keyof EveryAnswer)[]) {
      for (const [suffix, accept] of [
        ['', 'text/html'],
        ['.json', '*/*'],
        ['', 'application/json'],
      ] as const) {
        const ask = (method: string) =>
          fetch(`${app.url}/verify/${codes[status]}${suffix}`, {
            method,
            headers: { accept, 'accept-encoding': 'identity' },
          });
        const [head, get] = [await ask('HEAD'), await ask('GET')];
        const told = (answer: Response) =>
          [...answer.headers].filter(
            ([name]) => !['date', 'connection', 'keep-alive', 'x-request-id'].includes(name),
          );
        expect([head.status, told(head)]).toEqual([get.status, told(get)]);
        expect(await head.text()).toBe('');
      }
    }
  });

  it('says why and what to do: the reason, the newer certificate, that a paper proves nothing', async () => {
    const revoked = await page('revoked');
    expect(revoked.text).toContain('What the academy says about it');
    expect(revoked.text).toContain(answersReason);
    expect(revoked.text).toContain('A document that carries this code proves nothing any more.');
    expect(revoked.text).toContain('What the certificate said');
    expect(((await json('revoked')).body as VerificationAnswer).reason).toBe(answersReason);
    const compromised = await page('key-compromised');
    expect(compromised.text).toContain('What the academy says about it');
    expect(compromised.text).toContain(keyReason);
    expect(compromised.text).toContain('Ask the academy for another one');
    const superseded = await page('superseded');
    expect(superseded.text).toContain(`href="/verify/${codes.successor}"`);
    expect(((await json('superseded')).body as VerificationAnswer).supersededBy).toBe(
      `${app.config.publicUrl}/verify/${codes.successor}`,
    );
  });

  it('tells what was examined: what the course asks, each level and what it means', async () => {
    const { text } = await page('valid');
    expect(text).toContain('What was examined');
    expect(text).toContain('Three weeks, one handbook.');
    expect(text.match(/class="level-reached"[^>]*>Strong</g)).toHaveLength(5);
    expect(text.match(/class="level-meaning"[^>]*>Strong work\.</g)).toHaveLength(5);
    expect(text).toContain('8 of 8');
    const { facts } = (await json('valid')).body as VerificationAnswer;
    expect(facts?.competencies?.[0]).toEqual({
      key: 'strategy',
      title: 'Profound strategy',
      level: 'Strong',
      meaning: 'Strong work.',
      points: 8,
      ofPoints: 8,
    });
  });

  it('says that something is withheld, and nowhere what', async () => {
    const [html, program] = [await page('withheld'), await json('withheld')];
    expect(html.text.match(/withheld by the holder/gi)).toHaveLength(4);
    expect(html.text).toContain('Its holder keeps some of it from this page.');
    for (const text of [html.text, program.text]) {
      for (const secret of [
        'Wilma',
        '82.5',
        'Strong',
        '19 October',
        '2026-10-19',
        'Autumn 2026',
        'Europe/Paris',
      ]) {
        expect(text).not.toContain(secret);
      }
      expect(text).toContain('Strategist');
    }
    expect((program.body as VerificationAnswer).facts?.withheld).toEqual([
      'holder',
      'result',
      'competencies',
      'cohort',
    ]);
  });

  it('names nobody where the person was erased or never was', async () => {
    for (const status of ['erased', 'never-issued', 'typing-error', 'not-a-code'] as const) {
      const text = (await page(status)).text + (await json(status)).text;
      for (const secret of ['Erik', 'Strategist', 'Harbour Academy']) expect(text).not.toContain(secret);
    }
  });

  it('a form takes whatever is typed, and says clearly what is wrong with it', async () => {
    const typed = (code: string) => app.visitor().get(`/verify?code=${encodeURIComponent(code)}`);
    for (const fine of [
      ` ${codes.valid.toLowerCase().replaceAll('-', '  ')}\n`,
      `https://a.former-host.example/verify/${codes.valid}.json`,
      `The code is ${codes.valid}.`,
      `“${codes.valid.replaceAll('-', '')}”`,
      `https://a.former-host.example/verify?code=${codes.valid.replaceAll('-', '')}`,
      codes.valid.replaceAll('0', 'o').replaceAll('1', 'l'),
    ]) {
      const answer = await typed(fine);
      expect([answer.status, answer.headers['location']]).toEqual([303, `/verify/${codes.valid}`]);
    }
    for (const [wrong, sentence] of [
      ['', 'Enter the code or the address that stands on the certificate.'],
      ['<script>alert(1)</script>', 'This is not the code of a certificate.'],
      ["' OR 1=1; DROP TABLE certificates; --", 'This is not the code of a certificate.'],
      ['A'.repeat(10_000), 'This is far longer than a code or an address.'],
      ['<'.repeat(10_000), 'This is far longer than a code or an address.'],
      ['ñ'.repeat(10_000), 'This is far longer than a code or an address.'],
      ['\u{1F4DC}'.repeat(10_000), 'This is far longer than a code or an address.'],
      [codes.valid.slice(1), 'This has 24 characters, 1 too few.'],
      [`${codes.valid}0`, 'This has 26 characters, 1 too many.'],
      [codes['typing-error'], 'At least one character differs from what is printed.'],
      ['\u202e\0\ud800', 'This is not the code of a certificate.'],
    ] as const) {
      const answer = await app.visitor().get(`/verify?code=${encodeURIComponent(wrong.toWellFormed())}`);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(sentence);
      expect(answer.text).not.toContain('<script>alert');
      expect(answer.text).not.toContain('A'.repeat(201));
      if (/^[\w-]{1,200}$/.test(wrong)) expect(answer.text).toContain(`value="${wrong}"`);
    }
    expect((await app.visitor().get('/verify?code=a&code=b')).status).toBe(200);
  });

  it.each(['ñ'.repeat(10_000), '<'.repeat(10_000), '\u{1F4DC}'.repeat(10_000), '%E0%A4%A', '100%', '%'])(
    'says of what is no code that it is none, in its address too: %#',
    async (typed) => {
      const at = `/verify/${typed.includes('%') ? typed : encodeURIComponent(typed)}`;
      const html = await app.visitor().get(at);
      expect([html.status, html.type]).toEqual([404, 'text/html']);
      expect(html.text).toContain('<h1 class="verdict-word">Not a code</h1>');
      for (const program of [
        await app.visitor().get(at, 'application/json'),
        await app.visitor().get(`${at}.json`, '*/*'),
      ]) {
        expect([program.status, program.type]).toEqual([404, 'application/json']);
        expect(program.body).toMatchObject({ status: 'not-a-code', facts: null });
      }
      expect((await app.visitor().get(`${at}/picture.png`)).status).toBe(404);
    },
  );

  it('an address that is longer than anything that can be read gets a sentence', async () => {
    const answer = await fetch(`${app.url}/verify?code=${'A'.repeat(200_000)}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([431, 'text/plain; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toBe('This address is too long to be read.\n');
  });

  it('what is no request gets a sentence, and its connection is ended', async () => {
    const socket = connect(app.config.port, '127.0.0.1');
    socket.end('VERIFY\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\nThis request can’t be read\.\n$/,
    );
  });

  describe('as a picture', () => {
    const picture = (status: keyof EveryAnswer, headers: Record<string, string> = {}) =>
      fetch(`${app.url}/verify/${codes[status]}/picture.png`, { headers });

    it('is there for each, for any site to show, and another one for each', async () => {
      const pictures = new Set<string>();
      for (const status of Object.keys(codes) as (keyof EveryAnswer)[]) {
        const answer = await picture(status);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([
          ['never-issued', 'typing-error', 'not-a-code'].includes(status) ? 404 : 200,
          'image/png',
        ]);
        const bytes = Buffer.from(await answer.arrayBuffer());
        expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
        expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
        expect(answer.headers.get('x-robots-tag')).toBe('noindex');
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(answer.headers.get('cache-control')).toBe('no-cache');
        pictures.add(sha256(bytes));
      }
      expect(pictures.size).toBe(Object.keys(codes).length);
    });

    it('is not sent again to whoever has it, until it says something else', async () => {
      const first = await picture('valid');
      const etag = first.headers.get('etag') ?? '';
      const again = await picture('valid', { 'if-none-match': `"other", W/${etag}` });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      const other = await picture('valid', { 'if-none-match': '"other"' });
      expect([other.status, other.headers.get('etag')]).toEqual([200, etag]);
    });

    it('is at one address', async () => {
      const answer = await app.visitor().get(`/verify/${codes.valid.toLowerCase()}/picture.png`);
      expect([answer.status, answer.headers['location']]).toEqual([
        308,
        `/verify/${codes.valid}/picture.png`,
      ]);
    });

    it('is another one as soon as the answer is', async () => {
      const before = (await picture('successor')).headers.get('etag');
      const [row] = await app.db.query<{ id: string }[]>('SELECT id FROM certificates WHERE code = $1', [
        codes.successor.replaceAll('-', ''),
      ]);
      await app.db.transaction((tx) =>
        app.get(CertificateEvents).append(tx, {
          certificateId: row?.id ?? '',
          kind: 'revoked',
          actorId: app.ids.ada,
          publicReason: answersReason,
        }),
      );
      app.clock.advance(OLDEST_ANSWER_MS);
      const after = (await picture('successor', { 'if-none-match': before ?? '' })).headers.get('etag');
      expect(after).not.toBe(before);
      expect((await page('successor')).text).toContain('>Revoked</h1>');
    });
  });
});

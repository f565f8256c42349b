import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OLDEST_ANSWER_MS } from '../../src/certificates/verification/certificate-status.service.js';
import { type Code, newCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { certificateByCode } from '../../src/certificates/register/certificate.statements.js';
import { LOOK_UPS_A_SECOND } from '../../src/certificates/verification/look-ups-a-second.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { certificateOf, certified } from './a-cohort.js';
import { aShare } from './a-share.js';

describe('the page that an employer opens', () => {
  let app: TestApp;
  let code: Code;
  let path: string;

  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    await certified(app, [app.ids.alice]);
    code = (await certificateOf(app.db, app.ids.alice)).code as Code;
    path = `/verify/${writtenCode(code)}`;
  });
  afterAll(() => app.close());

  const erin = () => app.visitor();
  /** Hides what is in memory: time passes until nothing of it may be used. */
  const later = () => {
    app.clock.advance(OLDEST_ANSWER_MS);
  };
  const json = async (at: string, accept = 'application/json') => {
    const answer = await erin().get(at, accept);
    return { status: answer.status, answer: answer.body as VerificationAnswer, type: answer.type };
  };

  it('tells a visitor without an account every fact that the PDF prints', async () => {
    const page = await erin().get(path);
    expect(page.status).toBe(200);
    for (const fact of [
      'Valid',
      'Issued to Alice Moreau on 23 November 2026 and unchanged since.',
      'Harbour Academy',
      'Strategist',
      'version 3',
      'Autumn 2026',
      '19 October to 8 November 2026',
      '82.5\u00A0%',
      '60\u00A0% is needed to pass',
      'Profound strategy',
      'Strong',
      '8 of 8',
      'Bob Tanaka, Instructor',
      'Ada Lindqvist, Director of the academy',
      'No end',
      code.slice(0, 5),
    ]) {
      expect(page.text).toContain(fact);
    }
  });

  it('sets no cookie, is the same for everybody, and keeps search engines away', async () => {
    later();
    const page = await erin().get(path);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.headers['x-robots-tag']).toBe('noindex');
    expect(page.headers['vary']).toBe('Accept, Accept-Encoding');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.text).toContain('<meta name="robots" content="noindex">');
    const asAda = await (await app.as('ada')).get(path);
    expect(asAda.text).toBe(page.text);
    expect(page.text).not.toContain('@capstone.example');
    expect(page.text).not.toContain(app.ids.alice);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5', 'br'],
    ['gzip, br;q=0', null],
    ['identity', null],
  ])('is compressed for whoever takes that: %s', async (accepted, encoding) => {
    const answer = await fetch(`${app.url}${path}`, {
      headers: { accept: 'text/html', 'accept-encoding': accepted },
    });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(await answer.text()).toContain('Issued to Alice Moreau');
  });

  it('answers programs with JSON, by Accept and by ending', async () => {
    for (const { status, answer, type } of [
      await json(path),
      await json(`${path}.json`, 'text/html'),
      await json(path, 'text/html;q=0.4, application/json'),
    ]) {
      expect([status, type, answer.status]).toEqual([200, 'application/json', 'valid']);
      expect(answer.facts?.holder).toEqual({ name: 'Alice Moreau' });
      expect(answer.facts?.code).toBe(code);
    }
    expect((await erin().get(path, '*/*')).type).toBe('text/html');
    expect((await erin().get(path, 'text/html,application/xhtml+xml,*/*;q=0.8')).type).toBe('text/html');
  });

  it('tells a typing error from a code that was never issued, in HTML and JSON', async () => {
    const never = writtenCode(newCode());
    const mistyped = path.slice(0, -1) + (path.endsWith('0') ? '1' : '0');
    const answers: [string, string, string][] = [
      [`/verify/${never}`, 'never-issued', 'Never issued'],
      [mistyped, 'typing-error', 'Mistyped'],
      ['/verify/hello', 'not-a-code', 'Not a code'],
      [`/verify/${'A'.repeat(10_000)}`, 'not-a-code', 'Not a code'],
      [`/verify/${encodeURIComponent("' OR 1=1; --<script>alert(1)</script>")}`, 'not-a-code', 'Not a code'],
    ];
    for (const [at, status, word] of answers) {
      const page = await erin().get(at);
      expect([page.status, page.type]).toEqual([404, 'text/html']);
      expect(page.text).toContain(`<h1 class="verdict-word">${word}</h1>`);
      expect(page.text).not.toContain('<script>alert');
      expect(page.headers['set-cookie']).toBeUndefined();
      const program = await json(at);
      expect([program.status, program.answer.status, program.answer.facts]).toEqual([404, status, null]);
      expect((await json(`${at}.json`, '*/*')).answer.status).toBe(status);
    }
  });

  it('has one address, to which what people type leads', async () => {
    for (const typed of [
      code,
      code.toLowerCase(),
      writtenCode(code).replaceAll('-', '%20'),
      `${code}.json`,
    ]) {
      const answer = await erin().get(`/verify/${typed}`);
      expect(answer.status).toBe(308);
      expect(answer.headers['location']).toBe(typed.endsWith('.json') ? `${path}.json` : path);
    }
  });

  it('takes a code or an address that is typed or pasted', async () => {
    const form = await erin().get('/verify');
    expect([form.status, form.headers['set-cookie']]).toEqual([200, undefined]);
    const typed = await erin().get(`/verify?code=${encodeURIComponent(` ${code.toLowerCase()} `)}`);
    expect([typed.status, typed.headers['location']]).toEqual([303, path]);
    const pasted = await erin().get(`/verify?code=${encodeURIComponent(`https://old.example${path}?utm=1`)}`);
    expect(pasted.headers['location']).toBe(path);
    for (const wrong of ['', 'hello', writtenCode(code).slice(0, -1) + (code.endsWith('0') ? '1' : '0')]) {
      const again = await erin().get(`/verify?code=${wrong}`);
      expect(again.status).toBe(422);
      expect(again.text).toContain('Error: Check a certificate');
      expect(again.text).toContain(`value="${wrong}"`);
    }
  });

  it('costs one SQL statement, and none while the answer is fresh', async () => {
    later();
    const statements: string[] = [];
    const { logger } = app.db;
    const logQuery = logger.logQuery.bind(logger);
    logger.logQuery = (sql, ...rest) => {
      statements.push(sql);
      logQuery(sql, ...rest);
    };
    try {
      await erin().get(path);
      expect(statements).toEqual([certificateByCode.text]);
      await erin().get(path);
      await json(path);
      expect(statements).toHaveLength(1);
      later();
      await erin().get(path);
      expect(statements).toHaveLength(2);
    } finally {
      logger.logQuery = logQuery;
    }
  });

  describe('whoever asks for many codes that were never issued', () => {
    const never = () => `/verify/${writtenCode(newCode())}`;

    it('is slowed down: as a page without a cookie, and as JSON also at an address that a browser opens', async () => {
      const statuses: number[] = [];
      for (let tries = 0; tries < 200 && !statuses.includes(429); tries += 1) {
        statuses.push((await erin().get(never())).status);
      }
      expect(new Set(statuses)).toEqual(new Set([404, 429]));
      expect(statuses.filter((status) => status === 404).length).toBeGreaterThanOrEqual(20);
      const refused = await erin().get(never());
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect([refused.status, refused.type, refused.headers['set-cookie']]).toEqual([
        429,
        'text/html',
        undefined,
      ]);
      expect(refused.headers['cache-control']).toBe('no-store');
      expect(refused.text).toContain('Too many codes from your network led nowhere. Try again in');
      for (const answer of [
        await erin().get(never(), 'application/json'),
        await erin().get(`${never()}.json`, 'text/html,application/xhtml+xml,*/*;q=0.8'),
      ]) {
        expect([answer.status, answer.type]).toEqual([429, 'application/json']);
        expect(answer.body).toMatchObject({ error: { kind: 'tooMany' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(answer.headers['access-control-allow-origin']).toBe('*');
      }
      expect((await erin().get('/verify/hello')).status).toBe(404);
    });

    it('is told of certificates as before, in every form, though none of it is in memory', async () => {
      const asked = [path, `${path}.json`, `${path}/picture.png`, path.toLowerCase()];
      expect((await erin().get(never())).status).toBe(429);
      for (const at of asked) {
        later();
        expect([at, (await erin().get(at)).status]).toEqual([at, at === path.toLowerCase() ? 308 : 200]);
      }
      const { token } = await aShare(app, (await certificateOf(app.db, app.ids.alice)).id);
      expect((await erin().get(`/shared/${token}`)).status).toBe(200);
      expect((await erin().get(`/shared/${token}/pdf`)).status).toBe(200);
      // Links have a limit of their own.
      expect((await erin().get('/shared/nowhere')).status).toBe(404);
    });

    it('costs no more statements than before', async () => {
      later();
      expect(await statementsDuring(app.db, () => erin().get(never()))).toHaveLength(1);
    });

    it('has a few looked up within a second, and waits for the next one with what is not in memory', async () => {
      later();
      const statements = await statementsDuring(app.db, async () => {
        for (let tries = 0; tries < LOOK_UPS_A_SECOND + 3; tries += 1) {
          expect((await erin().get(never())).status).toBe(429);
        }
      });
      expect(statements).toHaveLength(LOOK_UPS_A_SECOND);
      for (const at of [path, `${path}.json`]) {
        const answer = await erin().get(at);
        expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
        expect(answer.text).toContain('Try again in a second.');
      }
      app.clock.advance(1000);
      expect((await erin().get(path)).status).toBe(200);
      for (let tries = 0; tries < LOOK_UPS_A_SECOND; tries += 1) await erin().get(never());
      expect((await erin().get(path)).status).toBe(200);
    });
  });
});

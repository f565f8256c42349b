import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { type Check } from '../../../src/certificates/checking/checks.service.js';
import { openApi } from '../../../src/certificates/checking/open-api.js';
import { newCode, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { certificatesByCodes } from '../../../src/certificates/register/certificate.statements.js';
import { type VerificationAnswer } from '../../../src/certificates/register/status.rules.js';
import { Limits } from '../../../src/platform/limits/limits.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { Users } from '../../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { jobsDone } from '../../support/jobs.js';
import { askedDuring } from '../../support/statements.js';
import { aCohort, certificateOf, certified, release } from '../a-cohort.js';
import { everyAnswer, type EveryAnswer } from '../every-answer.js';

const formula = `=cmd|' /C calc'!A0`;

describe('many codes at once', () => {
  let app: TestApp;
  let codes: EveryAnswer;

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
  });
  afterAll(() => app.close());

  const never = () => writtenCode(newCode());
  const forgive = async () => {
    for (const limit of ['verificationMissByAddress', 'checksByAddress'] as const)
      await app.get(Limits).forgive(limit, '127.0.0.1');
  };
  const send = (list: string, part: Record<string, string> = {}) =>
    fetch(`${app.url}/verify/many`, { method: 'POST', body: new URLSearchParams({ list, ...part }) });
  const csvIn = (html: string) => {
    const href = /href="(data:text\/csv[^"]*)"/.exec(html)?.[1] ?? '';
    const address = href.replace(/&#x([0-9A-F]+);/g, (_, code: string) =>
      String.fromCodePoint(parseInt(code, 16)),
    );
    return decodeURIComponent(address.slice(address.indexOf(',') + 1));
  };
  const rowsIn = (html: string) => parse<Record<string, string>>(csvIn(html), { bom: true, columns: true });
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${app.url}/api/v1/checks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answered };
  };
  interface Answered {
    checks: Check[];
    error: { kind: string; message: string };
  }

  it('answers each as its own address does', async () => {
    await forgive();
    const given = Object.values(codes);
    const { status, body } = await post({ codes: given });
    expect(status).toBe(200);
    expect(body.checks.map(({ typed }) => typed)).toEqual(given);
    expect(new Set(body.checks.map((check) => check.status))).toEqual(
      new Set(Object.keys(codes).map((key) => (key === 'successor' || key === 'withheld' ? 'valid' : key))),
    );
    for (const check of body.checks) {
      const alone = (await app.visitor().get(`/verify/${check.typed}`, 'application/json'))
        .body as VerificationAnswer;
      const { typed, code, word, sentence, checkedAt, ...answer } = check;
      const { checkedAt: at, ...same } = alone;
      expect({ typed, answer }).toEqual({ typed, answer: same });
      expect([typeof checkedAt, typeof at]).toEqual(['string', 'string']);
      const page = await app.visitor().get(`/verify/${typed}`);
      expect(page.text).toContain(`<h1 class="verdict-word">${word}</h1>`);
      if (!sentence.includes('’')) expect(page.text).toContain(sentence);
      expect(code === null).toBe(['typing-error', 'not-a-code'].includes(check.status));
    }
  });

  it('withholds what the holder withholds, in the table, in its file and in JSON', async () => {
    await forgive();
    const html = await (await send(codes.withheld)).text();
    const json = await post({ codes: [codes.withheld] });
    for (const text of [html, csvIn(html), JSON.stringify(json.body)]) expect(text).not.toContain('Wilma');
    expect(html).toContain('Withheld by the holder');
    expect(html).toContain('Result withheld by the holder');
    expect(rowsIn(html)).toMatchObject([
      {
        Status: 'valid',
        'Issued to': '',
        'Result, %': '',
        'Withheld by the holder': 'holder result competencies cohort',
      },
    ]);
  });

  it('has the last day of the cohort’s in its file, also of a cohort that is withheld', async () => {
    await forgive();
    const person = { email: 'west@answers.example', name: 'Wes West', password: 'x', timeZone: 'UTC' };
    const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
    const cohort = await aCohort(app, [id], { certificateMonths: 12, timeZone: 'America/Los_Angeles' });
    await release(app, cohort, [{ student: id, passed: true }]);
    await jobsDone(app.db);
    const issued = await certificateOf(app.db, id);
    const last = async () => rowsIn(await (await send(issued.code)).text())[0]?.['Valid until'];
    const shown = await last();
    expect(shown).toMatch(/^2028-01-\d\d$/);
    await app.db.query(
      `INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at)
       VALUES ($1, '{cohort}', 1, now())`,
      [issued.id],
    );
    expect(await last()).toBe(shown);
  });

  it('becomes a table and a file, by lines, with all that is said', async () => {
    await forgive();
    const answer = await send(
      `\uFEFFWho;Code\r\nZoë;${codes.valid.toLowerCase()}\r\nRon;${codes.revoked}\r\nRon;${codes.revoked}\r\nNobody;\r\nMiss;${codes['typing-error']}`,
    );
    const html = await answer.text();
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    expect(answer.headers.get('x-robots-tag')).toBe('noindex');
    for (const words of [
      'All 5 lines are checked.',
      'The codes were read from the column “Code”.',
      'The first line was taken for headings: “Who, Code”.',
      'One line repeats a code.',
      'Same as line 3',
      'There is no code on this line.',
      'Zoë Nguyễn',
    ])
      expect(html).toContain(words);
    expect(rowsIn(html).map((row) => [row['Line'], row['Status'], row['Issued to'], row['Code']])).toEqual([
      ['2', 'valid', 'Zoë Nguyễn', codes.valid],
      ['3', 'revoked', 'Ron Revoked', codes.revoked],
      ['4', 'revoked', 'Ron Revoked', codes.revoked],
      ['5', 'not-a-code', '', ''],
      ['6', 'typing-error', '', ''],
    ]);
  });

  it('is one statement for all, however many', async () => {
    await forgive();
    const statements = async (list: string) => {
      const asked = await askedDuring(app.db, () => send(list));
      return asked.map(({ sql }) => sql).filter((sql) => !sql.includes('rate_limits'));
    };
    expect(await statements(`${codes.valid}\n${codes.expired}\n${codes.revoked}\n${codes.valid}`)).toEqual([
      certificatesByCodes.text,
    ]);
    expect(await statements('hello\nworld')).toEqual([]);
  });

  it('is answered in parts to a script that asks so, each as it stands in the whole', async () => {
    await forgive();
    const list = ['Codes', codes.valid, codes.revoked, codes.expired].join('\n');
    const parts = [await send(list, { from: '0', count: '2' }), await send(list, { from: '2', count: '2' })];
    const [first = '', second = ''] = await Promise.all(parts.map((part) => part.text()));
    expect(
      [first, second].map((html) => /data-done="(\d+)" data-total="(\d+)"/.exec(html)?.slice(1)),
    ).toEqual([
      ['2', '3'],
      ['3', '3'],
    ]);
    expect([...rowsIn(first), ...rowsIn(second)].map((row) => row['Line'])).toEqual(['2', '3', '4']);
    expect(first).toContain('2 of 3 lines are checked.');
    for (const from of ['9999', '-1', 'x', '99999999']) {
      const answer = await send(list, { from, count: '5' });
      expect([answer.status, /data-done="3" data-total="3"/.test(await answer.text())]).toEqual([200, true]);
    }
  });

  it('that is too long or unreadable comes back with a sentence and with what was pasted', async () => {
    const many = Array.from({ length: 501 }, never).join('\n');
    for (const [list, sentence] of [
      [many, 'This list has more than 500 different codes'],
      ['', 'Paste the codes or addresses, one on each line.'],
      ['Name,Age\nZoë,31', 'No column of this table holds codes'],
    ] as const) {
      const answer = await send(list);
      const html = await answer.text();
      expect(answer.status).toBe(422);
      expect(html).toContain(sentence);
      expect(html).toContain('Error: Check many certificates');
      expect(html.split('</textarea>', 1)[0]).toContain(list.slice(-500).trimEnd());
    }
    expect((await fetch(`${app.url}/verify/many`, { method: 'POST' })).status).toBe(422);
  });

  it('that is far too long is answered with a sentence, and not sent back', async () => {
    await forgive();
    for (const [list, sentence] of [
      [`${codes.valid}\r\n`.repeat(100_001), 'This list has 100,001 lines'],
      ['"'.repeat(1_000_000), 'This is far longer than a list of 500 codes.'],
      ['\r'.repeat(1_000_000), 'Paste the codes or addresses'],
    ] as const) {
      const answer = await send(list);
      const html = await answer.text();
      expect([answer.status, html.length < 20_000]).toEqual([422, true]);
      expect(html).toContain(sentence);
      expect(html).toContain('It is too long to be shown here again');
      expect(html).toMatch(/<textarea[^>]*>\s*<\/textarea>/);
    }
    expect((await send('"'.repeat(3_700_000 / 3))).status).toBe(413);
  });

  it('counts what is read, also where it is refused, is no code, or stands again', async () => {
    const left = async () => {
      const { granted } = await app.get(Limits).consumeUpTo('checksByAddress', '127.0.0.1', 2000);
      await forgive();
      return granted;
    };
    await forgive();
    for (const list of ['', 'Name,Age\nZoë,31', '"'.repeat(200_000)]) await send(list);
    expect(await left()).toBe(1997);
    await send(['hello', 'world', codes.valid, codes.valid].join('\n'));
    expect(await left()).toBe(1997);
    await post({ codes: ['x', 'y', codes.valid, codes.valid] });
    await post({ codes: 'x' });
    await fetch(`${app.url}/api/v1/certificates/hello`);
    expect(await left()).toBe(1995);
    await app.get(Limits).consumeUpTo('checksByAddress', '127.0.0.1', 2001);
    for (const list of ['', 'hello', codes.valid]) expect((await send(list)).status).toBe(429);
    for (const given of ['x', ['x']]) expect((await post({ codes: given })).status).toBe(429);
    await forgive();
  });

  it('runs nothing in a spreadsheet, whatever a name or a line says', async () => {
    await forgive();
    const person = { email: 'formula@answers.example', name: formula, password: 'x', timeZone: 'UTC' };
    const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
    await certified(app, [id]);
    const { code } = await certificateOf(app.db, id);
    const csv = csvIn(await (await send(`${code}\n${formula}\n+1;-1`)).text());
    const cells = parse(csv, { bom: true }).flat();
    expect(cells.filter((cell) => cell.includes('calc')).length).toBeGreaterThan(1);
    for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@|%\t]/);
  });

  describe('of which too many lead nowhere', () => {
    it('keeps back those that are beyond the limit, and is never wrong about one', async () => {
      await forgive();
      const list = [...Array.from({ length: 40 }, never), codes.valid, 'hello'];
      const rows = rowsIn(await (await send(list.join('\n'))).text());
      const statuses = rows.map((row) => row['Status']);
      expect(statuses.slice(0, 30)).toEqual(Array(30).fill('never-issued'));
      expect(statuses.slice(30)).toEqual([...Array<string>(10).fill('not-checked'), 'valid', 'not-a-code']);
      expect(rows[35]?.['Says']).toMatch(
        /^Too many codes from your network led nowhere\. Try again in \d+ minutes\.$/,
      );
      // Whoever has spent them is told of certificates as before, and of nothing else.
      const { status, body } = await post({ codes: [codes.revoked, never()] });
      expect([status, ...body.checks.map((check) => check.status)]).toEqual([200, 'revoked', 'not-checked']);
      const single = await fetch(`${app.url}/api/v1/certificates/${never()}`);
      expect([single.status, Number(single.headers.get('retry-after')) > 0]).toEqual([429, true]);
      expect(((await single.json()) as Answered).error.kind).toBe('tooMany');
      // They are the misses of the page of one code as well.
      expect((await app.visitor().get(`/verify/${never()}`)).status).toBe(429);
      await forgive();
    });

    it('counts only codes that lead nowhere, and each once', async () => {
      await forgive();
      const again = never();
      const first = await post({
        codes: [...Array<string>(100).fill(again), ...Array<string>(50).fill(codes.valid)],
      });
      expect(new Set(first.body.checks.map(({ status }) => status))).toEqual(
        new Set(['never-issued', 'valid']),
      );
      const second = await post({ codes: Array.from({ length: 29 }, never) });
      expect(second.body.checks.map(({ status }) => status)).toEqual(Array(29).fill('never-issued'));
      await forgive();
    });
  });

  it('in great number waits: the list is kept, and programs are told for how long', async () => {
    await forgive();
    await app.get(Limits).consume('checksByAddress', '127.0.0.1', 2000);
    const page = await send(codes.valid);
    const html = await page.text();
    expect([page.status, Number(page.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(html).toContain('Many codes have been checked from your network. Try again in');
    expect(html.split('</textarea>', 1)[0]).toContain(codes.valid);
    const { status, headers, body } = await post({ codes: [codes.valid] });
    expect([status, body.error.kind]).toEqual([429, 'tooMany']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    await forgive();
  });

  describe('as programs ask', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const described = openApi('https://academy.example');
    ajv.addSchema(described, 'api');
    const fits = (name: string, value: unknown) => {
      const validate = ajv.getSchema(`api#/components/schemas/${name}`);
      if (!validate) throw new Error(`No schema ${name}.`);
      void validate(value);
      return validate.errors ?? [];
    };

    it('every answer is as the description says', async () => {
      await forgive();
      const { body } = await post({ codes: Object.values(codes) });
      expect(fits('Checks', body)).toEqual([]);
      for (const code of Object.values(codes)) {
        const answer = await fetch(`${app.url}/api/v1/certificates/${encodeURIComponent(code)}`);
        const check = (await answer.json()) as Check;
        expect(fits('Check', check)).toEqual([]);
        expect(answer.status).toBe(
          ['never-issued', 'typing-error', 'not-a-code'].includes(check.status) ? 404 : 200,
        );
      }
      // And the description is not one that anything would fit.
      expect(fits('Check', { ...body.checks[0], status: 'perhaps' })).not.toEqual([]);
      expect(fits('Check', { typed: 'x' })).not.toEqual([]);
      expect(fits('Problem', body)).not.toEqual([]);
    });

    it('so is what is said of a file', async () => {
      const answered = async (file: Blob): Promise<unknown> => {
        const body = new FormData();
        body.set('file', file, 'a-file');
        const headers = { accept: 'application/json' };
        return await (await fetch(`${app.url}/verify/files`, { method: 'POST', headers, body })).json();
      };
      const credential = await fetch(`${app.url}/verify/${codes.valid}.jsonld`);
      expect(credential.status).toBe(200);
      const genuine = (await answered(await credential.blob())) as Record<string, unknown>;
      expect([genuine['outcome'], fits('FileAnswer', genuine)]).toEqual(['genuine', []]);
      const nothing = await answered(new Blob(['hello']));
      expect(fits('FileAnswer', nothing)).toEqual([]);
      expect(fits('Problem', await answered(new Blob([])))).toEqual([]);
      // Every member is described.
      expect(Object.keys(genuine).sort()).toEqual(
        Object.keys(described.components.schemas.FileAnswer.properties).sort(),
      );
    });

    it('the description names every way of it, and nothing that is not there', async () => {
      const answer = await fetch(`${app.url}/api/v1/openapi.json`);
      const told = (await answer.json()) as typeof described;
      expect(told.openapi).toBe('3.1.0');
      expect(told.servers).toEqual([{ url: `${app.url}/api/v1` }]);
      expect(Object.keys(told.paths)).toEqual(['/certificates/{code}', '/checks', '/verify/files']);
      const referred = [...JSON.stringify(told).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
      for (const [, kind = '', name = ''] of referred) {
        const components = told.components as unknown as Record<string, Record<string, unknown>>;
        expect([name, components[kind]?.[name] !== undefined]).toEqual([name, true]);
      }
    });

    it.each([
      ['{"codes": [', 400],
      ['[]', 422],
      ['{}', 422],
      ['{"codes": []}', 422],
      ['{"codes": "DEM0"}', 422],
      ['{"codes": [1]}', 422],
      [JSON.stringify({ codes: Array(501).fill('x') }), 422],
      [JSON.stringify({ codes: ['x'.repeat(301)] }), 422],
      [JSON.stringify({ codes: ['x'.repeat(600_000)] }), 413],
      ['null', 422],
    ])('%.40s is answered with a sentence in JSON', async (text, expected) => {
      const { status, body, headers } = await post(text, { accept: 'text/html' });
      expect(status).toBe(expected);
      expect(fits('Problem', body)).toEqual([]);
      expect(body.error.kind).toBe(expected === 413 ? 'tooLarge' : 'invalid');
      expect(headers.get('access-control-allow-origin')).toBe('*');
    });

    it('any site may ask, and reads errors, too', async () => {
      for (const path of ['checks', `certificates/${codes.valid}`, 'nowhere']) {
        const preflight = await fetch(`${app.url}/api/v1/${path}`, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://elsewhere.example',
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type',
          },
        });
        expect(preflight.status).toBe(204);
        expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
        expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
        expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
      }
      const nowhere = await fetch(`${app.url}/api/v1/nowhere`, { headers: { accept: 'text/html' } });
      expect([nowhere.status, nowhere.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
      expect(await nowhere.json()).toMatchObject({ error: { kind: 'notFound' } });
    });

    it('codes are read as people write them', async () => {
      for (const typed of [
        codes.valid.toLowerCase(),
        codes.valid.replaceAll('-', ' '),
        `${app.url}/verify/${codes.valid}`,
      ]) {
        const answer = await fetch(`${app.url}/api/v1/certificates/${encodeURIComponent(typed)}`);
        expect([answer.status, ((await answer.json()) as Check).code]).toEqual([200, codes.valid]);
      }
    });
  });

  describe('with a token', () => {
    const tokenOf = async (name = 'Checks of the office') => {
      const page = await (await app.as('charlie')).post('/account/tokens', { name });
      expect(page.status).toBe(200);
      return /capstone_[\w-]{32}/.exec(page.text)?.[0] ?? '';
    };
    const withToken = (token: string) => ({ authorization: `Bearer ${token}` });

    it('is counted by it, and no more by the network', async () => {
      const token = await tokenOf();
      await forgive();
      await app.get(Limits).consume('checksByAddress', '127.0.0.1', 2000);
      await app.get(Limits).consume('verificationMissByAddress', '127.0.0.1', 30);
      const misses = Array.from({ length: 100 }, never);
      const { status, body } = await post({ codes: [codes.valid, ...misses] }, withToken(token));
      expect([status, new Set(body.checks.map((check) => check.status))]).toEqual([
        200,
        new Set(['valid', 'never-issued']),
      ]);
      expect((await post({ codes: [codes.valid] })).status).toBe(429);
      await forgive();
      const more = await post({ codes: Array.from({ length: 500 }, never) }, withToken(token));
      expect(more.body.checks.filter((check) => check.status === 'not-checked')).toEqual([]);
      const last = await post({ codes: Array.from({ length: 500 }, never) }, withToken(token));
      expect(last.body.checks.filter((check) => check.status === 'not-checked')).toHaveLength(100);
      expect(last.body.checks.at(-1)?.sentence).toContain('asked for with your tokens led nowhere');
    });

    it('is counted by its person, however many there are and whatever became of them', async () => {
      const by = async (count: number, token: string) => {
        const { status, body } = await post(
          { codes: Array.from({ length: count }, never) },
          withToken(token),
        );
        return [status, body.checks.filter((check) => check.status === 'not-checked').length];
      };
      const bob = await app.as('bob');
      const make = async () =>
        /capstone_[\w-]{32}/.exec(
          (await bob.post('/account/tokens', { name: 'One of several' })).text,
        )?.[0] ?? '';
      const [first, second] = [await make(), await make()];
      expect(await by(500, first)).toEqual([200, 0]);
      expect(await by(499, second)).toEqual([200, 0]);
      for (const { id } of await app.db.query<{ id: string }[]>(
        'SELECT id FROM api_tokens WHERE person_id = $1',
        [app.ids.bob],
      ))
        expect((await bob.post(`/account/tokens/${id}/withdrawal`)).status).toBe(303);
      expect(await by(10, await make())).toEqual([200, 9]);
    });

    it('can’t be made and withdrawn for ever', async () => {
      const bob = await app.as('bob');
      const limits = app.get(Limits);
      await limits.forgive('apiTokensByHolder', app.ids.bob);
      await limits.consume('apiTokensByHolder', app.ids.bob, 39);
      expect((await bob.post('/account/tokens', { name: 'The last one' })).status).toBe(200);
      const refused = await bob.post('/account/tokens', { name: 'One more' });
      expect(refused.status).toBe(429);
      expect(refused.text).toContain('You have made many tokens within a day.');
      expect(await app.db.query(`SELECT 1 FROM api_tokens WHERE name = 'One more'`)).toEqual([]);
    });

    it('that is unknown or was withdrawn it is refused, and not answered without', async () => {
      const token = await tokenOf('For a while');
      expect((await post({ codes: [codes.valid] }, withToken(token))).status).toBe(200);
      const charlie = await app.as('charlie');
      const [row] = await app.db.query<{ id: string; digest: string; used: Date | null }[]>(
        `SELECT id, token_digest AS digest, last_used_at AS used FROM api_tokens WHERE name = 'For a while'`,
      );
      expect(row?.used).toEqual(app.clock.now());
      expect(row?.digest).not.toContain(token.slice(-32));
      expect((await charlie.get('/account/tokens')).text).not.toContain(token);
      for (let times = 0; times < 2; times += 1)
        expect((await charlie.post(`/account/tokens/${row?.id ?? ''}/withdrawal`)).status).toBe(303);
      for (const header of [`Bearer ${token}`, 'Bearer capstone_nobody', 'Basic YTpi', 'nonsense', '']) {
        const { status, headers, body } = await post({ codes: [codes.valid] }, { authorization: header });
        expect([header, status, body.error.kind]).toEqual([header, 401, 'signInNeeded']);
        expect(headers.get('www-authenticate')).toContain('Bearer');
      }
      const page = await fetch(`${app.url}/api/v1/certificates/${codes.valid}`, {
        headers: { accept: 'text/html', authorization: 'Bearer capstone_nobody' },
        redirect: 'manual',
      });
      expect(page.status).toBe(401);
      const acts = await app.db.query<{ action: string; actor_id: string }[]>(
        'SELECT action, actor_id FROM audit_entries WHERE subject_id = $1 ORDER BY ordinal',
        [row?.id],
      );
      expect(acts).toEqual([
        { action: 'api-token.made', actor_id: app.ids.charlie },
        { action: 'api-token.withdrawn', actor_id: app.ids.charlie },
      ]);
    });

    it('needs a name, can be had twenty times, and is nobody else’s to withdraw', async () => {
      const alice = await app.as('alice');
      for (const name of ['', '   ', 'x'.repeat(81), 'two\nlines'])
        expect((await alice.post('/account/tokens', { name })).status).toBe(422);
      for (let made = 0; made < 20; made += 1)
        expect((await alice.post('/account/tokens', { name: `Nº ${String(made)} <b>` })).status).toBe(200);
      const page = await alice.post('/account/tokens', { name: 'One more' });
      expect(page.status).toBe(422);
      expect(page.text).toContain('You have 20 tokens.');
      const [row] = await app.db.query<{ id: string }[]>(
        'SELECT id FROM api_tokens WHERE person_id = $1 LIMIT 1',
        [app.ids.alice],
      );
      expect((await (await app.as('bob')).post(`/account/tokens/${row?.id ?? ''}/withdrawal`)).status).toBe(
        404,
      );
    });

    it('ends with its person', async () => {
      const token = await tokenOf('Of somebody who goes');
      await app.get(Erasures).erase(app.ids.charlie, app.ids.ada);
      expect((await post({ codes: [codes.valid] }, withToken(token))).status).toBe(401);
      expect(await app.db.query('SELECT 1 FROM api_tokens WHERE person_id = $1', [app.ids.charlie])).toEqual(
        [],
      );
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { isAway, isOverload } from '../../src/platform/database/overload.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';

const nowhere = '/verify/DEM0V-A11DD-EM0VA-11DDE-M0VAV';

describe('while the way to the database is cut', () => {
  let app: TestApp;
  let proxy: CuttableProxy;
  /** The same academy, on the other side of the cut. */
  let beyond: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    proxy = await CuttableProxy.start();
    const address = new URL(app.config.databaseUrl ?? '');
    proxy.target = Number(address.port);
    address.host = new URL(proxy.url).host;
    beyond = await startTestApp({ beside: app, config: { databaseUrl: address.href } });
  });

  afterAll(async () => {
    proxy.restore();
    await beyond.close();
    await proxy.close();
    await app.close();
  });

  it('a page says so and asks to come back, and everything goes on afterwards', async () => {
    const visitor = beyond.visitor();
    const alice = await beyond.as('alice');
    expect((await visitor.get(nowhere)).status).toBe(404);
    expect((await alice.get('/')).status).toBe(200);
    const settings = { 'delivery-week-opens': 'at-once' };
    const usual = (await alice.post('/account/mail', settings)).status;
    expect(usual).toBeLessThan(500);

    proxy.cut();
    for (const asked of [
      () => visitor.get(nowhere),
      () => visitor.get('/courses'),
      () => alice.get('/'),
      () => alice.post('/account/mail', settings),
    ]) {
      // The first still goes over a connection that has just broken, the second finds none.
      for (const answer of [await asked(), await asked()]) {
        expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
        expect(answer.text).toContain('This server cannot reach its own records at the moment.');
        expect(answer.headers['cache-control']).toBe('no-store');
      }
    }
    const json = await visitor.get(`${nowhere}.json`, 'application/json');
    expect([json.status, json.body]).toEqual([
      503,
      {
        error: {
          kind: 'away',
          message:
            'This server cannot reach its own records at the moment. What the page had called saved is safe.',
          retryAfterSeconds: 5,
        },
      },
    ]);

    proxy.restore();
    expect((await visitor.get(nowhere)).status).toBe(404);
    expect((await alice.get('/')).status).toBe(200);
    expect((await alice.post('/account/mail', settings)).status).toBe(usual);
    expect((await visitor.get(`${nowhere}.json`, 'application/json')).body).toMatchObject({
      status: 'never-issued',
    });
  });
});

describe('that the database is away', () => {
  it('is told from what is wrong and from what takes too long', () => {
    const coded = (code: string) => Object.assign(new Error('anything'), { code });
    const away = [
      coded('57P01'),
      coded('57P03'),
      coded('ECONNREFUSED'),
      new Error('Connection terminated unexpectedly'),
      new Error('timeout expired'),
      new QueryFailedError('SELECT 1', [], coded('57P02')),
    ];
    expect(away.map((error) => [isAway(error), isOverload(error)])).toEqual(away.map(() => [true, false]));
    const other = [
      coded('57014'),
      coded('23505'),
      new Error('timeout exceeded when trying to connect'),
      new Error('Somebody wrote: Connection terminated'),
      new QueryFailedError('SELECT 1', [], coded('42P01')),
      'Connection terminated',
      null,
    ];
    expect(other.map(isAway)).toEqual(other.map(() => false));
  });
});

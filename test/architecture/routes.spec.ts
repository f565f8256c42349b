import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registeredRoutes } from './registered-routes.js';
import { addressOf, isWrite, roles, routeTable } from './route-table.js';
import { expectAnswer, reads, RouteVisits, statusOf } from './route-visits.js';

/** Open to everybody, on purpose. A route that is to be public is written here first. */
const publicRoutes = [
  'GET /',
  'GET /.well-known/did.json',
  'GET /account/erased',
  'GET /address-changes/:token',
  'GET /api',
  'GET /api/v1/certificates/:code',
  'GET /api/v1/openapi.json',
  'GET /assets/*',
  'GET /calendars/:file',
  'GET /cohorts/:slug',
  'GET /competencies',
  'GET /course-images/:id',
  'GET /courses',
  'GET /courses/:slug',
  'GET /health/live',
  'GET /health/ready',
  'GET /invitations/:token',
  'GET /keys',
  'GET /keys/:name',
  'GET /logos/:name',
  'GET /mail/unsubscribes/:token',
  'GET /password-resets',
  'GET /password-resets/:token',
  'GET /password-resets/sent',
  'GET /set-up/:token',
  'GET /shared/:token',
  'GET /shared/:token/files/:form',
  'GET /shared/:token/pdf',
  'GET /sign-in',
  'GET /sign-up',
  'GET /sign-up/:token',
  'GET /sign-up/sent',
  'GET /status-lists/:number/:purpose',
  'GET /verify',
  'GET /verify/:code',
  'GET /verify/:code/evidence/:key',
  'GET /verify/:code/evidence/:key/images/:imageId',
  'GET /verify/:code/picture.png',
  'GET /verify/files',
  'GET /verify/files/keys',
  'GET /verify/many',
  'GET /verify/without-us',
  'POST /address-changes/:token/confirmations',
  'POST /address-changes/:token/refusals',
  'POST /api/v1/checks',
  'POST /invitations/:token/acceptances',
  'POST /mail/unsubscribes/:token',
  'POST /mail/unsubscribes/:token/withdrawals',
  'POST /password-resets',
  'POST /password-resets/:token',
  'POST /set-up/:token',
  'POST /sign-in',
  'POST /sign-out',
  'POST /sign-up',
  'POST /sign-up/:token',
  'POST /verify/files',
  'POST /verify/files/comparisons',
  'POST /verify/many',
];

describe('every route', () => {
  let visits: RouteVisits;

  beforeAll(async () => {
    visits = await RouteVisits.begin();
  });
  afterAll(() => visits.close());

  it('of the router stands in the table, and every route of the table in the router', () => {
    const heads = Object.keys(routeTable)
      .filter((route) => !isWrite(route))
      .map((route) => route.replace('GET', 'HEAD'));
    expect(registeredRoutes(visits.app.capstone.app)).toEqual([...Object.keys(routeTable), ...heads].sort());
  });

  it('that a visitor may use is listed here', () => {
    const open = Object.entries(routeTable).filter(([, { answers }]) => answers.visitor !== 'sign-in');
    expect(open.map(([route]) => route).sort()).toEqual(publicRoutes);
  });

  describe('that reads', () => {
    it.each(reads)('%s answers each role as the table says', async (route, { answers }) => {
      for (const role of roles) expectAnswer(role, await visits.ask(route, role), answers[role]);
    });

    it.each(reads)('%s answers HEAD as it answers GET', async (route, row) => {
      const { app, at } = visits;
      const address = app.url + addressOf(route, visits.valuesOf(row));
      for (const role of roles) {
        const headers = { cookie: at[role].cookie(app.url), accept: 'text/html' };
        const answer = await fetch(address, { method: 'HEAD', headers, redirect: 'manual' });
        expect({ role, status: answer.status }).toEqual({ role, status: statusOf(row.answers[role]) });
        expect(await answer.text()).toBe('');
      }
    });
  });

  describe('that is asked by a script', () => {
    const closed = reads.filter(([, { answers }]) => answers.visitor === 'sign-in');

    it.each(closed)(
      '%s answers in JSON that nobody is signed in, or that there is nothing',
      async (route, row) => {
        const address = addressOf(route, visits.valuesOf(row));
        const visitor = await visits.at.visitor.get(address, 'application/json');
        expect([visitor.status, visitor.body]).toMatchObject([401, { error: { kind: 'signInNeeded' } }]);
        if (row.answers.charlie !== 404) return;
        const outsider = await visits.at.charlie.get(address, 'application/json');
        expect([outsider.status, outsider.body]).toMatchObject([404, { error: { kind: 'notFound' } }]);
      },
    );
  });

  describe('with something that does not exist', () => {
    it.each(reads.filter(([, { parameters }]) => parameters))('%s answers 404', (route, row) =>
      visits.expectNothingThere(route, row),
    );

    it('gives away no file outside its folder', async () => {
      for (const path of [
        '..%2f..%2f..%2fpackage.json',
        '%2e%2e/.vite/manifest.json',
        '.vite/manifest.json',
      ]) {
        const answer = await visits.at.visitor.get(`/assets/${path}`);
        expect([403, 404]).toContain(answer.status);
        expect(answer.text).not.toContain('"capstone"');
      }
    });

    it('answers every other address with 404', async () => {
      for (const role of roles) {
        for (const path of ['/nowhere', '/grading', '/my', '/verify/a/b', '/.env', '/audit/1']) {
          expect({ role, path, status: (await visits.at[role].get(path)).status }).toEqual({
            role,
            path,
            status: 404,
          });
        }
      }
    });
  });
});

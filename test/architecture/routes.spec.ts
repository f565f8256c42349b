import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { contentsOf } from './database-contents.js';
import { registeredRoutes } from './registered-routes.js';
import {
  addressOf,
  type Answer,
  isWrite,
  type Role,
  roles,
  type Row,
  routeTable,
  type Scene,
  setRouteScene,
} from './route-table.js';

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
  'GET /course-images/:id',
  'GET /courses',
  'GET /courses/:slug',
  'GET /health/live',
  'GET /health/ready',
  'GET /invitations/:token',
  'GET /keys',
  'GET /keys/:name',
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
  'POST /verify/many',
];

/**
 * Writes that ask for no token of a page of ours, and what they answer to a form from elsewhere. They must not act for
 * whoever is signed in: another site can make any browser send them.
 */
const withoutFormToken: Readonly<Record<string, number>> = {
  // A form is no JSON
  'POST /api/v1/checks': 422,
  'POST /mail/unsubscribes/:token': 200,
  // As a form without a file
  'POST /verify/files': 422,
  'POST /verify/many': 200,
};

const rows = Object.entries(routeTable);
const reads = rows.filter(([route]) => !isWrite(route));
const writes = rows.filter(([route]) => isWrite(route));

describe('every route', () => {
  let app: TestApp;
  let scene: Scene;
  const at = {} as Record<Role, Browser>;
  let registered: string[];

  beforeAll(async () => {
    app = await startTestApp();
    scene = await setRouteScene(app);
    for (const role of roles) at[role] = await newBrowser(role);
    registered = registeredRoutes(app.capstone.app);
  });
  afterAll(() => app.close());

  const newBrowser = async (role: Role): Promise<Browser> =>
    role === 'visitor' ? app.visitor() : app.as(role);
  const valuesOf = (row: Row) => row.parameters?.(scene) ?? {};

  async function ask(
    route: string,
    role: Role,
    values = valuesOf(rowOf(route)),
  ): Promise<{ status: number; location: string | undefined; text: string }> {
    const row = rowOf(route);
    const address = addressOf(route, values);
    const browser = row.ownBrowser ? await newBrowser(role) : at[role];
    const answer = route.startsWith('GET')
      ? await browser.get(address)
      : route.startsWith('PUT')
        ? await browser.put(address, row.json?.(scene) ?? {})
        : route.startsWith('DELETE')
          ? await browser.delete(address)
          : row.file
            ? await browser.upload(address, row.file)
            : await browser.post(address, row.body?.(scene, role));
    const text = /^(application\/pdf|image\/)/.test(answer.type) ? '' : answer.text;
    return { status: answer.status, location: answer.headers['location'], text };
  }

  /** Without the token that our own pages send. */
  async function askFromElsewhere(route: string, role: Role): Promise<number> {
    const row = rowOf(route);
    const browser = row.ownBrowser ? await newBrowser(role) : at[role];
    const answer = await fetch(app.url + addressOf(route, valuesOf(row)), {
      method: route.split(' ', 1)[0] ?? '',
      headers: { cookie: browser.cookie(app.url), accept: 'text/html' },
      body: new URLSearchParams(row.body?.(scene, role) ?? {}),
      redirect: 'manual',
    });
    return answer.status;
  }

  it('of the router stands in the table, and every route of the table in the router', () => {
    const heads = Object.keys(routeTable)
      .filter((route) => !isWrite(route))
      .map((route) => route.replace('GET', 'HEAD'));
    expect(registered).toEqual([...Object.keys(routeTable), ...heads].sort());
  });

  it('that a visitor may use is listed here', () => {
    const open = rows.filter(([, { answers }]) => answers.visitor !== 'sign-in').map(([route]) => route);
    expect(open.sort()).toEqual(publicRoutes);
  });

  describe('that reads', () => {
    it.each(reads)('%s answers each role as the table says', async (route, { answers }) => {
      for (const role of roles) expectAnswer(role, await ask(route, role), answers[role]);
    });

    it.each(reads)('%s answers HEAD as it answers GET', async (route, row) => {
      const address = app.url + addressOf(route, valuesOf(row));
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
        const address = addressOf(route, valuesOf(row));
        const visitor = await at.visitor.get(address, 'application/json');
        expect([visitor.status, visitor.body]).toMatchObject([401, { error: { kind: 'signInNeeded' } }]);
        if (row.answers.charlie !== 404) return;
        const outsider = await at.charlie.get(address, 'application/json');
        expect([outsider.status, outsider.body]).toMatchObject([404, { error: { kind: 'notFound' } }]);
      },
    );
  });

  describe('that writes', () => {
    it.each(writes.filter(([route]) => withoutFormToken[route] === undefined))(
      '%s without a form token changes nothing',
      async (route) => {
        const before = await contentsOf(app.db);
        for (const role of roles) {
          expect({ role, status: await askFromElsewhere(route, role) }).toEqual({ role, status: 403 });
        }
        expect(await contentsOf(app.db)).toEqual(before);
      },
    );

    it.each(Object.entries(withoutFormToken))(
      '%s needs no form token, and does the same whoever is signed in',
      async (route, status) => {
        for (const role of roles) {
          expect({ role, status: await askFromElsewhere(route, role) }).toEqual({ role, status });
        }
        // Only one of them changes anything, and its link was Alice's.
        expect(await app.db.query('SELECT person_id, delivery FROM mail_preferences')).toEqual(
          route === 'POST /mail/unsubscribes/:token' ? [{ person_id: app.ids.alice, delivery: 'never' }] : [],
        );
        await app.db.query('DELETE FROM mail_preferences');
      },
    );

    it.each(writes.filter(([, { parameters }]) => parameters))(
      '%s for something that does not exist answers 404 and changes nothing',
      (route, row) => expectNothingThere(route, row),
    );

    it.each(writes)(
      '%s answers each role as the table says; who is refused changes nothing',
      async (route, { answers }) => {
        for (const role of roles) {
          await jobsDone(app.db);
          const before = await contentsOf(app.db);
          expectAnswer(role, await ask(route, role), answers[role]);
          if (!works(answers[role])) expect(await contentsOf(app.db)).toEqual(before);
        }
      },
    );
  });

  describe('with something that does not exist', () => {
    it.each(reads.filter(([, { parameters }]) => parameters))('%s answers 404', (route, row) =>
      expectNothingThere(route, row),
    );

    it('gives away no file outside its folder', async () => {
      for (const path of [
        '..%2f..%2f..%2fpackage.json',
        '%2e%2e/.vite/manifest.json',
        '.vite/manifest.json',
      ]) {
        const answer = await at.visitor.get(`/assets/${path}`);
        expect([403, 404]).toContain(answer.status);
        expect(answer.text).not.toContain('"capstone"');
      }
    });

    it('answers every other address with 404', async () => {
      for (const role of roles) {
        for (const path of ['/nowhere', '/grading', '/my', '/verify/a/b', '/.env', '/audit/1']) {
          expect({ role, path, status: (await at[role].get(path)).status }).toEqual({
            role,
            path,
            status: 404,
          });
        }
      }
    });
  });

  /** Each parameter in turn, as whoever may use the route: names that could be, and names that can't. */
  async function expectNothingThere(route: string, row: Row): Promise<void> {
    const before = await contentsOf(app.db);
    const may = (answer: Answer) => works(answer) || answer === 409 || answer === 422;
    const role = roles.find((name) => may(row.answers[name])) ?? 'visitor';
    const values = valuesOf(row);
    const parts = route.split(/[ /]/).filter((part) => part.startsWith(':') || part === '*');
    for (const parameter of parts.map((part) => part.replace(':', ''))) {
      if (parameter === row.madeUp) continue;
      for (const strange of strangersTo(parameter)) {
        const { status } = await ask(route, role, { ...values, [parameter]: strange });
        expect({ parameter, strange, status }).toEqual({ parameter, strange, status: 404 });
      }
    }
    expect(await contentsOf(app.db)).toEqual(before);
  }
});

function rowOf(route: string): Row {
  const row = routeTable[route];
  if (!row) throw new Error(`${route} is missing in the table.`);
  return row;
}

const works = (answer: Answer) => answer === 200 || answer === 303;
const statusOf = (answer: Answer) => (answer === 'sign-in' ? 303 : answer);

function expectAnswer(
  role: Role,
  { status, location, text }: { status: number; location: string | undefined; text: string },
  answer: Answer,
): void {
  if (answer === 'sign-in' && text.startsWith('{')) {
    expect({ role, status }).toEqual({ role, status: 401 });
    return;
  }
  expect({ role, status }).toEqual({ role, status: statusOf(answer) });
  if (answer === 'sign-in') expect(location).toMatch(/^\/sign-in(\?next=|$)/);
  // A page that shows something went wrong inside would still be a page.
  expect(text).not.toContain('[object ');
}

const strangersTo = (parameter: string): string[] => [
  ...(/id$/i.test(parameter) ? [randomUUID()] : ['no-such-thing']),
  // The server of files answers 403 to these.
  ...(parameter === '*' ? [] : ['x%00y', '..%2f..%2fetc%2fpasswd', 'x'.repeat(500)]),
  "1'%20OR%20'1'='1",
  '%F0%9F%99%82',
];

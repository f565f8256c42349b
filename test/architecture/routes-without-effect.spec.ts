import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contentsOf } from './database-contents.js';
import { roles } from './route-table.js';
import { RouteVisits, writes } from './route-visits.js';

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
  'POST /verify/files/comparisons': 422,
  'POST /verify/many': 200,
};

describe('every route that writes', () => {
  let visits: RouteVisits;

  beforeAll(async () => {
    visits = await RouteVisits.begin();
  });
  afterAll(() => visits.close());

  it.each(writes.filter(([route]) => withoutFormToken[route] === undefined))(
    '%s without a form token changes nothing',
    async (route) => {
      const before = await contentsOf(visits.app.db);
      for (const role of roles) {
        expect({ role, status: await visits.askFromElsewhere(route, role) }).toEqual({ role, status: 403 });
      }
      expect(await contentsOf(visits.app.db)).toEqual(before);
    },
  );

  it.each(Object.entries(withoutFormToken))(
    '%s needs no form token, and does the same whoever is signed in',
    async (route, status) => {
      const { db, ids } = visits.app;
      for (const role of roles) {
        expect({ role, status: await visits.askFromElsewhere(route, role) }).toEqual({ role, status });
      }
      // Only one of them changes anything, and its link was Alice's.
      expect(await db.query('SELECT person_id, delivery FROM mail_preferences')).toEqual(
        route === 'POST /mail/unsubscribes/:token' ? [{ person_id: ids.alice, delivery: 'never' }] : [],
      );
      await db.query('DELETE FROM mail_preferences');
    },
  );

  it.each(writes.filter(([, { parameters }]) => parameters))(
    '%s for something that does not exist answers 404 and changes nothing',
    (route, row) => visits.expectNothingThere(route, row),
  );
});

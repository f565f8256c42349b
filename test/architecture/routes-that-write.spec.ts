import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobsDone } from '../support/jobs.js';
import { contentsOf } from './database-contents.js';
import { roles } from './route-table.js';
import { expectAnswer, RouteVisits, works, writes } from './route-visits.js';

describe('every route that writes', () => {
  let visits: RouteVisits;

  beforeAll(async () => {
    visits = await RouteVisits.begin();
  });
  afterAll(() => visits.close());

  it.each(writes)(
    '%s answers each role as the table says; who is refused changes nothing',
    async (route, { answers }) => {
      const { db } = visits.app;
      for (const role of roles) {
        await jobsDone(db);
        const before = await contentsOf(db);
        expectAnswer(role, await visits.ask(route, role), answers[role]);
        if (!works(answers[role])) expect(await contentsOf(db)).toEqual(before);
      }
    },
  );
});

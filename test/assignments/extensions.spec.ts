import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { extend, setScene, type World } from '../support/world.js';

// The cohort's work is due on 6 December, 18:00 in Paris, and taken until the 8th.
let app: TestApp;
let world: World;

beforeEach(async () => {
  app = await startTestApp();
  world = await setScene(app);
  await world.chronicle.write(world.handbookId, app.ids.alice, harbourLane);
});
afterEach(() => app.close());

const handIn = () => world.chronicle.handIn(world.handbookId, app.ids.alice);

async function lateSeconds(submissionId: string): Promise<number | undefined> {
  await world.chronicle.grade(submissionId, app.ids.bob, [2]);
  const [grade] = await app.db.query<{ late: number }[]>(
    'SELECT late_seconds AS late FROM grade_events WHERE submission_id = $1',
    [submissionId],
  );
  return grade?.late;
}

it('counts how late work is, without an extension', async () => {
  app.clock.set('2026-12-06T17:01:40Z');
  expect(await lateSeconds(await handIn())).toBe(100);
});

it('takes work after the cut-off until the extension ends, and does not call it late', async () => {
  app.clock.set('2026-12-10T12:00:00Z');
  await expect(handIn()).rejects.toThrow('The last moment for handing in has passed');
  await extend(app, world.enrolmentId, '2026-12-12T12:00:00Z');
  expect(await lateSeconds(await handIn())).toBe(0);
  app.clock.set('2026-12-12T12:00:00Z');
  await expect(handIn()).rejects.toThrow('The last moment for handing in has passed');
});

it('never makes a deadline earlier', async () => {
  await extend(app, world.enrolmentId, '2026-11-25T12:00:00Z');
  app.clock.set('2026-12-06T16:59:00Z');
  expect(await lateSeconds(await handIn())).toBe(0);
});

it('may be granted afterwards', async () => {
  app.clock.set('2026-12-07T17:00:00Z');
  const submissionId = await handIn();
  await extend(app, world.enrolmentId, '2026-12-07T18:00:00Z');
  expect(await lateSeconds(submissionId)).toBe(0);
});

it('opens a returned handbook again, for the next attempt alone', async () => {
  app.clock.set('2026-12-06T18:00:00Z');
  const first = await handIn();
  app.clock.set('2026-12-15T12:00:00Z');
  await expect(handIn()).rejects.toThrow('The last moment for handing in has passed');
  await extend(app, world.enrolmentId, '2026-12-20T12:00:00Z', first);
  const alice = await app.as('alice');
  const page = await alice.get(`/handbooks/${world.handbookId}`);
  expect(page.text).toContain('Hand in again, as attempt 2');
  expect(page.text).toContain('Sun 20 Dec');
  await world.chronicle.write(world.handbookId, app.ids.alice, {
    strategy: 'A better choice, argued from the findings.',
  });
  const second = await handIn();
  expect(await lateSeconds(first)).toBe(60 * 60);
  expect(await lateSeconds(second)).toBe(0);
});

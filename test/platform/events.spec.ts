import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { jobsDone } from '../support/jobs.js';
import { type Services, startServices } from '../support/services.js';

class CoursePublished {
  constructor(
    readonly courseVersionId: string,
    readonly number: number,
  ) {}
}

class GradesReleased {
  constructor(readonly releaseId: string) {}
}

describe('DomainEvents', () => {
  let database: TestDatabase;
  const running: Services[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((services) => services.stop()));
  });
  afterAll(() => database.drop());

  async function start(listen: (events: DomainEvents) => void) {
    const services = await startServices(database.url, [EventsModule], (app) => {
      listen(app.get(DomainEvents));
    });
    running.push(services);
    const { db } = services;
    const events = services.app.get(DomainEvents);
    await db.query('CREATE TABLE IF NOT EXISTS notes (note text)');
    await db.query('TRUNCATE notes');
    const notes = async () =>
      (await db.query<{ note: string }[]>('SELECT note FROM notes')).map((row) => row.note);
    return { events, db, notes };
  }

  it('tells listeners within the transaction, in the order of their registration', async () => {
    const { events, db, notes } = await start((events) => {
      events.within(CoursePublished, async (tx, event) => {
        await tx.query('INSERT INTO notes VALUES ($1)', [`templates frozen for ${event.courseVersionId}`]);
      });
      events.within(CoursePublished, async (tx, event) => {
        await tx.query('INSERT INTO notes VALUES ($1)', [`rubrics frozen for version ${event.number}`]);
      });
      events.within(GradesReleased, async (tx) => {
        await tx.query(`INSERT INTO notes VALUES ('not this one')`);
      });
    });
    await db.transaction(async (tx) => {
      await events.publish(tx, new CoursePublished('c1', 2));
      expect(await notes()).toEqual([]);
    });
    expect(await notes()).toEqual(['templates frozen for c1', 'rubrics frozen for version 2']);
  });

  it('rolls everything back when a listener within refuses', async () => {
    const later: string[] = [];
    const { events, db, notes } = await start((events) => {
      events.within(CoursePublished, async (tx) => {
        await tx.query(`INSERT INTO notes VALUES ('templates frozen')`);
      });
      events.within(CoursePublished, () => Promise.reject(new Error('A criterion judges no section.')));
      events.after(CoursePublished, 'test.refused', ({ courseVersionId }) => {
        later.push(courseVersionId);
        return Promise.resolve();
      });
    });
    await expect(
      db.transaction(async (tx) => {
        await tx.query(`INSERT INTO notes VALUES ('published')`);
        await events.publish(tx, new CoursePublished('c1', 2));
      }),
    ).rejects.toThrow('A criterion judges no section.');
    await jobsDone(db);
    expect(await notes()).toEqual([]);
    expect(later).toEqual([]);
    expect(await db.query(`SELECT 1 FROM pgboss.job WHERE name = 'test.refused'`)).toEqual([]);
  });

  it('hands an event to every listener after the commit, as an instance of its class', async () => {
    const got: unknown[] = [];
    let committed = false;
    const { events, db } = await start((events) => {
      for (const queue of ['test.issue', 'test.tell']) {
        events.after(GradesReleased, queue, (event) => {
          got.push([queue, event, committed]);
          return Promise.resolve();
        });
      }
    });
    await db.transaction(async (tx) => {
      await events.publish(tx, new GradesReleased('r1'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      committed = true;
    });
    await jobsDone(db);
    expect(got).toHaveLength(2);
    expect(got).toEqual(
      expect.arrayContaining([
        ['test.issue', new GradesReleased('r1'), true],
        ['test.tell', new GradesReleased('r1'), true],
      ]),
    );
    for (const [, event] of got as [string, object][]) expect(event).toBeInstanceOf(GradesReleased);
  });

  it('never hands on an event whose transaction was rolled back', async () => {
    const got: string[] = [];
    const { events, db } = await start((events) => {
      events.after(GradesReleased, 'test.rolled-back', ({ releaseId }) => {
        got.push(releaseId);
        return Promise.resolve();
      });
    });
    await expect(
      db.transaction(async (tx) => {
        await events.publish(tx, new GradesReleased('never'));
        throw new Error('the connection is gone');
      }),
    ).rejects.toThrow('the connection is gone');
    await db.transaction((tx) => events.publish(tx, new GradesReleased('r2')));
    await jobsDone(db);
    expect(got).toEqual(['r2']);
  });

  it('gives an event again to a listener that failed, and to nobody else', async () => {
    const got: string[] = [];
    const { events, db } = await start((events) => {
      events.after(
        GradesReleased,
        'test.fails-once',
        () => {
          got.push('fails once');
          return got.filter((name) => name === 'fails once').length === 1
            ? Promise.reject(new Error('the mail server is away'))
            : Promise.resolve();
        },
        { retryDelaySeconds: 1 },
      );
      events.after(GradesReleased, 'test.works', () => {
        got.push('works');
        return Promise.resolve();
      });
    });
    await db.transaction((tx) => events.publish(tx, new GradesReleased('r3')));
    await jobsDone(db);
    expect(got.sort()).toEqual(['fails once', 'fails once', 'works']);
  });

  it('refuses to publish outside a transaction', async () => {
    const { events, db } = await start(() => undefined);
    await expect(events.publish(db.manager, new GradesReleased('r4'))).rejects.toThrow('transaction');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Admissions } from '../../src/courses/enrolments/admissions.service.js';
import { CohortAccess } from '../../src/courses/enrolments/cohort-access.service.js';
import { lastEvent, seatsTaken } from '../../src/courses/enrolments/enrolment-sql.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { EnrolmentChanged } from '../../src/courses/enrolments/enrolment-changed.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, people } from './a-cohort.js';

describe('Enrolments', () => {
  let app: TestApp;
  let enrolments: Enrolments;
  let courseVersionId: string;
  let cohort: Cohort;
  const told: EnrolmentChanged[] = [];
  let refusal: string | null = null;

  beforeAll(async () => {
    app = await startTestApp();
    enrolments = app.get(Enrolments);
    app.get(DomainEvents).within(EnrolmentChanged, (_tx, event) => {
      told.push(event);
      return refusal === null ? Promise.resolve() : Promise.reject(new Error(refusal));
    });
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
  });
  beforeEach(async () => {
    told.length = 0;
    refusal = null;
    app.clock.set('2026-11-23T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId });
  });
  afterAll(() => app.close());

  it('seats somebody, writes it into the audit log and tells the other modules', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    expect(await events(id)).toEqual([{ sequence: 1, kind: 'enrolled', actor_id: app.ids.alice }]);
    expect(told).toEqual([new EnrolmentChanged(id, cohort.id, app.ids.alice, 'enrolled')]);
    expect(
      await app.db.query('SELECT actor_id, action, facts FROM audit_entries WHERE subject_id = $1', [id]),
    ).toEqual([{ actor_id: app.ids.alice, action: 'enrolment.enrolled', facts: { cohortId: cohort.id } }]);
  });

  it('names the administrator who enrolled somebody as the actor', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice, app.ids.ada);
    expect(await events(id)).toEqual([{ sequence: 1, kind: 'enrolled', actor_id: app.ids.ada }]);
  });

  it('lets go and takes back: the same enrolment, with all that hangs on it', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    await enrolments.withdraw(cohort.id, app.ids.alice);
    await enrolments.return(cohort.id, app.ids.alice);
    await enrolments.withdraw(cohort.id, app.ids.alice);
    expect(await enrolments.enrol(cohort.id, app.ids.alice)).toEqual({ id, status: 'active' });
    expect((await events(id)).map((event) => event.kind)).toEqual([
      ...['enrolled', 'withdrawn', 'returned', 'withdrawn', 'returned'],
    ]);
    expect(told.map((event) => event.kind)).toEqual([
      ...['enrolled', 'withdrawn', 'returned', 'withdrawn', 'returned'],
    ]);
  });

  it('gives 30 of 100 people who come at once a seat and the others a place in the line, in one settled order', async () => {
    const crowd = await people(app, 100);
    const outcomes = await Promise.all(crowd.map((id) => enrolments.enrol(cohort.id, id)));
    expect(outcomes.filter(({ status }) => status === 'active')).toHaveLength(30);
    expect(outcomes.filter(({ status }) => status === 'waiting')).toHaveLength(70);
    expect(await count('enrolments')).toBe(100);
    expect(told).toHaveLength(100);
    // The listeners heard of them in the order that the database settled, and that is the order of the line.
    const waiting = told.filter(({ kind }) => kind === 'waiting').map(({ userId }) => userId);
    expect(await line(cohort.id)).toEqual(waiting);
    expect(told.slice(0, 30).every(({ kind }) => kind === 'enrolled')).toBe(true);
  });

  it('makes one enrolment of one person who presses the button twenty times at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => enrolments.enrol(cohort.id, app.ids.alice)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await count('enrolments')).toBe(1);
  });

  it('withdraws once, whoever else presses at the same time', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => enrolments.withdraw(cohort.id, app.ids.alice)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect((await events(id)).map((event) => event.kind)).toEqual(['enrolled', 'withdrawn']);
  });

  describe('the waiting list', () => {
    let small: Cohort;

    beforeEach(async () => {
      app.clock.set('2026-11-16T09:00:00Z');
      small = await aCohort(app, { courseVersionId, seats: 1 });
      await enrolments.enrol(small.id, app.ids.alice);
    });

    it('gives a seat that somebody left to the first, in the same transaction and with a mail', async () => {
      const [first = '', second = ''] = await people(app, 2);
      expect(await enrolments.enrol(small.id, first)).toMatchObject({ status: 'waiting' });
      expect(await enrolments.enrol(small.id, second)).toMatchObject({ status: 'waiting' });
      told.length = 0;
      await enrolments.withdraw(small.id, app.ids.alice);
      expect(told.map(({ userId, kind, movedUp }) => [userId, kind, movedUp])).toEqual([
        [app.ids.alice, 'withdrawn', false],
        [first, 'enrolled', true],
      ]);
      expect(await line(small.id)).toEqual([second]);
      const [moved] = await app.db.query<{ actor_id: string | null; address: string }[]>(
        `SELECT ev.actor_id, u.email AS address FROM enrolment_events ev JOIN enrolments e ON e.id = ev.enrolment_id
           JOIN users u ON u.id = e.user_id WHERE e.user_id = $1 AND ev.kind = 'enrolled'`,
        [first],
      );
      expect(moved?.actor_id).toBeNull();
      await jobsDone(app.db);
      const mails = app.mails.filter(({ to }) => to.includes(moved?.address ?? 'nobody'));
      expect(mails.map(({ subject }) => subject)).toEqual(['A seat in Social Media Strategist is yours']);
    });

    it('has whoever withdrew and returns wait like everybody else', async () => {
      await enrolments.enrol(small.id, app.ids.charlie);
      await enrolments.withdraw(small.id, app.ids.alice);
      expect(await enrolments.return(small.id, app.ids.alice)).toMatchObject({ status: 'waiting' });
      expect(await line(small.id)).toEqual([app.ids.alice]);
      await expect(enrolments.return(small.id, app.ids.alice)).rejects.toThrow('waiting list');
      await enrolments.withdraw(small.id, app.ids.charlie);
      expect(await line(small.id)).toEqual([]);
      const { id } = await known(small.id, app.ids.alice);
      expect((await events(id)).map(({ kind }) => kind)).toEqual([
        ...['enrolled', 'withdrawn', 'waiting', 'enrolled'],
      ]);
    });

    it('can be left, once, and whoever joins again stands at its end', async () => {
      const [first = '', second = ''] = await people(app, 2);
      await enrolments.enrol(small.id, first);
      await enrolments.enrol(small.id, second);
      await expect(enrolments.enrol(small.id, first)).rejects.toThrow('on the waiting list');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => enrolments.leave(small.id, first)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await enrolments.enrol(small.id, first);
      expect(await line(small.id)).toEqual([second, first]);
      await expect(enrolments.leave(small.id, app.ids.alice)).rejects.toThrow('You have a seat');
      await expect(enrolments.leave(small.id, app.ids.charlie)).rejects.toMatchObject({ kind: 'notFound' });
      await expect(enrolments.withdraw(small.id, first)).rejects.toThrow('no seat');
    });

    it('moves nobody up by itself after the first week; then somebody gives the seat by hand, in the order', async () => {
      const [first = '', second = ''] = await people(app, 2);
      const one = await enrolments.enrol(small.id, first);
      const other = await enrolments.enrol(small.id, second);
      await expect(enrolments.seatFirst(small.id, one.id, app.ids.bob)).rejects.toThrow('No seat is free.');
      // Toronto is five hours behind: its second week has just begun.
      app.clock.set('2026-11-23T05:00:00Z');
      await enrolments.withdraw(small.id, app.ids.alice);
      expect(await line(small.id)).toEqual([first, second]);
      // The free seat is not for whoever comes by.
      expect(await enrolments.enrol(small.id, app.ids.charlie)).toMatchObject({ status: 'waiting' });
      await expect(enrolments.seatFirst(small.id, other.id, app.ids.bob)).rejects.toThrow(
        'first in the line',
      );
      await enrolments.seatFirst(small.id, one.id, app.ids.bob);
      expect(await line(small.id)).toEqual([second, app.ids.charlie]);
      expect((await events(one.id)).at(-1)).toMatchObject({ kind: 'enrolled', actor_id: app.ids.bob });
      app.clock.set('2026-12-07T05:00:00Z');
      await expect(enrolments.seatFirst(small.id, other.id, app.ids.bob)).rejects.toThrow('over');
    });

    it('moves up as many as there are more seats', async () => {
      const crowd = await people(app, 4);
      for (const id of crowd) await enrolments.enrol(small.id, id);
      await app.db.transaction(async (tx) => {
        await tx.query('UPDATE cohorts SET seats = 3 WHERE id = $1', [small.id]);
        await enrolments.moveUp(tx, small.id);
      });
      expect(await line(small.id)).toEqual(crowd.slice(2));
    });

    it('loses no seat and gives none twice when many withdraw and many come at once', async () => {
      const wide = await aCohort(app, { courseVersionId, seats: 10 });
      const sitting = await people(app, 10);
      for (const id of sitting) await enrolments.enrol(wide.id, id);
      const coming = await people(app, 20);
      await Promise.all([
        ...coming.map((id) => enrolments.enrol(wide.id, id)),
        ...sitting.slice(0, 6).map((id) => enrolments.withdraw(wide.id, id)),
      ]);
      const [seats] = await app.db.query<{ taken: number }[]>(`SELECT ${seatsTaken('$1')} AS taken`, [
        wide.id,
      ]);
      expect(seats?.taken).toBe(10);
      expect(await line(wide.id)).toHaveLength(14);
    });

    it('forgets whoever is erased: their seat goes to the next, their place in the line to nobody', async () => {
      const [sitting = '', waiting = '', last = ''] = await people(app, 3);
      const one = await aCohort(app, { courseVersionId, seats: 1 });
      await enrolments.enrol(one.id, sitting);
      await enrolments.enrol(one.id, waiting);
      await enrolments.enrol(one.id, last);
      await app.get(Erasures).erase(waiting, app.ids.ada);
      expect(await line(one.id)).toEqual([last]);
      await app.get(Erasures).erase(sitting, app.ids.ada);
      expect(await line(one.id)).toEqual([]);
      const { id } = await known(one.id, last);
      expect((await events(id)).map(({ kind }) => kind)).toEqual(['waiting', 'enrolled']);
      await expect(enrolments.enrol(one.id, sitting)).rejects.toMatchObject({ kind: 'notFound' });
    });

    it('is not held up when somebody is forgotten while they enrol', async () => {
      for (const id of await people(app, 5)) {
        const outcomes = await Promise.allSettled([
          enrolments.enrol(cohort.id, id),
          app.get(Erasures).erase(id, app.ids.ada),
        ]);
        expect(outcomes[1].status).toBe('fulfilled');
        if (outcomes[0].status === 'rejected') expect(outcomes[0].reason).toMatchObject({ kind: 'notFound' });
      }
      const [seats] = await app.db.query<{ taken: number }[]>(`SELECT ${seatsTaken('$1')} AS taken`, [
        cohort.id,
      ]);
      expect(seats?.taken).toBe(0);
    });
  });

  describe('who may join', () => {
    it('asks for a completed course where the cohort builds on one, whoever enrols', async () => {
      const [course] = await app.db.query<{ id: string }[]>(
        'SELECT course_id AS id FROM course_versions WHERE id = $1',
        [courseVersionId],
      );
      const advanced = await aCohort(app, { courseVersionId, prerequisiteIds: [course?.id ?? ''] });
      const missing = 'Complete Social Media Strategist first. This cohort builds on it.';
      await expect(enrolments.enrol(advanced.id, app.ids.alice)).rejects.toThrow(missing);
      await expect(enrolments.enrol(advanced.id, app.ids.alice, app.ids.ada)).rejects.toThrow(missing);
      const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
      await expect(enrolments.enrol(advanced.id, app.ids.alice)).rejects.toThrow(missing);
      await app.db.transaction((tx) => enrolments.complete(tx, [id], app.ids.bob));
      expect(await enrolments.enrol(advanced.id, app.ids.alice)).toMatchObject({ status: 'active' });
    });

    it.each([
      ['invitation', 'This cohort is for people who were invited to it.'],
      ['application', 'Places in this cohort are given by application.'],
    ] as const)('asks for an admission where it is by %s', async (admission, sentence) => {
      const closed = await aCohort(app, { courseVersionId, admission });
      await expect(enrolments.enrol(closed.id, app.ids.alice)).rejects.toThrow(sentence);
      await app.db.transaction(async (tx) => {
        const grant = { cohortId: closed.id, userId: app.ids.alice, via: admission, byId: app.ids.ada };
        await app.get(Admissions).grant(tx, grant);
        await app.get(Admissions).grant(tx, grant);
      });
      expect(await enrolments.enrol(closed.id, app.ids.alice)).toMatchObject({ status: 'active' });
      await expect(enrolments.enrol(closed.id, app.ids.charlie)).rejects.toThrow(sentence);
      const audited: unknown[] = await app.db.query(
        `SELECT 1 FROM audit_entries WHERE action = 'admission.granted' AND facts ->> 'cohortId' = $1`,
        [closed.id],
      );
      expect(audited).toHaveLength(1);
    });
  });

  it('refuses what makes no sense, in a sentence', async () => {
    await expect(enrolments.withdraw(cohort.id, app.ids.alice)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(enrolments.return(cohort.id, app.ids.alice)).rejects.toMatchObject({ kind: 'notFound' });
    await enrolments.enrol(cohort.id, app.ids.alice);
    await expect(enrolments.enrol(cohort.id, app.ids.alice)).rejects.toThrow(
      'You are enrolled in this cohort already.',
    );
    await expect(enrolments.return(cohort.id, app.ids.alice)).rejects.toThrow(
      'You are enrolled in this cohort already.',
    );
    await enrolments.withdraw(cohort.id, app.ids.alice);
    await expect(enrolments.withdraw(cohort.id, app.ids.alice)).rejects.toThrow(
      'You have withdrawn from this cohort already.',
    );
    await expect(enrolments.enrol(cohort.id, app.ids.bob)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(enrolments.enrol(app.ids.ada, app.ids.alice)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('takes nobody once the three weeks are over in the cohort’s zone', async () => {
    app.clock.set('2026-12-07T04:59:00Z');
    await enrolments.enrol(cohort.id, app.ids.charlie);
    app.clock.set('2026-12-07T05:00:00Z');
    await expect(enrolments.enrol(cohort.id, app.ids.alice)).rejects.toThrow('This cohort is over.');
  });

  it('leaves nothing behind when another module refuses', async () => {
    refusal = 'not today';
    await expect(enrolments.enrol(cohort.id, app.ids.alice)).rejects.toThrow('not today');
    expect(await count('enrolments')).toBe(0);
    expect(told).toHaveLength(1);
    const audited: { n: number }[] = await app.db.query(
      `SELECT count(*)::int AS n FROM audit_entries WHERE facts ->> 'cohortId' = $1`,
      [cohort.id],
    );
    expect(audited[0]?.n).toBe(0);
  });

  it('keeps enrolments and what happened to them, whatever SQL says', async () => {
    const { id } = await enrolments.enrol(cohort.id, app.ids.alice);
    for (const sql of [
      `DELETE FROM enrolment_events WHERE enrolment_id = '${id}'`,
      `UPDATE enrolment_events SET kind = 'completed' WHERE enrolment_id = '${id}'`,
      `DELETE FROM enrolments WHERE id = '${id}'`,
      `UPDATE enrolments SET user_id = '${app.ids.charlie}' WHERE id = '${id}'`,
      'TRUNCATE enrolments CASCADE',
    ]) {
      await expect(app.db.query(sql)).rejects.toThrow(/frozen/);
    }
    await expect(
      app.db.query(
        `INSERT INTO enrolments (cohort_id, user_id, created_at) VALUES ('${cohort.id}', '${app.ids.alice}', now())`,
      ),
    ).rejects.toThrow('uq_enrolments_cohort_id_user_id');
    await expect(
      app.db.query(
        `INSERT INTO enrolment_events (enrolment_id, sequence, kind, actor_id, at)
         VALUES ('${id}', 1, 'enrolled', '${app.ids.alice}', now())`,
      ),
    ).rejects.toThrow('uq_enrolment_events_enrolment_id_sequence');
  });

  it('knows who is who in a cohort', async () => {
    const access = app.get(CohortAccess);
    const roleOf = (name: keyof typeof app.ids) =>
      access.roleIn({ id: app.ids[name], administrator: name === 'ada' }, cohort.id);
    await enrolments.enrol(cohort.id, app.ids.alice);
    expect(await roleOf('alice')).toBe('student');
    expect(await roleOf('bob')).toBe('instructor');
    expect(await roleOf('charlie')).toBeNull();
    expect(await roleOf('ada')).toBe('administrator');
    await enrolments.enrol(cohort.id, app.ids.ada);
    expect(await roleOf('ada')).toBe('student');
    await enrolments.withdraw(cohort.id, app.ids.alice);
    expect(await roleOf('alice')).toBeNull();
    expect(await access.roleIn({ id: app.ids.ada, administrator: true }, app.ids.ada)).toBeNull();
  });

  /** Who waits, the first first. */
  async function line(cohortId: string): Promise<string[]> {
    const rows = await app.db.query<{ id: string }[]>(
      `SELECT e.user_id AS id FROM enrolments e ${lastEvent}
        WHERE e.cohort_id = $1 AND last.kind = 'waiting' ORDER BY last.ordinal`,
      [cohortId],
    );
    return rows.map(({ id }) => id);
  }

  async function known(cohortId: string, userId: string): Promise<{ id: string }> {
    const [row] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM enrolments WHERE cohort_id = $1 AND user_id = $2',
      [cohortId, userId],
    );
    if (!row) throw new Error('They have no enrolment.');
    return row;
  }

  async function events(
    enrolmentId: string,
  ): Promise<{ sequence: number; kind: string; actor_id: string }[]> {
    return app.db.query(
      'SELECT sequence, kind, actor_id FROM enrolment_events WHERE enrolment_id = $1 ORDER BY sequence',
      [enrolmentId],
    );
  }

  async function count(table: 'enrolments'): Promise<number> {
    const rows: { n: number }[] = await app.db.query(
      `SELECT count(*)::int AS n FROM ${table} WHERE cohort_id = $1`,
      [cohort.id],
    );
    return rows[0]?.n ?? 0;
  }
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { CohortAccess } from '../../src/courses/enrolments/cohort-access.service.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { EnrolmentChanged } from '../../src/courses/enrolments/enrolment-changed.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { DomainError } from '../../src/platform/errors/domain-errors.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { startTestApp, type TestApp } from '../support/app.js';
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
    const id = await enrolments.enrol(cohort.id, app.ids.alice);
    expect(await events(id)).toEqual([{ sequence: 1, kind: 'enrolled', actor_id: app.ids.alice }]);
    expect(told).toEqual([new EnrolmentChanged(id, cohort.id, app.ids.alice, 'enrolled')]);
    expect(
      await app.db.query('SELECT actor_id, action, facts FROM audit_entries WHERE subject_id = $1', [id]),
    ).toEqual([{ actor_id: app.ids.alice, action: 'enrolment.enrolled', facts: { cohortId: cohort.id } }]);
  });

  it('names the administrator who enrolled somebody as the actor', async () => {
    const id = await enrolments.enrol(cohort.id, app.ids.alice, app.ids.ada);
    expect(await events(id)).toEqual([{ sequence: 1, kind: 'enrolled', actor_id: app.ids.ada }]);
  });

  it('lets go and takes back: the same enrolment, with all that hangs on it', async () => {
    const id = await enrolments.enrol(cohort.id, app.ids.alice);
    await enrolments.withdraw(cohort.id, app.ids.alice);
    await enrolments.return(cohort.id, app.ids.alice);
    await enrolments.withdraw(cohort.id, app.ids.alice);
    expect(await enrolments.enrol(cohort.id, app.ids.alice)).toBe(id);
    expect((await events(id)).map((event) => event.kind)).toEqual([
      ...['enrolled', 'withdrawn', 'returned', 'withdrawn', 'returned'],
    ]);
    expect(told.map((event) => event.kind)).toEqual([
      ...['enrolled', 'withdrawn', 'returned', 'withdrawn', 'returned'],
    ]);
  });

  it('gives 30 of 100 people who come at once a seat, and tells the others why not', async () => {
    const crowd = await people(app, 100);
    const outcomes = await Promise.allSettled(crowd.map((id) => enrolments.enrol(cohort.id, id)));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(70);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(DomainError);
      expect(reason).toMatchObject({ kind: 'invalid' });
      expect((reason as Error).message).toBe(
        'All 30 seats of this cohort are taken. You are not enrolled; a seat is free again when somebody withdraws.',
      );
    }
    expect(await count('enrolments')).toBe(30);
    expect(told).toHaveLength(30);
  });

  it('makes one enrolment of one person who presses the button twenty times at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => enrolments.enrol(cohort.id, app.ids.alice)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await count('enrolments')).toBe(1);
  });

  it('withdraws once, whoever else presses at the same time', async () => {
    const id = await enrolments.enrol(cohort.id, app.ids.alice);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => enrolments.withdraw(cohort.id, app.ids.alice)),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect((await events(id)).map((event) => event.kind)).toEqual(['enrolled', 'withdrawn']);
  });

  it('gives a seat that somebody left to the next, and none back to who left when it is taken', async () => {
    const small = await aCohort(app, { courseVersionId, seats: 1 });
    await enrolments.enrol(small.id, app.ids.alice);
    await expect(enrolments.enrol(small.id, app.ids.charlie)).rejects.toThrow(
      'The one seat of this cohort is taken.',
    );
    await enrolments.withdraw(small.id, app.ids.alice);
    await enrolments.enrol(small.id, app.ids.charlie);
    await expect(enrolments.return(small.id, app.ids.alice)).rejects.toThrow(
      'The one seat of this cohort is taken.',
    );
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
    const id = await enrolments.enrol(cohort.id, app.ids.alice);
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

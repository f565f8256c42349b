import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Temporal } from 'temporal-polyfill';
import { CertificateCodes } from '../../certificates/issuing/certificate-codes.js';
import { fixedDemoCode } from '../../certificates/register/code.rules.js';
import { CertificateActs } from '../../certificates/administration/acts.service.js';
import { type Admission, type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { instantOf } from '../../courses/times/times.rules.js';
import { type StoryClock } from '../../platform/clock/story-clock.js';
import { cast, castPassword } from '../../users/cast.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Erasures } from '../../users/erasure/erasures.js';
import { Academy } from '../../users/setup/setup.entity.js';
import { Users } from '../../users/users.service.js';
import { Chronicle } from './chronicle.js';
import { Classroom } from './classroom.js';
import { DEMO_ACADEMY, DEMO_WRITTEN } from './demo-state.js';
import { graduates, type Graduate } from './graduates.js';
import { harbourLane } from './harbour-lane.js';

/** What Alice has written in her second week. */
const begun = Object.fromEntries(
  Object.entries(harbourLane).filter(([key]) => !['executive-brief', 'reporting', 'roi'].includes(key)),
);
const ZONE = 'Europe/Paris';
const signatories = [
  { name: 'Ada Lindqvist', role: 'Director of studies' },
  { name: 'Bob Tanaka', role: 'Instructor' },
];

/**
 * The demo's past, present and near future: a finished cohort with certificates in every state, one in its second
 * week, one that can be joined, one that one applies for. It happens on the days before today, through the same services as the real thing.
 */
@Injectable()
export class DemoStory {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly chronicle: Chronicle,
    private readonly classroom: Classroom,
    private readonly codes: CertificateCodes,
    private readonly certificateActs: CertificateActs,
    private readonly erasures: Erasures,
    private readonly audit: AuditLog,
  ) {}

  /** @param clock the clock of the application that this story happens in; it ends at the present */
  async tell(clock: StoryClock): Promise<void> {
    const today = Temporal.Now.plainDateISO(ZONE);
    const at = (day: Temporal.PlainDate, time: string) => {
      clock.set(instantOf(`${day.toString()}T${time}`, ZONE));
    };
    const monday = today.subtract({ days: today.dayOfWeek - 1 });

    at(monday.subtract({ weeks: 9 }), '09:00');
    const ids = await this.found();
    const versionId = await this.chronicle.publishStrategist(ids.ada);
    const managerId = await this.chronicle.publishManager(ids.ada);

    const past = monday.subtract({ weeks: 6 });
    const finished = await this.open(versionId, ids, {
      slug: 'strategist-past',
      name: 'The cohort before',
      monday: past,
    });
    const people = await this.enrolGraduates(finished, (index) => {
      at(past.subtract({ days: 5 }), `1${String(index)}:15`);
    });
    await this.workAndGrade(finished, people, ids, (days, time) => {
      at(past.add({ days }), time);
    });
    await this.aftermath(people, ids.ada, () => {
      at(past.add({ days: 33 }), '10:00');
    });

    at(monday.subtract({ weeks: 2 }), '09:00');
    const running = await this.open(versionId, ids, {
      slug: 'strategist-now',
      name: 'The cohort of this month',
      monday: monday.subtract({ weeks: 1 }),
    });
    const handbookId = await this.chronicle.enrol(running, ids.alice);
    const classmates = await this.classroom.fill(running);
    at(today.subtract({ days: 1 }), '19:30');
    await this.chronicle.write(handbookId, ids.alice, begun);
    await this.classroom.advance(running, ids.alice, 7);
    for (const [id, lessons] of classmates) await this.classroom.advance(running, id, lessons);
    await this.classroom.followUp(running, ids.bob, clock.now());
    await this.open(versionId, ids, {
      slug: 'strategist-next',
      name: 'The next cohort',
      monday: monday.add({ weeks: 3 }),
    });
    const managers = await this.open(managerId, ids, {
      slug: 'manager-next',
      name: 'The next managers',
      monday: monday.add({ weeks: 5 }),
      admission: 'application',
    });
    await this.classroom.apply(managers);
    clock.set(new Date());
    await this.finish(ids.ada);
  }

  private async finish(actorId: string): Promise<void> {
    const academy = await this.db.getRepository(Academy).findOneByOrFail({ single: true });
    await this.db.transaction((tx) =>
      this.audit.record(tx, { actorId, action: DEMO_WRITTEN, subjectType: 'academy', subjectId: academy.id }),
    );
  }

  private async found(): Promise<Record<keyof typeof cast, string>> {
    return this.db.transaction(async (tx) => {
      await tx.getRepository(Academy).insert({ name: DEMO_ACADEMY, createdAt: new Date() });
      const ids = {} as Record<keyof typeof cast, string>;
      for (const name of Object.keys(cast) as (keyof typeof cast)[]) {
        ids[name] = (await this.users.add(tx, { ...cast[name], password: castPassword })).id;
      }
      await this.users.appoint(tx, ids.ada, ids.ada);
      return ids;
    });
  }

  private async open(
    versionId: string,
    ids: { ada: string; bob: string },
    {
      slug,
      name,
      monday,
      admission = 'open',
    }: { slug: string; name: string; monday: Temporal.PlainDate; admission?: Admission },
  ): Promise<Cohort> {
    const due = monday.add({ days: 20 }).toString();
    const settings = {
      slug,
      name,
      startsOn: monday.toString(),
      timeZone: ZONE,
      seats: 30,
      admission,
      joinUrl: 'https://meet.example/harbour-academy',
      signatories,
      instructorIds: [ids.bob],
      dueLocal: `${due}T18:00`,
      cutOffLocal: `${monday.add({ days: 22 }).toString()}T18:00`,
    };
    return this.chronicle.openCohort(versionId, settings, ids.ada);
  }

  private async enrolGraduates(cohort: Cohort, goTo: (index: number) => void): Promise<Enrolled[]> {
    const enrolled: Enrolled[] = [];
    for (const [index, graduate] of graduates.entries()) {
      goTo(index % 10);
      const { id } = await this.db.transaction((tx) =>
        this.users.add(tx, { ...graduate, password: castPassword, timeZone: ZONE }),
      );
      enrolled.push({ ...graduate, id, handbookId: await this.chronicle.enrol(cohort, id) });
    }
    return enrolled;
  }

  private async workAndGrade(
    cohort: Cohort,
    people: readonly Enrolled[],
    ids: { bob: string },
    goTo: (days: number, time: string) => void,
  ): Promise<void> {
    const submissions: string[] = [];
    for (const { id, handbookId } of people) {
      goTo(18, '20:00');
      await this.chronicle.write(handbookId, id, harbourLane);
      goTo(19, '17:00');
      submissions.push(await this.chronicle.handIn(handbookId, id));
    }
    for (const [index, { levels, remark }] of people.entries()) {
      goTo(24, '09:30');
      await this.chronicle.grade(submissions[index] ?? '', ids.bob, levels, { 'strategic-choice': remark });
    }
    for (const { id, demoWord } of people) {
      if (demoWord === null) continue;
      const [enrolment] = await this.db.query<{ id: string }[]>(
        'SELECT id FROM enrolments WHERE cohort_id = $1 AND user_id = $2',
        [cohort.id, id],
      );
      if (enrolment) this.codes.reserve(enrolment.id, fixedDemoCode(demoWord));
    }
    goTo(26, '12:00');
    await this.chronicle.release(cohort, ids.bob);
    await this.printed(people.filter(({ demoWord }) => demoWord !== null).length);
  }

  /** What happened to some certificates later. */
  private async aftermath(people: readonly Enrolled[], adminId: string, goTo: () => void): Promise<void> {
    goTo();
    const administrator = await this.users.viewer(adminId);
    if (!administrator) throw new Error('The demo has lost its administrator.');
    for (const { id, fate } of people) {
      if (fate === 'revoked') {
        const [certificate] = await this.db.query<{ id: string }[]>(
          'SELECT c.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id WHERE e.user_id = $1',
          [id],
        );
        await this.certificateActs.perform(administrator, certificate?.id ?? '', 'revoked', {
          publicReason:
            'Large parts of the handbook were taken from another company’s strategy without saying so.',
          privateReason: 'Found by a reader of the cohort’s showcase.',
        });
      }
      if (fate === 'erased') await this.erasures.erase(id, adminId);
    }
  }

  /** Waits for the jobs that issue and print. */
  private async printed(count: number): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      const [row] = await this.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM certificate_files');
      if ((row?.n ?? 0) >= count) return;
      await sleep(100);
    }
    throw new Error('The demo’s certificates were not printed within a minute.');
  }
}

type Enrolled = Graduate & { id: string; handbookId: string };

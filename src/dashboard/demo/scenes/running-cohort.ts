import { Injectable } from '@nestjs/common';
import { Handbooks } from '../../../assignments/handbooks/handbooks.service.js';
import { Revisions } from '../../../assignments/revisions/revisions.service.js';
import { Stretches } from '../../../assignments/revisions/stretches.service.js';
import { type Cohort } from '../../../courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../../courses/enrolments/enrolments.service.js';
import { instantOf } from '../../../courses/times/times.rules.js';
import { LateWorkDecisions } from '../../../grading/lateness/late-work-decisions.service.js';
import { Users } from '../../../users/users.service.js';
import { Classroom } from '../classroom.js';
import { DemoCohorts, type Seated } from '../cohorts.js';
import { type Classmate, classmates } from '../people/classmates.js';
import { Later, type Stage, ZONE } from '../story-line.js';

/** What Alice has written in her second week, an evening each. */
const aliceWrites = [
  ['research', 'sources'],
  ['goal', 'swot'],
  ['strategy', 'programs'],
  ['actions', 'presence', 'resources', 'budget'],
];
/** Days on whose evenings people write, counted from the cohort's first; in its second week all are past, the last one was yesterday. */
const eveningsOf = ({ monday, today }: Stage) => [1, 3, 5, monday.until(today).days + 6];

/** A cohort in its second week, with handbooks half written: Alice's. */
@Injectable()
export class RunningCohort {
  constructor(
    private readonly users: Users,
    private readonly cohorts: DemoCohorts,
    private readonly classroom: Classroom,
    private readonly enrolments: Enrolments,
    private readonly handbooks: Handbooks,
    private readonly revisions: Revisions,
    private readonly stretches: Stretches,
    private readonly lateWork: LateWorkDecisions,
  ) {}

  tell(stage: Stage): void {
    const { line } = stage;
    const first = stage.monday.subtract({ weeks: 1 });
    const cohort = new Later<Cohort>();
    line.on(first.subtract({ weeks: 2 }), '09:00', async () => {
      const opened = { slug: 'strategist-now', course: 'strategist', monday: first } as const;
      cohort.set(await this.cohorts.open(stage, opened));
    });
    const alice = new Later<Seated>();
    line.on(first.subtract({ days: 6 }), '20:12', async () => {
      alice.set(await this.cohorts.seatKnown(cohort.get(), stage.ids.alice));
    });
    const writes = { company: 'harbourLane', evenings: aliceWrites, lessonsDone: 7 } as const;
    this.tellOf(stage, cohort, alice, writes, '19:30');
    line.on(first.add({ days: 5 }), '21:40', () => this.keepVersion(stage.ids.alice, alice.get()));
    for (const [index, classmate] of classmates.entries()) this.join(stage, cohort, classmate, index);
    for (const day of eveningsOf(stage))
      line.on(first.add({ days: day }), '23:55', () => this.stretches.run());
    line.on(stage.today.subtract({ days: 1 }), '23:58', () =>
      this.classroom.followUp(cohort.get(), stage.ids.bob),
    );
  }

  private join(stage: Stage, cohort: Later<Cohort>, classmate: Classmate, index: number): void {
    const { line } = stage;
    const first = stage.monday.subtract({ weeks: 1 });
    const seat = new Later<Seated>();
    const minute = String(10 + index * 3);
    line.on(first.subtract({ days: 1 + (index % 7) }), `1${String(index % 10)}:${minute}`, async () => {
      seat.set(await this.cohorts.seat(cohort.get(), classmate));
    });
    this.tellOf(stage, cohort, seat, classmate, `2${String(index % 3)}:${minute}`);
    if (classmate.part === 'withdraws') {
      line.on(first.add({ days: 4 }), '08:20', () =>
        this.enrolments.withdraw(cohort.get().id, seat.get().personId),
      );
    }
    if (classmate.part === 'needs-time') {
      line.on(first.add({ days: 6 }), '10:05', () =>
        this.lateWork.grant({
          ...{ cohortId: cohort.get().id, timeZone: ZONE, kind: 'extended', actorId: stage.ids.bob },
          until: instantOf(`${first.add({ days: 24 }).toString()}T18:00`, ZONE),
          reason: 'Is called as a juror for four days of the second week.',
          students: [{ enrolmentId: seat.get().enrolmentId, attempt: 0 }],
        }),
      );
    }
  }

  /** Lessons and sections, evening by evening. */
  private tellOf(
    stage: Stage,
    cohort: Later<Cohort>,
    seat: Later<Seated>,
    { company, evenings: written, lessonsDone }: Pick<Classmate, 'company' | 'evenings' | 'lessonsDone'>,
    time: string,
  ): void {
    const { line, monday } = stage;
    const first = monday.subtract({ weeks: 1 });
    const evenings = eveningsOf(stage);
    for (const [at, day] of evenings.entries()) {
      const keys = written[at] ?? [];
      const lessons = (nights: number) => Math.floor((lessonsDone * nights) / evenings.length);
      line.on(first.add({ days: day }), time, async () => {
        if (keys.length > 0)
          await this.cohorts.write(seat.get(), { company, year: monday.year + 1, only: keys });
        await this.classroom.advance(cohort.get(), seat.get().personId, lessons(at), lessons(at + 1));
      });
    }
  }

  private async keepVersion(aliceId: string, { handbookId }: Seated): Promise<void> {
    const alice = await this.users.viewer(aliceId);
    if (!alice) throw new Error('The demo has lost Alice.');
    const handbook = await this.handbooks.forAuthor(alice, handbookId);
    await this.revisions.keep(alice, handbook, 'Before the second session');
  }
}

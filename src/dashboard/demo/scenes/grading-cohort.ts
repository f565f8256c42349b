import { Injectable } from '@nestjs/common';
import { type Temporal } from 'temporal-polyfill';
import { type Cohort } from '../../../courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../../courses/enrolments/enrolments.service.js';
import { instantOf } from '../../../courses/times/times.rules.js';
import { LateWorkDecisions } from '../../../grading/lateness/late-work-decisions.service.js';
import { GradingAccess } from '../../../grading/marking/grading-access.service.js';
import { EnrolmentAccess } from '../../../grading/releases/enrolment-access.service.js';
import { ReleasePlans } from '../../../grading/releases/release-plans.service.js';
import { Releases } from '../../../grading/releases/releases.service.js';
import { Withholdings } from '../../../grading/releases/withholdings.service.js';
import { type Viewer } from '../../../platform/web/viewer.js';
import { Users } from '../../../users/users.service.js';
import { Chronicle } from '../chronicle.js';
import { DemoCohorts, type Seated } from '../cohorts.js';
import { Markers } from '../markers.js';
import { type GradingStudent, gradingStudents, type When } from '../people/grading-students.js';
import { Later, type Stage, ZONE } from '../story-line.js';

/** What everybody begins with. */
const firstWritten = ['research', 'goal'];

/** A cohort whose work is being graded by two instructors: everything that a desk can meet. */
@Injectable()
export class GradingCohort {
  constructor(
    private readonly users: Users,
    private readonly chronicle: Chronicle,
    private readonly cohorts: DemoCohorts,
    private readonly enrolments: Enrolments,
    private readonly markers: Markers,
    private readonly access: GradingAccess,
    private readonly enrolmentAccess: EnrolmentAccess,
    private readonly lateWork: LateWorkDecisions,
    private readonly withholdings: Withholdings,
    private readonly releases: Releases,
    private readonly plans: ReleasePlans,
  ) {}

  tell(stage: Stage): void {
    const { line, today } = stage;
    const first = stage.monday.subtract({ weeks: 4 });
    const cohort = new Later<Cohort>();
    line.on(first.subtract({ weeks: 2 }), '09:30', async () => {
      const opened = { slug: 'strategist-grading', course: 'strategist', monday: first } as const;
      cohort.set(await this.cohorts.open(stage, opened));
    });
    line.on(first.add({ days: 16 }), '08:30', async () => {
      for (const marker of [stage.ids.bob, stage.ids.noor])
        await this.markers.fillBank(marker, cohort.get().id);
    });
    for (const [index, student] of gradingStudents.entries()) this.join(stage, cohort, student, index);
    line.on(first.add({ days: 19 }), '12:00', () => this.chronicle.release(cohort.get(), stage.ids.bob));
    line.on(first.add({ days: 27 }), '17:00', () =>
      this.planRelease(cohort.get(), stage.ids.bob, today.add({ days: 3 })),
    );
  }

  private join(stage: Stage, cohort: Later<Cohort>, student: GradingStudent, index: number): void {
    const first = stage.monday.subtract({ weeks: 4 });
    const on = ([day, time]: When, act: () => Promise<unknown>) => {
      stage.line.on(first.add({ days: day }), time, act);
    };
    const seat = new Later<Seated>();
    on([-1 - (index % 6), `1${String(index % 9)}:${String(11 + index * 2)}`], async () => {
      seat.set(await this.cohorts.seat(cohort.get(), student));
    });
    const { withdrawsAt, withheld, moreTime } = student;
    if (withdrawsAt) on(withdrawsAt, () => this.enrolments.withdraw(cohort.get().id, seat.get().personId));
    if (moreTime) {
      on(moreTime.givenAt, () => this.grant(stage, cohort.get(), seat.get(), { attempt: 0, ...moreTime }));
    }
    this.tellOfWork(stage, cohort, seat, student, on);
    if (withheld) on(withheld.at, () => this.withhold(stage, seat.get(), withheld.reason));
  }

  private tellOfWork(
    stage: Stage,
    cohort: Later<Cohort>,
    seat: Later<Seated>,
    { company, handsIn, markings, again }: GradingStudent,
    on: (when: When, act: () => Promise<unknown>) => void,
  ): void {
    const { monday } = stage;
    const year = monday.year + 1;
    const submission = new Later<string>();
    on([6, '20:00'], () => this.cohorts.write(seat.get(), { company, year, only: firstWritten }));
    if (!handsIn) return;
    on(handsIn, async () => {
      await this.cohorts.write(seat.get(), { company, year, without: firstWritten });
      submission.set(await this.chronicle.handIn(seat.get().handbookId, seat.get().personId));
    });
    for (const marking of markings) {
      on(marking.at, () => this.markers.mark(submission.get(), stage.ids[marking.by], marking));
    }
    if (!again) return;
    on(again.returnedAt, () =>
      this.grant(stage, cohort.get(), seat.get(), { kind: 'returned', attempt: 1, ...again }),
    );
    on(again.handsIn, async () => {
      await this.cohorts.revise(seat.get(), { company, year });
      submission.set(await this.chronicle.handIn(seat.get().handbookId, seat.get().personId));
    });
    on(again.carriedAt, () => this.markers.carryOver(submission.get(), stage.ids.bob));
  }

  private async grant(
    { monday, ids }: Stage,
    { id: cohortId }: Cohort,
    { enrolmentId }: Seated,
    given: { kind?: 'extended' | 'returned'; attempt: number; until: When; reason: string },
  ): Promise<void> {
    const { kind = 'extended', attempt, until, reason } = given;
    await this.lateWork.grant({
      ...{ cohortId, kind, reason, timeZone: ZONE, actorId: ids.bob },
      until: instantOf(
        `${monday.subtract({ weeks: 4 }).add({ days: until[0] }).toString()}T${until[1]}`,
        ZONE,
      ),
      students: [{ enrolmentId, attempt }],
    });
  }

  private async withhold({ ids }: Stage, { enrolmentId }: Seated, reason: string): Promise<void> {
    const bob = await this.viewer(ids.bob);
    const enrolment = await this.enrolmentAccess.enrolment(bob, enrolmentId);
    await this.withholdings.withhold(bob, enrolment, { reason, releases: 0 });
  }

  private async planRelease({ slug }: Cohort, bobId: string, day: Temporal.PlainDate): Promise<void> {
    const bob = await this.viewer(bobId);
    const cohort = await this.access.cohort(bob, slug);
    const { digest } = await this.releases.releasable(cohort.id);
    const local = `${day.toString()}T12:00`;
    await this.plans.plan(cohort, bobId, digest, { local, at: instantOf(local, ZONE).toISOString() });
  }

  private async viewer(id: string): Promise<Viewer> {
    const viewer = await this.users.viewer(id);
    if (!viewer) throw new Error('The demo has lost Bob.');
    return viewer;
  }
}

import { Injectable } from '@nestjs/common';
import { managerTemplate } from '../../../assignments/manager-template.js';
import { CertificateCodes } from '../../../certificates/issuing/certificate-codes.js';
import { Issuing } from '../../../certificates/issuing/issuing.service.js';
import { fixedDemoCode } from '../../../certificates/register/code.rules.js';
import { type Cohort } from '../../../courses/cohorts/cohort.entity.js';
import { Chronicle } from '../chronicle.js';
import { DemoCohorts, type Seated } from '../cohorts.js';
import { firstManagers } from '../people/first-managers.js';
import { Later, type Stage, ZONE } from '../story-line.js';

/** The first managers, more than a year ago: their certificates were valid for twelve months. */
@Injectable()
export class FirstManagers {
  constructor(
    private readonly chronicle: Chronicle,
    private readonly cohorts: DemoCohorts,
    private readonly codes: CertificateCodes,
    private readonly issuing: Issuing,
  ) {}

  tell(stage: Stage): void {
    const { line } = stage;
    const first = stage.monday.subtract({ weeks: 60 });
    const cohort = new Later<Cohort>();
    line.on(first.subtract({ weeks: 1 }), '10:00', async () => {
      cohort.set(await this.cohorts.open(stage, { slug: 'manager-first', course: 'manager', monday: first }));
    });
    const seats = firstManagers.map((manager, index) => {
      const { company, levels, remark } = manager;
      const seat = new Later<Seated>();
      const submission = new Later<string>();
      line.on(first.subtract({ days: 3 }), `1${String(index)}:05`, async () => {
        seat.set(await this.cohorts.seat(cohort.get(), { ...manager, timeZone: ZONE }));
      });
      line.on(first.add({ days: 19 }), `1${String(index)}:40`, async () => {
        await this.cohorts.write(seat.get(), { company, year: first.year + 1 }, managerTemplate.sections);
        submission.set(await this.chronicle.handIn(seat.get().handbookId, seat.get().personId));
      });
      line.on(first.add({ days: 23 }), `1${String(index)}:20`, () =>
        this.chronicle.grade(submission.get(), stage.ids.bob, levels, { 'executive-brief': remark }),
      );
      return { ...manager, seat };
    });
    line.on(first.add({ days: 26 }), '12:00', async () => {
      for (const { seat, demoWord } of seats) {
        if (demoWord !== null) this.codes.reserve(seat.get().enrolmentId, fixedDemoCode(demoWord));
      }
      await this.issuing.issueFor(await this.chronicle.release(cohort.get(), stage.ids.bob));
    });
  }
}

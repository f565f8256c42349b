import { Injectable } from '@nestjs/common';
import { type Temporal } from 'temporal-polyfill';
import { type Act, CertificateActs } from '../../../certificates/administration/acts.service.js';
import { CertificateCodes } from '../../../certificates/issuing/certificate-codes.js';
import { Issuing } from '../../../certificates/issuing/issuing.service.js';
import { fixedDemoCode } from '../../../certificates/register/code.rules.js';
import { type Cohort } from '../../../courses/cohorts/cohort.entity.js';
import { instantOf } from '../../../courses/times/times.rules.js';
import { type Viewer } from '../../../platform/web/viewer.js';
import { Erasures } from '../../../users/erasure/erasures.js';
import { Users } from '../../../users/users.service.js';
import { Chronicle } from '../chronicle.js';
import { DemoCohorts, type Seated } from '../cohorts.js';
import { Holders } from '../holders.js';
import { Markers } from '../markers.js';
import { type Graduate, graduates } from '../people/graduates.js';
import { reasons } from '../people/reasons.js';
import { StolenKey } from '../stolen-key.js';
import { Later, type Stage, ZONE } from '../story-line.js';

/** Days since the first one. */
const RELEASED = 26;
const RELEASED_AGAIN = 34;

/** A cohort that is over, with certificates in every state. */
@Injectable()
export class FinishedCohort {
  constructor(
    private readonly users: Users,
    private readonly chronicle: Chronicle,
    private readonly cohorts: DemoCohorts,
    private readonly markers: Markers,
    private readonly codes: CertificateCodes,
    private readonly issuing: Issuing,
    private readonly acts: CertificateActs,
    private readonly holders: Holders,
    private readonly stolenKey: StolenKey,
    private readonly erasures: Erasures,
  ) {}

  tell(stage: Stage): void {
    const { line } = stage;
    const first = stage.monday.subtract({ weeks: 10 });
    const cohort = new Later<Cohort>();
    line.on(first.subtract({ weeks: 3 }), '09:00', async () => {
      const opened = { slug: 'strategist-past', course: 'strategist', monday: first } as const;
      cohort.set(await this.cohorts.open(stage, opened));
    });
    const people = graduates.map((graduate, index) => {
      const seat = new Later<Seated>();
      this.tellOf(stage, cohort, { graduate, seat, index, first });
      return { ...graduate, seat };
    });
    const release = async () => {
      const releaseId = await this.chronicle.release(cohort.get(), stage.ids.bob);
      // The job that the release has enqueued finds it done; here it is done before anything else happens.
      await this.issuing.issueFor(releaseId);
    };
    line.on(first.add({ days: RELEASED }), '12:00', async () => {
      for (const { seat, demoWord } of people) this.reserve(seat.get(), demoWord);
      await release();
    });
    line.on(first.add({ days: RELEASED_AGAIN }), '12:00', async () => {
      for (const { seat, fate } of people) {
        if (typeof fate === 'object' && fate.kind === 'raised') this.reserve(seat.get(), fate.demoWord);
      }
      await release();
    });
  }

  private tellOf(
    stage: Stage,
    cohort: Later<Cohort>,
    {
      graduate,
      seat,
      index,
      first,
    }: { graduate: Graduate; seat: Later<Seated>; index: number; first: Temporal.PlainDate },
  ): void {
    const { line } = stage;
    const { company, levels, fate } = graduate;
    const [minute, day] = [String(10 + index), index % 3];
    const submission = new Later<string>();
    line.on(first.subtract({ days: 2 + (index % 9) }), `1${String(index % 10)}:${minute}`, async () => {
      seat.set(await this.cohorts.seat(cohort.get(), { ...graduate, timeZone: ZONE }));
    });
    line.on(first.add({ days: 18 + day }), `1${String(index % 7)}:${minute}`, async () => {
      await this.cohorts.write(seat.get(), { company, year: first.year + 1 });
      submission.set(await this.chronicle.handIn(seat.get().handbookId, seat.get().personId));
    });
    const by = index % 2 === 0 ? 'bob' : 'noor';
    line.on(first.add({ days: 22 + day }), `1${String(index % 8)}:${minute}`, () =>
      this.markers.mark(submission.get(), stage.ids[by], { by, levels, finalised: true }),
    );
    if (typeof fate === 'string') this.tellFate(stage, fate, seat, first);
    if (typeof fate === 'object') this.tellOfHolder(stage, fate, seat, first);
    if (typeof fate === 'object' && 'levels' in fate) {
      line.on(first.add({ days: RELEASED_AGAIN }), '10:30', () =>
        this.markers.mark(submission.get(), stage.ids.bob, {
          by: 'bob',
          levels: fate.levels,
          finalised: true,
        }),
      );
    }
  }

  private tellFate(
    stage: Stage,
    fate: Extract<Graduate['fate'], string>,
    seat: Later<Seated>,
    first: Temporal.PlainDate,
  ): void {
    const act = (days: number, act: Act, words: { publicReason: string; privateReason: string }) => {
      stage.line.on(first.add({ days }), '10:00', async () => {
        await this.acts.perform(
          await this.viewer(stage.ids.ada),
          await this.holders.certificateOf(seat.get()),
          act,
          words,
        );
      });
    };
    if (fate === 'revoked') act(44, 'revoked', reasons.copied);
    if (fate === 'suspended') act(47, 'suspended', reasons.underReview);
    if (fate === 'reinstated') {
      act(31, 'suspended', reasons.underReview);
      act(41, 'reinstated', reasons.cleared);
    }
    if (fate === 'key-copied') {
      stage.line.on(first.add({ days: 27 }), '08:00', async () => {
        await this.stolenKey.sign(await this.holders.certificateOf(seat.get()));
      });
      stage.line.on(first.add({ days: 28 }), '16:30', () =>
        this.stolenKey.report(instantOf(`${first.add({ days: 26 }).toString()}T00:00`, ZONE), stage.ids.ada),
      );
    }
    if (fate === 'erased') {
      stage.line.on(first.add({ days: 50 }), '15:00', () =>
        this.erasures.erase(seat.get().personId, stage.ids.ada),
      );
    }
  }

  private tellOfHolder(
    stage: Stage,
    fate: Extract<Graduate['fate'], object>,
    seat: Later<Seated>,
    first: Temporal.PlainDate,
  ): void {
    const on = (days: number, time: string, act: () => Promise<unknown>) => {
      stage.line.on(first.add({ days }), time, act);
    };
    const { kind } = fate;
    if (kind === 'renamed' || kind === 'asks') {
      const day = kind === 'renamed' ? 36 : 60;
      on(day, '19:25', () => this.holders.askForName(seat.get(), fate.name, fate.reason));
    }
    if (kind === 'renamed')
      on(38, '09:40', () => this.holders.approveName(seat.get(), stage.ids.ada, fate.demoWord));
    if (kind === 'hides') on(40, '20:10', () => this.holders.hide(seat.get(), fate.fields));
    if (kind === 'shows') on(42, '18:30', () => this.holders.show(seat.get(), fate.sections));
  }

  private reserve({ enrolmentId }: Seated, demoWord: string | null): void {
    if (demoWord !== null) this.codes.reserve(enrolmentId, fixedDemoCode(demoWord));
  }

  private async viewer(id: string): Promise<Viewer> {
    const viewer = await this.users.viewer(id);
    if (!viewer) throw new Error('The demo has lost its administrator.');
    return viewer;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Temporal } from 'temporal-polyfill';
import { type StoryClock } from '../../platform/clock/story-clock.js';
import { cast } from '../../users/cast.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Academy } from '../../users/setup/setup.entity.js';
import { Users } from '../../users/users.service.js';
import { Chronicle } from './chronicle.js';
import { Classroom } from './classroom.js';
import { DemoCohorts } from './cohorts.js';
import { DEMO_ACADEMY, DEMO_WRITTEN } from './demo-state.js';
import { Newcomers } from './newcomers.js';
import { colleague } from './people/colleague.js';
import { FinishedCohort } from './scenes/finished-cohort.js';
import { FirstManagers } from './scenes/first-managers.js';
import { GradingCohort } from './scenes/grading-cohort.js';
import { RunningCohort } from './scenes/running-cohort.js';
import { Later, type Stage, StoryLine, ZONE } from './story-line.js';

/**
 * The demo's past, present and near future: cohorts that are over, with certificates in every state, one whose work is
 * being graded, one in its second week, one that can be joined, one that one applies for. All of it happens on the
 * days before today, through the same services as the real thing.
 */
@Injectable()
export class DemoStory {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly newcomers: Newcomers,
    private readonly chronicle: Chronicle,
    private readonly classroom: Classroom,
    private readonly cohorts: DemoCohorts,
    private readonly firstManagers: FirstManagers,
    private readonly finished: FinishedCohort,
    private readonly grading: GradingCohort,
    private readonly running: RunningCohort,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param clock the clock of the application that this story happens in; it ends at the present
   * @param now the present
   */
  async tell(clock: StoryClock, now = new Date()): Promise<void> {
    const today = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(ZONE).toPlainDate();
    const monday = today.subtract({ days: today.dayOfWeek - 1 });
    const line = new StoryLine();
    const founded = new Later<Pick<Stage, 'ids' | 'versions'>>();
    const stage = {
      ...{ line, today, monday },
      get ids() {
        return founded.get().ids;
      },
      get versions() {
        return founded.get().versions;
      },
    };
    line.on(monday.subtract({ weeks: 62 }), '09:00', async () => {
      founded.set(await this.found());
    });
    for (const scene of [this.firstManagers, this.finished, this.grading, this.running]) scene.tell(stage);
    line.on(monday.subtract({ weeks: 1 }), '09:00', () => this.openWhatComes(stage));
    await line.play(clock);
    clock.set(now);
    await this.finish(stage.ids.ada);
  }

  private async found(): Promise<Pick<Stage, 'ids' | 'versions'>> {
    await this.db.getRepository(Academy).insert({ name: DEMO_ACADEMY, createdAt: new Date() });
    const [ada, bob, alice, noor] = [
      await this.newcomers.add(cast.ada),
      await this.newcomers.add(cast.bob),
      await this.newcomers.add(cast.alice),
      await this.newcomers.add(colleague),
    ];
    await this.newcomers.add(cast.charlie);
    await this.db.transaction((tx) => this.users.appoint(tx, ada, ada));
    const strategist = await this.chronicle.publishStrategist(ada);
    const manager = await this.chronicle.publishManager(ada, 12);
    return { ids: { ada, bob, alice, noor }, versions: { strategist, manager } };
  }

  /** A cohort that can be joined, and one that somebody applies for. */
  private async openWhatComes(stage: Stage): Promise<void> {
    const { monday } = stage;
    await this.cohorts.open(stage, {
      ...{ slug: 'strategist-next', course: 'strategist', monday: monday.add({ weeks: 3 }) },
    });
    const managers = await this.cohorts.open(stage, {
      ...{
        slug: 'manager-next',
        course: 'manager',
        monday: monday.add({ weeks: 5 }),
        admission: 'application',
      },
    });
    await this.classroom.apply(managers);
  }

  private async finish(actorId: string): Promise<void> {
    const academy = await this.db.getRepository(Academy).findOneByOrFail({ single: true });
    await this.db.transaction((tx) =>
      this.audit.record(tx, { actorId, action: DEMO_WRITTEN, subjectType: 'academy', subjectId: academy.id }),
    );
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EVERY_FIVE_MINUTES, isDue } from '../../courses/times/reminders.rules.js';
import { placeOf, readableClock, readableTime } from '../../courses/times/times.rules.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Correspondence, type Letter, type Reader } from '../../users/correspondence/correspondence.js';
import { owedWork } from './deadline-sql.js';
import { type DeadlineKind, reminderAt, reminders, whatIsPossible } from './deadline.rules.js';

export const DEADLINE_REMINDERS = 'assignments.deadlines';

/** The instant tells a deadline from the same one moved or extended. */
interface Deadline {
  personId: string;
  enrolmentId: string;
  attempt: number;
  /** ISO 8601, UTC. */
  dueAt: string;
}

const titles: Record<DeadlineKind, { title: string; about: string }> = {
  'deadline-in-7-days': {
    title: 'A deadline is in 7 days',
    about: 'When your work is due on your clock, as long as you have not handed in.',
  },
  'deadline-in-48-hours': { title: 'A deadline is in 48 hours', about: 'The same, when it gets close.' },
  'deadline-passed': {
    title: 'A deadline has passed',
    about: 'What you can still do when you have not handed in.',
  },
};

/**
 * Tells whoever owes work that it will be due, and that it was. Extensions count, and who has handed in is left alone.
 *
 * It keeps no note of its last look, as `CourseReminders` does not: it asks for all that came due within a day, posting
 * says what was posted before, and nobody is written to about what came due more than a day ago. It takes one
 * statement to find, whatever the number of people, and one for every 1,000 mails of a kind to post.
 */
@Injectable()
export class DeadlineMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    for (const { kind } of reminders) {
      this.correspondence.define(kind, {
        ...titles[kind],
        required: null,
        compose: (deadline: Deadline, reader) => this.compose(kind, deadline, reader),
      });
    }
    this.jobs.repeat(DEADLINE_REMINDERS, EVERY_FIVE_MINUTES, {}, () => this.postDue());
  }

  private async postDue(): Promise<void> {
    const now = this.clock.now();
    const owed = await this.owed(now);
    await this.db.transaction(async (tx) => {
      for (const { kind, hours } of reminders) {
        const due = owed.filter(({ dueAt, since }) => {
          // Whoever took their seat after the deadline knows it from the course's page.
          return isDue(reminderAt(dueAt, hours), now) && since <= dueAt;
        });
        await this.correspondence.postAll(
          tx,
          kind,
          due.map(({ personId, enrolmentId, attempt, dueAt }) => ({
            ...{ personId, enrolmentId, attempt },
            dueAt: dueAt.toISOString(),
          })),
        );
      }
    });
  }

  /** Who owes work whose deadline is between a day ago and seven days from now. */
  private owed(now: Date): Promise<(Omit<Deadline, 'dueAt'> & { dueAt: Date; since: Date })[]> {
    // A deadline is the assignment's or an extension's, so only whom one of these concerns is looked at closer.
    return this.db.query(
      `SELECT e.user_id AS "personId", e.id AS "enrolmentId", owed.attempt, owed.due_at AS "dueAt", last.at AS since
         FROM ${owedWork} JOIN users u ON u.id = e.user_id AND u.erased_at IS NULL
         JOIN assignments a ON a.cohort_id = e.cohort_id
        WHERE (a.due_at BETWEEN $1::timestamptz - interval '1 day' AND $1::timestamptz + interval '7 days'
               OR EXISTS (SELECT FROM extensions x WHERE x.enrolment_id = e.id
                           AND x.until BETWEEN $1::timestamptz - interval '1 day' AND $1::timestamptz + interval '7 days'))
          AND owed.due_at BETWEEN $1::timestamptz - interval '1 day' AND $1::timestamptz + interval '7 days'`,
      [now],
    );
  }

  private async compose(
    kind: DeadlineKind,
    { enrolmentId, attempt, dueAt }: Deadline,
    reader: Reader,
  ): Promise<Letter | null> {
    const row = await this.read(enrolmentId);
    const now = this.clock.now();
    const due = new Date(dueAt);
    const passed = kind === 'deadline-passed';
    if (row?.attempt !== attempt || row.dueAt.getTime() !== due.getTime() || passed !== due <= now)
      return null;
    const { courseTitle, cohortName, assignmentTitle, slug, timeZone, cutOffAt } = row;
    const here = { readerZone: reader.timeZone, cohortZone: reader.timeZone, cohortPlace: '', now };
    const reading = { ...here, cohortZone: timeZone, cohortPlace: placeOf(timeZone) };
    const short = readableClock(due, here).words;
    const cutOff = { at: cutOffAt, words: readableTime(cutOffAt, reading).words };
    const late = cutOffAt > due ? ` Late work is taken until ${readableClock(cutOffAt, reading).words}.` : '';
    const advice = passed
      ? whatIsPossible(cutOff, now)
      : `You have not handed in yet. You can hand in as often as you like until then; the latest attempt is the one that is graded.${late}`;
    return {
      subject: passed ? `${assignmentTitle}: the deadline has passed` : `${assignmentTitle}: due on ${short}`,
      gist: passed ? advice : `${courseTitle}, ${cohortName}. You have not handed in yet.`,
      template: passed ? 'deadline-passed' : 'deadline-ahead',
      model: {
        courseTitle,
        cohortName,
        assignmentTitle,
        time: (passed ? readableClock(due, reading) : readableTime(due, reading)).words,
        advice,
        link: `${this.config.publicUrl}/my/${slug}/handbook`,
      },
      ...(passed ? {} : { pastAt: due }),
    };
  }

  /** What is owed now; null for whoever has handed in or has no seat any more. */
  private async read(enrolmentId: string): Promise<OwedWork | null> {
    const [row] = await this.db.query<OwedWork[]>(
      `SELECT owed.attempt, owed.due_at AS "dueAt", effective_cut_off_at(e.id) AS "cutOffAt", c.slug,
              c.time_zone AS "timeZone", c.name AS "cohortName", v.title AS "courseTitle", t.title AS "assignmentTitle"
         FROM ${owedWork} JOIN cohorts c ON c.id = e.cohort_id JOIN course_versions v ON v.id = c.course_version_id
         JOIN assignments a ON a.cohort_id = c.id JOIN templates t ON t.id = a.template_id
        WHERE e.id = $1`,
      [enrolmentId],
    );
    return row ?? null;
  }
}

interface OwedWork {
  attempt: number;
  dueAt: Date;
  cutOffAt: Date;
  slug: string;
  timeZone: string;
  cohortName: string;
  courseTitle: string;
  assignmentTitle: string;
}

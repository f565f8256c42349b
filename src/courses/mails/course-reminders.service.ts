import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Correspondence } from '../../users/correspondence/correspondence.js';
import { EVERY_FIVE_MINUTES } from '../times/reminders.rules.js';
import { SESSION_TOMORROW, SessionMails } from './session-mails.service.js';
import { WEEK_OPENS, WeekMails } from './week-mails.service.js';

export const COURSE_REMINDERS = 'courses.reminders';

/**
 * Looks every five minutes for weeks that have begun and live sessions that are a day off, and posts what is due.
 *
 * It keeps no note of its last look. It asks for all that came due within a day, and posting says what was posted
 * before: so nothing is missed when it could not run for a while, nobody gets a thing twice, and nobody is ever
 * written to about what came due more than a day ago. Each kind takes one statement to find, and one for every 1,000
 * mails to post.
 */
@Injectable()
export class CourseReminders implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly correspondence: Correspondence,
    private readonly weeks: WeekMails,
    private readonly sessions: SessionMails,
  ) {}

  onModuleInit(): void {
    this.jobs.repeat(COURSE_REMINDERS, EVERY_FIVE_MINUTES, {}, () => this.postDue());
  }

  private async postDue(): Promise<void> {
    const now = this.clock.now();
    const [weeks, sessions] = [await this.weeks.due(now), await this.sessions.due(now)];
    await this.db.transaction(async (tx) => {
      await this.correspondence.postAll(tx, WEEK_OPENS, weeks);
      await this.correspondence.postAll(tx, SESSION_TOMORROW, sessions);
    });
  }
}

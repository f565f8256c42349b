import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config/config.js';
import { type Mail, Mailer } from '../../../platform/mail/mailer.js';
import { Correspondence } from '../../../users/correspondence/correspondence.js';
import { type EnrolmentEventKind, type EnrolmentStatus, statusAfter } from '../enrolment.rules.js';
import { lastEvent } from '../enrolment-sql.js';
import { ruleWords } from './application.rules.js';
import { type Question } from './questions.js';

/** Ids: `{eventId}`, the event that decided. */
export const APPLICATION_DECIDED = 'application-decided';

/** Whoever applied is told the decision, with all that led to it. */
@Injectable()
export class ApplicationMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.mention({
      title: 'Your application',
      about: 'What was decided, with the mark of each answer.',
      required: 'It is sent once and answers what you have asked.',
    });
    this.mailer.define(APPLICATION_DECIDED, ({ eventId }: { eventId: string }) => this.compose(eventId));
  }

  private async compose(eventId: string): Promise<Mail | null> {
    interface Row {
      name: string | null;
      address: string | null;
      slug: string;
      cohortName: string;
      courseTitle: string;
      kind: 'accepted' | 'declined';
      points: number;
      needed: number;
      questions: Question[];
      marks: boolean[];
      enrolled: EnrolmentEventKind | null;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT u.name, u.email AS address, c.slug, c.name AS "cohortName", v.title AS "courseTitle", ev.kind,
              ev.points, ev.needed, f.questions,
              ARRAY(SELECT m.shown FROM application_marks m WHERE m.event_id = ev.id ORDER BY m.number) AS marks,
              (SELECT last.kind FROM enrolments e ${lastEvent}
                WHERE e.cohort_id = c.id AND e.user_id = u.id) AS enrolled
         FROM application_events ev JOIN applications a ON a.id = ev.application_id JOIN users u ON u.id = a.user_id
         JOIN cohorts c ON c.id = a.cohort_id JOIN course_versions v ON v.id = c.course_version_id
         JOIN application_forms f ON f.cohort_id = c.id
        WHERE ev.id = $1`,
      [eventId],
    );
    if (!row || row.name === null || row.address === null) return null;
    const { kind, points, needed, slug, courseTitle } = row;
    const status = row.enrolled && statusAfter(row.enrolled);
    return {
      to: { name: row.name, address: row.address },
      subject:
        kind === 'accepted'
          ? `Your application for ${courseTitle} is accepted`
          : `Your application for ${courseTitle} is not accepted`,
      template: APPLICATION_DECIDED,
      model: {
        recipientName: row.name,
        courseTitle,
        cohortName: row.cohortName,
        accepted: kind === 'accepted',
        result: `${points} of ten answers show what is asked, and ${needed} had to.`,
        outcome: kind === 'accepted' ? outcomeWords(status) : null,
        rule: ruleWords(needed),
        marks: row.questions.map(({ question }, at) => ({
          number: String(at + 1),
          question,
          word: row.marks[at] === true ? 'yes' : 'no',
        })),
        link: `${this.config.publicUrl}/${status === 'active' ? `my/${slug}` : `cohorts/${slug}/application`}`,
      },
    };
  }
}

/** What an accepted application has led to. */
export function outcomeWords(status: EnrolmentStatus | null): string {
  if (status === 'active' || status === 'completed') return 'You have a seat.';
  return status === 'waiting'
    ? 'All seats are taken at the moment, so you are on the waiting list. You get a mail when a seat is yours.'
    : 'You can enrol on the page of the cohort.';
}

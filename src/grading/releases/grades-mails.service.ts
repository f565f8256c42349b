import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Correspondence } from '../../users/correspondence/correspondence.js';
import { GradesReleased } from './grades-released.js';
import { regradeSinceShown } from './release-sql.js';

/** Ids: `{releaseId, enrolmentId}`. */
const GRADES_RELEASED = 'grades-released';

/** Everybody whose grade a release shows is told by mail, once. The mail tells nothing of the grade itself, but why it is a new one. */
@Injectable()
export class GradesMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.mention({
      title: 'Your grades',
      about: 'When the grade of your work is there to read.',
      required: 'It is what you worked for.',
    });
    this.mailer.define(GRADES_RELEASED, (ids: { releaseId: string; enrolmentId: string }) =>
      this.compose(ids),
    );
    this.events.after(GradesReleased, 'grading.tell-students', ({ releaseId }) => this.tell(releaseId));
  }

  private async tell(releaseId: string): Promise<void> {
    const graded = await this.db.query<{ enrolmentId: string }[]>(
      'SELECT enrolment_id AS "enrolmentId" FROM release_grades WHERE release_id = $1 ORDER BY enrolment_id',
      [releaseId],
    );
    await this.db.transaction((tx) =>
      this.mailer.postAll(
        tx,
        GRADES_RELEASED,
        graded.map(({ enrolmentId }) => ({ releaseId, enrolmentId })),
      ),
    );
  }

  private async compose({
    releaseId,
    enrolmentId,
  }: {
    releaseId: string;
    enrolmentId: string;
  }): Promise<Mail | null> {
    interface Row {
      name: string | null;
      address: string | null;
      cohortName: string;
      courseTitle: string;
      assignmentTitle: string;
      /** Where a changed rubric is why the grade is a new one. */
      regrade: { name: string; reason: string } | null;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT u.name, u.email AS address, c.name AS "cohortName", v.title AS "courseTitle",
              t.title AS "assignmentTitle",
              (SELECT ${regradeSinceShown} FROM release_grades n JOIN grade_events g ON g.id = n.grade_event_id
                WHERE n.release_id = $2 AND n.enrolment_id = e.id) AS regrade
         FROM enrolments e JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id JOIN assignments a ON a.cohort_id = c.id
         JOIN templates t ON t.id = a.template_id WHERE e.id = $1`,
      [enrolmentId, releaseId],
    );
    if (!row || row.name === null || row.address === null) return null;
    const { name, address, cohortName, courseTitle, assignmentTitle, regrade } = row;
    return {
      to: { name, address },
      subject: `Your grade in ${courseTitle}`,
      template: GRADES_RELEASED,
      model: {
        recipientName: name,
        courseTitle,
        cohortName,
        assignmentTitle,
        regrade,
        link: `${this.config.publicUrl}/results/${enrolmentId}`,
      },
    };
  }
}

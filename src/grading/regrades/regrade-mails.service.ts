import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Correspondence, type Letter } from '../../users/correspondence/correspondence.js';
import { currentAssessment } from '../marking/assessment-sql.js';
import { nameOr } from '../names.rules.js';
import { RubricChanged } from './rubric-changed.js';

const RUBRIC_CHANGED = 'rubric-changed';

interface Changed {
  personId: string;
  regradeId: string;
  cohortId: string;
}

/**
 * Whoever teaches a cohort whose marks were carried over to a changed rubric is told, but the one who did it. Students
 * hear of it with the release of their new grade, as nothing about marks reaches them before.
 */
@Injectable()
export class RegradeMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(RUBRIC_CHANGED, {
      title: 'A changed rubric',
      about: 'When marks of a cohort that you teach are carried over to a changed rubric.',
      required: 'Grades that you gave are written anew.',
      compose: (ids: Changed) => this.compose(ids),
    });
    this.events.within(RubricChanged, (tx, event) => this.tell(tx, event));
  }

  private async tell(tx: EntityManager, { regradeId, courseVersionId }: RubricChanged): Promise<void> {
    const told = await tx.query<Changed[]>(
      `SELECT i.user_id AS "personId", $1::text AS "regradeId", c.id AS "cohortId"
         FROM cohorts c JOIN cohort_instructors i ON i.cohort_id = c.id JOIN regrades x ON x.id = $1
        WHERE c.course_version_id = $2 AND i.user_id <> x.actor_id
          AND EXISTS (SELECT FROM enrolments e JOIN submissions s ON s.enrolment_id = e.id
                        JOIN assessments m ON m.submission_id = s.id
                       WHERE e.cohort_id = c.id AND m.rubric_version_id = x.rubric_version_id)
        ORDER BY c.id, i.user_id`,
      [regradeId, courseVersionId],
    );
    await this.correspondence.postAll(tx, RUBRIC_CHANGED, told);
  }

  private async compose({ regradeId, cohortId }: Changed): Promise<Letter | null> {
    interface Row {
      slug: string;
      cohortName: string;
      courseTitle: string;
      actorName: string | null;
      name: string;
      why: string;
      grades: number;
      open: number;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT c.slug, c.name AS "cohortName", v.title AS "courseTitle", u.name AS "actorName", x.name, x.reason AS why,
              (SELECT count(*)::int FROM grade_events g JOIN enrolments e ON e.id = g.enrolment_id
                WHERE g.regrade_id = x.id AND e.cohort_id = c.id) AS grades,
              (SELECT count(*)::int FROM enrolments e
                 JOIN LATERAL (SELECT id FROM submissions WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
                 ${currentAssessment}
                WHERE e.cohort_id = c.id AND m.rubric_version_id = x.rubric_version_id
                  AND EXISTS (SELECT FROM grade_events g WHERE g.submission_id = s.id)
                  AND NOT EXISTS (SELECT FROM grade_events g
                                   WHERE g.submission_id = s.id AND g.rubric_version_id = x.rubric_version_id)) AS open
         FROM regrades x JOIN users u ON u.id = x.actor_id JOIN cohorts c ON c.id = $2
         JOIN course_versions v ON v.id = c.course_version_id WHERE x.id = $1`,
      [regradeId, cohortId],
    );
    if (!row) return null;
    const { slug, grades, open, actorName, ...said } = row;
    return {
      subject: `The rubric of ${said.courseTitle} has changed`,
      gist: 'Marks have been carried over to a changed rubric.',
      template: RUBRIC_CHANGED,
      model: {
        ...said,
        actorName: nameOr(actorName, 'An administrator'),
        effect: effectWords(grades, open),
        link: `${this.config.publicUrl}/grading/cohorts/${slug}`,
      },
    };
  }
}

function effectWords(grades: number, open: number): string {
  const written =
    grades === 0
      ? 'There was no grade to write anew'
      : `${grades} ${grades === 1 ? 'grade was written anew and waits' : 'grades were written anew and wait'} for a release`;
  if (open === 0) return `${written}.`;
  return `${written}; ${open} ${open === 1 ? 'piece of work needs' : 'pieces of work need'} new marks.`;
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Correspondence, type Letter } from '../../users/correspondence/correspondence.js';
import { type OmissionReason, type PlanEndKind } from './release-plan.entity.js';
import { ReleasePlanEnded } from './release-plan-ended.js';
import { endWords, omissionWords } from './release-plan-words.rules.js';

const PLANNED_RELEASE = 'planned-release';

interface Ids {
  personId: string;
  planId: string;
}

/** Whoever planned a release is told what became of it, unless they ended it themselves. */
@Injectable()
export class ReleasePlanMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(PLANNED_RELEASE, {
      title: 'A release that you have planned',
      about: 'For those who teach: that it has happened, and what it has left out.',
      required: 'You asked for it, and grades that were left out wait for you.',
      compose: ({ planId }: Ids) => this.compose(planId),
    });
    this.events.within(ReleasePlanEnded, async (tx, { planId }) => {
      const [plan] = await tx.query<{ personId: string }[]>(
        `SELECT p.planned_by_id AS "personId" FROM release_plans p JOIN release_plan_ends n ON n.plan_id = p.id
          WHERE p.id = $1 AND n.actor_id IS DISTINCT FROM p.planned_by_id`,
        [planId],
      );
      if (plan) await this.correspondence.post(tx, PLANNED_RELEASE, { personId: plan.personId, planId });
    });
  }

  private async compose(planId: string): Promise<Letter | null> {
    interface Row {
      kind: PlanEndKind;
      actorName: string | null;
      slug: string;
      cohortName: string;
      courseTitle: string;
      released: number;
      omitted: OmissionReason[];
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT n.kind, a.name AS "actorName", c.slug, c.name AS "cohortName", v.title AS "courseTitle",
              (SELECT count(*)::int FROM release_grades r WHERE r.release_id = n.release_id) AS released,
              ARRAY(SELECT o.reason FROM release_plan_omissions o WHERE o.plan_id = p.id) AS omitted
         FROM release_plans p JOIN release_plan_ends n ON n.plan_id = p.id JOIN cohorts c ON c.id = p.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id LEFT JOIN users a ON a.id = n.actor_id
        WHERE p.id = $1`,
      [planId],
    );
    if (!row) return null;
    const { kind, actorName, slug, cohortName, courseTitle, released, omitted } = row;
    const what = endWords(kind, { released, actorName });
    return {
      subject: `${courseTitle}, ${cohortName}: ${what.title}`,
      gist: what.sentence,
      template: PLANNED_RELEASE,
      model: {
        courseTitle,
        cohortName,
        sentence: what.sentence,
        omissions: omissionWords(omitted),
        link: `${this.config.publicUrl}/grading/cohorts/${slug}/releases`,
      },
    };
  }
}

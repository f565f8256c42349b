import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { type LatePolicy } from '../../assignments/lateness/late-policy.rules.js';
import { CohortDatesMoved } from '../../courses/cohorts/cohort-dates-moved.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { GradeEvents, type NewRemark } from '../grades/grade-events.service.js';
import { type Choices, standing } from '../grades/grading.rules.js';
import { percentText } from '../grades/percent.rules.js';
import { byName } from '../names.rules.js';
import { type Rubric, Rubrics } from '../rubrics/rubrics.service.js';
import { latePenalty } from './late-penalty.js';

/** What being late makes of one grade by now, where it differs from what the grade says. */
export interface LatenessChange {
  enrolmentId: string;
  studentId: string;
  /** Whoever was erased is left out, so it is there. */
  studentName: string;
  submissionId: string;
  submissionNumber: number;
  /** Whether the student has been shown the grade that would change. */
  released: boolean;
  before: { percent: string; passed: boolean };
  after: { percent: string; passed: boolean };
}

/**
 * Grades follow what is true about time: when it is given later, dates move or a policy changes, they are computed
 * anew from the same levels and remarks. Only grades whose percentage changes, of the attempts that count: everybody's
 * latest. Others need no event: how late they were is told by `termsOf`. Nothing is released by it.
 */
@Injectable()
export class LatenessRegrades implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly policies: LatePolicies,
    private readonly rubrics: Rubrics,
    private readonly gradeEvents: GradeEvents,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(CohortDatesMoved, async (tx, { cohortId, moveId }) => {
      const [move] = await tx.query<{ actorId: string }[]>(
        'SELECT moved_by_id AS "actorId" FROM cohort_moves WHERE id = $1',
        [moveId],
      );
      if (move) await this.carryOut(tx, { cohortId }, move.actorId);
    });
  }

  /**
   * What would change, by name. A fixed number of statements, whatever the cohort's size.
   *
   * @param instead a policy that is not in force yet, or a deadline of the cohort's that is not yet; else what is
   */
  async preview(
    cohortId: string,
    instead: Instead = {},
    em: EntityManager = this.db.manager,
  ): Promise<LatenessChange[]> {
    return (await this.changes(em, { cohortId }, instead)).map(({ change }) => change).sort(byName);
  }

  /**
   * Writes the grades that follow.
   *
   * @returns what changed, by name
   */
  async carryOut(tx: EntityManager, whose: Whose, actorId: string): Promise<LatenessChange[]> {
    await hold(tx, whose);
    const changes = await this.changes(tx, whose);
    for (const { graded, rubric } of changes) {
      const { assessmentId, submissionId, enrolmentId, personId: authorId, choices, remarks } = graded;
      await this.gradeEvents.append(
        tx,
        {
          work: { assessmentId, submissionId, enrolmentId, authorId },
          ...{ rubric, choices, remarks, actorId },
          ...{ cause: 'lateness', regradeId: null },
        },
        await this.gradeEvents.latest(tx, submissionId),
      );
    }
    return changes.map(({ change }) => change).sort(byName);
  }

  private async changes(em: EntityManager, whose: Whose, instead: Instead = {}): Promise<Changed[]> {
    const graded: Graded[] = await em.query(gradedWork, parameters(whose));
    if (graded.length === 0) return [];
    const late = await this.policies.lateWork(
      graded.map(({ submissionId }) => submissionId),
      em,
    );
    const rubrics = await this.rubrics.readAll(
      [...new Set(graded.map(({ rubricVersionId }) => rubricVersionId))],
      em,
    );
    return graded.flatMap((one) => {
      const [work, rubric] = [late.get(one.submissionId), rubrics.get(one.rubricVersionId)];
      if (!work || !rubric) throw new Error('A grade refers to something that is not there.');
      const { policy = work.policy, dueAt = work.dueAt } = instead;
      // An extension that ends later stays. A deadline that moves lies ahead of all that is handed in.
      const penalty = latePenalty({ ...work, policy, dueAt: dueAt > work.dueAt ? dueAt : work.dueAt });
      const { percent, passed } = standing({ ...rubric, late: penalty }, one.choices);
      const { enrolmentId, personId: studentId, studentName, submissionId, submissionNumber, released } = one;
      const after = { percent: percentText(percent), passed };
      if (after.percent === one.percent) return [];
      const before = { percent: one.percent, passed: one.passed };
      const student = { enrolmentId, studentId, studentName };
      const change = { ...student, submissionId, submissionNumber, released, before, after };
      return { change, graded: one, rubric };
    });
  }
}

/** What would be in force. */
export interface Instead {
  policy?: LatePolicy;
  dueAt?: Date;
}

/** Of a cohort everybody, or some. */
export interface Whose {
  cohortId: string;
  enrolmentIds?: readonly string[];
}

interface Changed {
  change: LatenessChange;
  graded: Graded;
  rubric: Rubric;
}

interface Graded {
  enrolmentId: string;
  personId: string;
  studentName: string;
  submissionId: string;
  submissionNumber: number;
  assessmentId: string;
  rubricVersionId: string;
  percent: string;
  passed: boolean;
  released: boolean;
  choices: Choices;
  remarks: NewRemark[];
}

/** Nobody of them is erased and none of their grades finalised until `tx` ends; in the order of finalising. */
async function hold(tx: EntityManager, whose: Whose): Promise<void> {
  const enrolled = `FROM enrolments e WHERE ${ofThese}`;
  await tx.query(
    `SELECT id FROM users WHERE id IN (SELECT e.user_id ${enrolled}) ORDER BY id FOR SHARE`,
    parameters(whose),
  );
  await tx.query(
    `SELECT id FROM submissions WHERE enrolment_id IN (SELECT e.id ${enrolled}) ORDER BY id FOR NO KEY UPDATE`,
    parameters(whose),
  );
}

const ofThese = 'e.cohort_id = $1 AND ($2::uuid[] IS NULL OR e.id = ANY($2))';
const parameters = ({ cohortId, enrolmentIds }: Whose) => [cohortId, enrolmentIds ?? null];

const gradedWork = `
  SELECT e.id AS "enrolmentId", u.id AS "personId", u.name AS "studentName", s.id AS "submissionId",
         s.number AS "submissionNumber", g.assessment_id AS "assessmentId", g.rubric_version_id AS "rubricVersionId",
         g.percent, g.passed,
         EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id) AS released,
         (SELECT jsonb_object_agg(c.rubric_criterion_id, c.level_id)
            FROM criterion_scores c WHERE c.grade_event_id = g.id) AS choices,
         coalesce((SELECT jsonb_agg(jsonb_build_object('criterionId', m.criterion_id, 'authorId', m.author_id,
                                                       'body', t.body))
            FROM remarks m JOIN remark_texts t ON t.remark_id = m.id
           WHERE m.grade_event_id = g.id AND m.criterion_id IS NOT NULL AND t.body IS NOT NULL), '[]') AS remarks
    FROM enrolments e JOIN users u ON u.id = e.user_id
    JOIN LATERAL (SELECT id, number FROM submissions WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
    JOIN LATERAL (SELECT * FROM grade_events WHERE submission_id = s.id ORDER BY sequence DESC LIMIT 1) g ON true
   WHERE ${ofThese} AND u.erased_at IS NULL
   ORDER BY s.id`;

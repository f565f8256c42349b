import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { LatePolicies } from '../../assignments/lateness/late-policies.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import {
  CriterionScore,
  type GradeCause,
  GradeEvent,
  Remark,
  RemarkText,
} from '../marking/assessment.entity.js';
import { GivenRemarks } from '../remarks/given-remarks.service.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import { type Choices, chosenLevel, lateSeconds, standing } from './grading.rules.js';
import { latePenalty } from '../lateness/late-penalty.js';
import { percentText } from './percent.rules.js';

/** Whose work is graded, as far as a grade needs it. */
export interface GradedWork {
  assessmentId: string;
  submissionId: string;
  enrolmentId: string;
  authorId: string;
}

export interface NewGrade {
  work: GradedWork;
  rubric: Rubric;
  /** A level for every criterion. */
  choices: Choices;
  remarks: readonly NewRemark[];
  actorId: string;
  cause: GradeCause;
  /** With cause `rubric`, and only then. */
  regradeId: string | null;
}

export interface NewRemark {
  criterionId: string;
  authorId: string;
  body: string;
}

/** The one place where a grade is written: the event, its scores, its remarks and the audit entry. */
@Injectable()
export class GradeEvents {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly policies: LatePolicies,
    private readonly given: GivenRemarks,
  ) {}

  /**
   * The latest grade of a submission, or null. Holds the submission until the end of `tx`, so that grades of one
   * submission are numbered one at a time, each seeing the one before.
   */
  async latest(tx: EntityManager, submissionId: string): Promise<GradeEvent | null> {
    await tx.query('SELECT id FROM submissions WHERE id = $1 FOR NO KEY UPDATE', [submissionId]);
    return tx.getRepository(GradeEvent).findOne({ where: { submissionId }, order: { sequence: 'DESC' } });
  }

  /**
   * Writes the grade that follows `before`, which is what `latest` gave in the same transaction. When the work was due
   * and what being late takes is read here, under its lock, so that no time that was just given is overlooked.
   *
   * @throws Error for a criterion without a level
   */
  async append(tx: EntityManager, grade: NewGrade, before: GradeEvent | null): Promise<GradeEvent> {
    const { work, rubric, choices, actorId, cause, regradeId } = grade;
    const late = (await this.policies.lateWork([work.submissionId], tx)).get(work.submissionId);
    if (!late) throw new Error(`The submission ${work.submissionId} is not there.`);
    const penalty = latePenalty(late);
    const { percent, earned, deducted, passed } = standing({ ...rubric, late: penalty }, choices);
    const event = await tx.getRepository(GradeEvent).save({
      assessmentId: work.assessmentId,
      submissionId: work.submissionId,
      enrolmentId: work.enrolmentId,
      rubricVersionId: rubric.id,
      sequence: (before?.sequence ?? 0) + 1,
      kind: before ? ('regraded' as const) : ('finalised' as const),
      cause,
      regradeId,
      percent: percentText(percent),
      earnedPercent: percentText(earned),
      deducted: percentText(deducted),
      passed,
      lateSeconds: lateSeconds(late.dueAt, late.submittedAt),
      dueAt: late.dueAt,
      latePolicyId: late.policy?.id ?? null,
      actorId,
      at: this.clock.now(),
    });
    await tx
      .getRepository(CriterionScore)
      .insert(
        rubric.criteria.map((criterion) => ({ ...scoreOf(criterion, choices), gradeEventId: event.id })),
      );
    await this.addRemarks(tx, event, grade);
    await this.given.freeze(tx, event, work.authorId, before);
    await this.audit.record(tx, {
      actorId,
      action: `grade.${event.kind}`,
      subjectType: 'grade-event',
      subjectId: event.id,
      facts: {
        assessmentId: work.assessmentId,
        submissionId: work.submissionId,
        enrolmentId: work.enrolmentId,
        sequence: event.sequence,
        cause,
        percent: event.percent,
        deducted: event.deducted,
        passed,
      },
    });
    return event;
  }

  private async addRemarks(
    tx: EntityManager,
    event: GradeEvent,
    { work, remarks: said }: NewGrade,
  ): Promise<void> {
    if (said.length === 0) return;
    const remarks = await tx
      .getRepository(Remark)
      .save(said.map(({ criterionId, authorId }) => ({ gradeEventId: event.id, criterionId, authorId })));
    const bodies = new Map(said.map(({ criterionId, body }) => [criterionId, body]));
    await tx.getRepository(RemarkText).insert(
      remarks.map(({ id, criterionId }) => ({
        remarkId: id,
        personId: work.authorId,
        body: bodies.get(criterionId) ?? '',
      })),
    );
  }
}

function scoreOf(criterion: RubricCriterionRead, choices: Choices) {
  const level = chosenLevel(criterion, choices);
  if (!level) throw new Error('A grade needs a level in every criterion.');
  return {
    criterionId: criterion.criterionId,
    rubricCriterionId: criterion.id,
    levelId: level.id,
    points: level.points,
  };
}

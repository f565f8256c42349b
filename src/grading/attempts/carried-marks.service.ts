import { Injectable } from '@nestjs/common';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { type MarkWrite, ScoreDrafts, type StoredMark } from '../marking/score-drafts.service.js';
import { Rubrics } from '../rubrics/rubrics.service.js';
import { carriedMark, isUnmade } from './carried-marks.rules.js';
import { EarlierAttempts } from './earlier-attempts.service.js';

/** Marks of an earlier attempt that hold for this one, written as if the marker had chosen them again. */
@Injectable()
export class CarriedMarks {
  constructor(
    private readonly drafts: ScoreDrafts,
    private readonly earlier: EarlierAttempts,
    private readonly rubrics: Rubrics,
  ) {}

  /**
   * Carries over the earlier level and remark of unchanged criteria that have neither yet. A mark that was made is
   * never overwritten, also when a co-marker makes it at this moment.
   *
   * @param rubricCriterionIds of those that are meant, or null for all
   * @returns the marks as they are stored now, those of other criteria left out
   * @throws DomainError notFound for a criterion of another rubric; conflict when one is meant, and can't be carried over
   */
  async carryOver(
    viewer: Viewer,
    assessment: MarkedAssessment,
    rubricCriterionIds: readonly string[] | null,
  ): Promise<StoredMark[]> {
    const rubric = await this.rubrics.read(assessment.rubricVersionId);
    const all = rubric.criteria.map(({ id }) => id);
    const asked = rubricCriterionIds ?? all;
    if (!asked.every((id) => all.includes(id))) {
      throw notFound('The rubric of this assessment has no such criterion.');
    }
    const [before, stored] = await Promise.all([
      this.earlier.before(assessment, rubric),
      this.drafts.of(assessment.id),
    ]);
    const marks = asked.flatMap((id): MarkWrite[] => {
      const mark = carriedMark(before?.marks.get(id));
      const there = stored.get(id);
      return mark && isUnmade(there)
        ? [{ ...mark, rubricCriterionId: id, version: there?.version ?? 0 }]
        : [];
    });
    const { saved } = await this.drafts.writeAll(viewer, assessment, marks, { origin: 'carried' });
    const [one] = rubricCriterionIds ?? [];
    if (one !== undefined && asked.length === 1 && saved.length === 0) {
      throw conflict(
        isUnmade(stored.get(one)) && marks.length === 0
          ? 'This criterion can’t be carried over: there is no earlier mark, or what it judges has changed. Nothing was changed.'
          : 'This criterion has a mark already, so nothing was carried over.',
      );
    }
    return saved;
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { type Statement, Statements } from '../../platform/database/statements.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { type StoredMark } from '../marking/score-drafts.service.js';
import { hereForSeconds } from './presence.rules.js';

/** Somebody else at the same desk. */
export interface CoMarker {
  id: string;
  name: string;
  /** Where they are; null while they read the handbook. */
  rubricCriterionId: string | null;
}

export interface DeskNow {
  people: CoMarker[];
  /** The marks whose versions are not those that were asked with. */
  marks: StoredMark[];
  /** How many grades the submission has. */
  grades: number;
}

/** Who is at which desk, and what changed there since a page was made. */
@Injectable()
export class Presences implements OnModuleInit {
  constructor(
    private readonly statements: Statements,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.query('DELETE FROM marker_presences WHERE user_id = $1', [personId]);
    });
  }

  /**
   * Notes that somebody is at this desk, and answers with what they may not know yet. One statement.
   *
   * @param at the criterion that they are at; anything that is not of this rubric counts as none
   * @param seen the versions of the marks that their page shows, by the rubric version's criterion; no others are answered
   */
  async arrive(
    viewer: Viewer,
    { id, rubricVersionId, submission }: MarkedAssessment,
    at: string | null,
    seen: Readonly<Record<string, number>>,
  ): Promise<DeskNow> {
    const [row] = await this.statements.run<Row>(arrive, [
      ...[viewer.id, id, at, this.clock.now(), rubricVersionId, submission.id],
      ...[Object.keys(seen), Object.values(seen), hereForSeconds],
    ]);
    if (!row) throw new Error('A statement without a condition gives one row.');
    return { ...row, marks: row.marks.map((mark) => ({ ...mark, updatedAt: new Date(mark.updatedAt) })) };
  }
}

interface Row extends Omit<DeskNow, 'marks'> {
  marks: (Omit<StoredMark, 'updatedAt'> & { updatedAt: string })[];
}

/** Rows of people who have gone are dropped by whoever comes next; two who come at once do not wait for each other. */
const arrive: Statement = {
  name: 'arrive_at_desk',
  text: `
    WITH here AS (
      INSERT INTO marker_presences (user_id, assessment_id, rubric_criterion_id, seen_at)
      VALUES ($1, $2, (SELECT id FROM rubric_criteria WHERE id = $3 AND rubric_version_id = $5), $4)
          ON CONFLICT (user_id) DO UPDATE SET assessment_id = excluded.assessment_id,
             rubric_criterion_id = excluded.rubric_criterion_id, seen_at = excluded.seen_at
    ), gone AS (
      DELETE FROM marker_presences WHERE user_id IN (
        SELECT user_id FROM marker_presences WHERE user_id <> $1 AND seen_at < $4::timestamptz - interval '1 hour'
           FOR UPDATE SKIP LOCKED)
    )
    SELECT (SELECT coalesce(json_agg(json_build_object('id', u.id, 'name', u.name,
                     'rubricCriterionId', p.rubric_criterion_id) ORDER BY u.name, u.id), '[]')
              FROM marker_presences p JOIN users u ON u.id = p.user_id AND u.erased_at IS NULL
             WHERE p.assessment_id = $2 AND p.user_id <> $1
               AND p.seen_at > $4::timestamptz - make_interval(secs => $9)) AS people,
           (SELECT coalesce(json_agg(json_build_object('rubricCriterionId', d.rubric_criterion_id, 'levelId', d.level_id,
                     'remark', d.remark, 'version', d.version, 'updatedAt', d.updated_at,
                     'updatedById', d.updated_by_id, 'updatedByName', u.name)), '[]')
              FROM unnest($7::uuid[], $8::int[]) AS seen (criterion_id, version)
              JOIN score_drafts d ON d.assessment_id = $2 AND d.rubric_criterion_id = seen.criterion_id
               AND d.version <> seen.version
              JOIN users u ON u.id = d.updated_by_id) AS marks,
           (SELECT count(*)::int FROM grade_events WHERE submission_id = $6) AS grades`,
};

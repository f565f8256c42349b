import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { CourseVersionPublished } from '../../courses/versions/course-version-published.js';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Scale, type ScaleCriterion, type ScaleLevel } from '../grades/grading.rules.js';
import { lockCourseVersion, refuseIncomplete, refuseUnstorable, writeCriteria } from './rubric-rows.js';
import { RubricVersion } from './rubric.entity.js';
import { type RubricPlan } from './rubric.rules.js';

/** A rubric version as pages and arithmetic read it. */
export interface Rubric extends Scale {
  id: string;
  title: string;
  criteria: readonly RubricCriterionRead[];
}

export interface RubricCriterionRead extends ScaleCriterion {
  /** Its identity over the versions. */
  criterionId: string;
  key: string;
  description: string;
  /** The sections that it is judged by, in the handbook's order. */
  sections: readonly { key: string; title: string }[];
  levels: readonly RubricLevelRead[];
}

interface RubricLevelRead extends ScaleLevel {
  description: string;
}

@Injectable()
export class Rubrics implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(CourseVersionPublished, (tx, event) => this.freeze(tx, event.courseVersionId));
  }

  /**
   * Writes the next rubric version of a course version, as a draft; it may still be incomplete. It takes the place of a
   * draft that was there. The template comes first, because criteria name its sections.
   *
   * @returns the rubric version's id
   * @throws DomainError invalid for numbers, keys and sections that can't be stored
   */
  async draft(tx: EntityManager, courseVersionId: string, plan: RubricPlan): Promise<string> {
    await refuseUnstorable(tx, courseVersionId, plan);
    // Locked, so that two drafts at once do not count to the same number.
    const { courseId } = await lockCourseVersion(tx, courseVersionId);
    await tx
      .getRepository(RubricVersion)
      .update(
        { courseVersionId, publishedAt: IsNull(), discardedAt: IsNull() },
        { discardedAt: this.clock.now() },
      );
    const latest = await tx.getRepository(RubricVersion).maximum('number', { courseVersionId });
    const { id } = await tx.getRepository(RubricVersion).save({
      courseVersionId,
      number: (latest ?? 0) + 1,
      title: plan.title,
      passPercent: plan.passPercent,
      publishedAt: null,
    });
    await writeCriteria(tx, { rubricVersionId: id, courseId, courseVersionId }, plan);
    return id;
  }

  /** The rubric that a course version's work is judged by now; null before it is published. */
  async inForce(em: EntityManager, courseVersionId: string): Promise<string | null> {
    const rows: { id: string }[] = await em.query(
      `SELECT id FROM rubric_versions WHERE course_version_id = $1 AND published_at IS NOT NULL
        ORDER BY number DESC LIMIT 1`,
      [courseVersionId],
    );
    return rows[0]?.id ?? null;
  }

  /** The rubric of a course version that is being written; null when none is. */
  async openDraft(em: EntityManager, courseVersionId: string): Promise<string | null> {
    const draft = await em
      .getRepository(RubricVersion)
      .findOneBy({ courseVersionId, publishedAt: IsNull(), discardedAt: IsNull() });
    return draft?.id ?? null;
  }

  /**
   * The rubric of a course version as a plan for another one: the one in force, or the draft while the course version
   * is one itself. Null when it has none.
   */
  async latestPlan(em: EntityManager, courseVersionId: string): Promise<RubricPlan | null> {
    const id = (await this.inForce(em, courseVersionId)) ?? (await this.openDraft(em, courseVersionId));
    return id === null ? null : planOf(await this.read(id, em));
  }

  /** @throws Error when there is no such version */
  async read(rubricVersionId: string, em: EntityManager = this.db.manager): Promise<Rubric> {
    const rubric = (await this.readAll([rubricVersionId], em)).get(rubricVersionId);
    if (!rubric) throw new Error(`There is no rubric version ${rubricVersionId}.`);
    return rubric;
  }

  /** Rubric versions by id, whatever their number one statement. */
  async readAll(ids: readonly string[], em: EntityManager = this.db.manager): Promise<Map<string, Rubric>> {
    const rows: Rubric[] = await em.query(rubricsById, [ids]);
    return new Map(rows.map((rubric) => [rubric.id, rubric]));
  }

  /** A rubric that is published is frozen with its course version; one that can't be is a reason not to publish. */
  private async freeze(tx: EntityManager, courseVersionId: string): Promise<void> {
    const id = await this.openDraft(tx, courseVersionId);
    if (id === null) throw noRubric();
    await refuseIncomplete(tx, courseVersionId, planOf(await this.read(id, tx)));
    await tx.getRepository(RubricVersion).update({ id }, { publishedAt: this.clock.now() });
  }
}

function noRubric() {
  const message = 'This course version has no rubric yet.';
  return invalid(message, [{ field: 'rubric', message }]);
}

/** A rubric version without its ids: what the next one begins with, a file holds, and a change is compared with. */
export function planOf({ title, passPercent, criteria }: Rubric): RubricPlan {
  return {
    title,
    passPercent,
    criteria: criteria.map((criterion) => ({
      key: criterion.key,
      competency: criterion.competency,
      title: criterion.title,
      description: criterion.description,
      weight: criterion.weight,
      sections: criterion.sections.map((section) => section.key),
      levels: criterion.levels.map(({ title: name, description, points, required }) => ({
        title: name,
        description,
        points,
        required,
      })),
    })),
  };
}

const rubricsById = `
  SELECT v.id, v.title, v.pass_percent AS "passPercent", coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'id', c.id, 'criterionId', c.criterion_id, 'key', k.key, 'title', c.title,
                    'description', c.description, 'competency', c.competency, 'weight', c.weight,
                    'sections', coalesce((
                      SELECT jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title) ORDER BY s.position)
                        FROM criterion_sections j JOIN template_sections s ON s.id = j.template_section_id
                       WHERE j.rubric_criterion_id = c.id), '[]'),
                    'levels', coalesce((
                      SELECT jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'description', l.description,
                                                          'points', l.points, 'required', l.required)
                                       ORDER BY l.position)
                        FROM rubric_levels l WHERE l.rubric_criterion_id = c.id), '[]'))
                  ORDER BY c.position)
             FROM rubric_criteria c JOIN criteria k ON k.id = c.criterion_id
            WHERE c.rubric_version_id = v.id), '[]') AS criteria
    FROM rubric_versions v WHERE v.id = ANY($1)`;

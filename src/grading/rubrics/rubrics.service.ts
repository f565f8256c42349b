import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CourseVersionPublished } from '../../courses/versions/course-version-published.js';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Scale, type ScaleCriterion, type ScaleLevel } from '../grades/grading.rules.js';
import { CriterionSection, RubricCriterion, RubricLevel, RubricVersion } from './rubric.entity.js';
import { type CriterionPlan, type RubricPlan, rubricProblems, unstorable } from './rubric.rules.js';

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
   * Writes the next rubric version of a course version, as a draft; it may still be incomplete. The template comes
   * first, because criteria name its sections.
   *
   * @returns the rubric version's id
   * @throws DomainError invalid for numbers, keys and sections that can't be stored
   */
  async draft(tx: EntityManager, courseVersionId: string, plan: RubricPlan): Promise<string> {
    const sections = await this.sectionsOf(tx, courseVersionId);
    const problems = unstorable(plan, [...sections.keys()]);
    if (problems.length > 0) throw incomplete('This rubric can’t be stored.', problems);
    // Locked, so that two drafts at once do not count to the same number.
    const locked: { courseId: string }[] = await tx.query(
      'SELECT course_id AS "courseId" FROM course_versions WHERE id = $1 FOR NO KEY UPDATE',
      [courseVersionId],
    );
    const [course] = locked;
    if (!course) throw invalid('There is no such course version.');
    const latest = await tx.getRepository(RubricVersion).maximum('number', { courseVersionId });
    const { id } = await tx.getRepository(RubricVersion).save({
      courseVersionId,
      number: (latest ?? 0) + 1,
      title: plan.title,
      passPercent: plan.passPercent,
      publishedAt: null,
    });
    for (const [at, criterion] of plan.criteria.entries()) {
      const criterionId = await this.identity(tx, course.courseId, criterion.key);
      await this.addCriterion(
        tx,
        { rubricVersionId: id, criterionId, position: at + 1 },
        criterion,
        sections,
      );
    }
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

  /** The latest rubric of a course version, published or not, as a plan for another one; null when it has none. */
  async latestPlan(em: EntityManager, courseVersionId: string): Promise<RubricPlan | null> {
    const latest = await em
      .getRepository(RubricVersion)
      .findOne({ where: { courseVersionId }, order: { number: 'DESC' } });
    return latest && planOf(await this.read(latest.id, em));
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
    const draft = await tx
      .getRepository(RubricVersion)
      .findOne({ where: { courseVersionId }, order: { number: 'DESC' } });
    if (!draft) throw invalid('This course version has no rubric yet.');
    const rubric = await this.read(draft.id, tx);
    const sections = await this.sectionsOf(tx, courseVersionId);
    const problems = rubricProblems(planOf(rubric), [...sections.keys()]);
    if (problems.length > 0) throw incomplete('The rubric can’t be published yet.', problems);
    await tx.getRepository(RubricVersion).update({ id: draft.id }, { publishedAt: this.clock.now() });
  }

  /** Section key → id of the course version's template. */
  private async sectionsOf(tx: EntityManager, courseVersionId: string): Promise<Map<string, string>> {
    const rows: { id: string; key: string }[] = await tx.query(
      `SELECT s.id, s.key FROM templates t JOIN template_sections s ON s.template_id = t.id
        WHERE t.course_version_id = $1 ORDER BY s.position`,
      [courseVersionId],
    );
    return new Map(rows.map(({ id, key }) => [key, id]));
  }

  /** What is judged keeps its identity over the versions: the unique key finds it, or makes it once. */
  private async identity(tx: EntityManager, courseId: string, key: string): Promise<string> {
    await tx.query(
      'INSERT INTO criteria (course_id, key) VALUES ($1, $2) ON CONFLICT (course_id, key) DO NOTHING',
      [courseId, key],
    );
    const rows: { id: string }[] = await tx.query(
      'SELECT id FROM criteria WHERE course_id = $1 AND key = $2',
      [courseId, key],
    );
    const [row] = rows;
    if (!row) throw new Error('A criterion that was just written is not there.');
    return row.id;
  }

  private async addCriterion(
    tx: EntityManager,
    place: { rubricVersionId: string; criterionId: string; position: number },
    { competency, title, description, weight, levels, sections: keys }: CriterionPlan,
    sections: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { id: rubricCriterionId } = await tx
      .getRepository(RubricCriterion)
      .save({ ...place, competency, title, description, weight });
    await tx
      .getRepository(CriterionSection)
      .insert(keys.map((key) => ({ rubricCriterionId, templateSectionId: sections.get(key) ?? '' })));
    await tx.getRepository(RubricLevel).insert(
      levels.map((level, at) => ({
        rubricCriterionId,
        position: at + 1,
        title: level.title,
        description: level.description,
        points: level.points,
        required: level.required ?? false,
      })),
    );
  }
}

function incomplete(message: string, problems: readonly string[]) {
  return invalid(
    `${message} ${problems.join(' ')}`,
    problems.map((problem) => ({ field: 'rubric', message: problem })),
  );
}

function planOf(rubric: Rubric): RubricPlan {
  return {
    title: rubric.title,
    passPercent: rubric.passPercent,
    criteria: rubric.criteria.map((criterion) => ({
      ...criterion,
      sections: criterion.sections.map((section) => section.key),
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

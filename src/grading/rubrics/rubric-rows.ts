import { type EntityManager } from 'typeorm';
import { invalid } from '../../platform/errors/domain-errors.js';
import { unprintableIn } from './rubric-printing.js';
import { CriterionSection, RubricCriterion, RubricLevel, RubricVersion } from './rubric.entity.js';
import { type CriterionPlan, type RubricPlan, rubricProblems, unstorable } from './rubric.rules.js';

/** Where a rubric is written. */
export interface RubricPlace {
  rubricVersionId: string;
  courseId: string;
  courseVersionId: string;
}

/**
 * Locks a course version until `tx` ends: rubrics of one course version are drafted, edited and published one after the
 * other, and none while the course version itself is being published.
 */
export async function lockCourseVersion(
  tx: EntityManager,
  id: string,
): Promise<{ courseId: string; publishedAt: Date | null; discardedAt: Date | null }> {
  const rows: { courseId: string; publishedAt: Date | null; discardedAt: Date | null }[] = await tx.query(
    `SELECT course_id AS "courseId", published_at AS "publishedAt", discarded_at AS "discardedAt"
       FROM course_versions WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  const [version] = rows;
  if (!version) throw invalid('There is no such course version.');
  return version;
}

/** Section key → id of the course version's template, in the handbook's order. */
async function sectionsOf(tx: EntityManager, courseVersionId: string): Promise<Map<string, string>> {
  const rows: { id: string; key: string }[] = await tx.query(
    `SELECT s.id, s.key FROM templates t JOIN template_sections s ON s.template_id = t.id
      WHERE t.course_version_id = $1 ORDER BY s.position`,
    [courseVersionId],
  );
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** @throws DomainError invalid for numbers, keys and sections that can't be stored */
export async function refuseUnstorable(
  tx: EntityManager,
  courseVersionId: string,
  plan: RubricPlan,
): Promise<void> {
  const sections = await sectionsOf(tx, courseVersionId);
  const problems = unstorable(plan, [...sections.keys()]);
  if (problems.length > 0) throw incomplete('This rubric can’t be stored.', problems);
}

/** @throws DomainError invalid, with a sentence for each thing that is missing */
export async function refuseIncomplete(
  tx: EntityManager,
  courseVersionId: string,
  plan: RubricPlan,
): Promise<void> {
  const problems = await incompleteness(tx, courseVersionId, plan);
  if (problems.length > 0) throw incomplete('The rubric can’t be published yet.', problems);
}

/** What keeps a rubric from being published, a sentence each. */
export async function incompleteness(
  em: EntityManager,
  courseVersionId: string,
  plan: RubricPlan,
): Promise<string[]> {
  const sections = await sectionsOf(em, courseVersionId);
  return rubricProblems(plan, [...sections.keys()], unprintableIn(plan));
}

/** Writes the criteria of a rubric version that has none, or none any more. */
export async function writeCriteria(tx: EntityManager, place: RubricPlace, plan: RubricPlan): Promise<void> {
  const sections = await sectionsOf(tx, place.courseVersionId);
  const identities = await identitiesOf(
    tx,
    place.courseId,
    plan.criteria.map(({ key }) => key),
  );
  for (const [at, criterion] of plan.criteria.entries()) {
    const { competency, title, description, weight } = criterion;
    const { id } = await tx.getRepository(RubricCriterion).save({
      rubricVersionId: place.rubricVersionId,
      criterionId: identities.get(criterion.key) ?? '',
      position: at + 1,
      ...{ competency, title, description, weight },
    });
    await writeBelow(tx, id, criterion, sections);
  }
}

/** A draft's words and criteria in place of what it held. */
export async function rewrite(
  tx: EntityManager,
  place: RubricPlace,
  plan: RubricPlan,
  version: number,
): Promise<void> {
  const { rubricVersionId: id } = place;
  await tx
    .getRepository(RubricVersion)
    .update({ id }, { title: plan.title, passPercent: plan.passPercent, version });
  const criteria = `(SELECT id FROM rubric_criteria WHERE rubric_version_id = $1)`;
  await tx.query(`DELETE FROM rubric_levels WHERE rubric_criterion_id IN ${criteria}`, [id]);
  await tx.query(`DELETE FROM criterion_sections WHERE rubric_criterion_id IN ${criteria}`, [id]);
  await tx.query('DELETE FROM rubric_criteria WHERE rubric_version_id = $1', [id]);
  await writeCriteria(tx, place, plan);
}

/** What is judged keeps its identity over the versions: the unique key finds it, or makes it once. */
async function identitiesOf(
  tx: EntityManager,
  courseId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  // In one order everywhere, so that two who write the same new keys wait for each other instead of blocking.
  const sorted = [...new Set(keys)].sort();
  await tx.query(
    `INSERT INTO criteria (course_id, key) SELECT $1, key FROM unnest($2::text[]) AS key
         ON CONFLICT (course_id, key) DO NOTHING`,
    [courseId, sorted],
  );
  const rows: { id: string; key: string }[] = await tx.query(
    'SELECT id, key FROM criteria WHERE course_id = $1 AND key = ANY($2)',
    [courseId, sorted],
  );
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function writeBelow(
  tx: EntityManager,
  rubricCriterionId: string,
  { levels, sections: keys }: CriterionPlan,
  sections: ReadonlyMap<string, string>,
): Promise<void> {
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

function incomplete(message: string, problems: readonly string[]) {
  return invalid(
    `${message} ${problems.join(' ')}`,
    problems.map((problem) => ({ field: 'rubric', message: problem })),
  );
}

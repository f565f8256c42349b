import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { managerTemplate } from '../../src/assignments/manager-template.js';
import { strategistTemplate } from '../../src/assignments/strategist-template.js';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import { competencyKeys } from '../../src/grading/rubrics/competencies.rules.js';
import { managerRubric } from '../../src/grading/rubrics/manager-rubric.js';
import { rubricProblems } from '../../src/grading/rubrics/rubric.rules.js';
import { Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { strategistRubric } from '../../src/grading/rubrics/strategist-rubric.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aDraftVersion } from './a-cohort.js';
import { aCriterion, aRubric } from './a-rubric.js';

describe('rubric versions', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const publish = (id: string) => app.get(CoursePublishing).publish(id, app.ids.ada);
  const publishedAt = (id: string) =>
    app.db.query<{ at: Date | null }[]>(
      'SELECT published_at AS at FROM rubric_versions WHERE course_version_id = $1 ORDER BY number',
      [id],
    );

  it('are read as they were planned', async () => {
    const { rubric } = await aCohort(app);
    expect(rubric).toMatchObject({ title: 'Strategy handbook', passPercent: 60 });
    expect(rubric.criteria.map((criterion) => criterion.key)).toEqual(
      aRubric().criteria.map((criterion) => criterion.key),
    );
    expect(rubric.criteria[0]?.sections.map((section) => section.title)).toEqual([
      'Executive brief',
      'SWOT analysis',
    ]);
    expect(rubric.criteria[3]?.levels).toEqual(
      ['Missing', 'Developing', 'Proficient', 'Excellent'].map((title, points): unknown =>
        expect.objectContaining({ title, points, required: points === 2 }),
      ),
    );
  });

  it('are frozen with their course version, and the database refuses to change them', async () => {
    const { courseVersionId, rubric } = await aCohort(app);
    expect(await publishedAt(courseVersionId)).toEqual([{ at: app.clock.now() }]);
    const [criterion] = rubric.criteria;
    for (const [sql, id] of [
      [`UPDATE rubric_versions SET pass_percent = 1 WHERE id = $1`, rubric.id],
      [`DELETE FROM rubric_versions WHERE id = $1`, rubric.id],
      [`UPDATE rubric_criteria SET weight = 1 WHERE rubric_version_id = $1`, rubric.id],
      [`UPDATE rubric_levels SET points = 9 WHERE rubric_criterion_id = $1`, criterion?.id],
      [`DELETE FROM rubric_levels WHERE rubric_criterion_id = $1`, criterion?.id],
      [`DELETE FROM criterion_sections WHERE rubric_criterion_id = $1`, criterion?.id],
      [
        `INSERT INTO rubric_levels (rubric_criterion_id, position, title, description, points) VALUES ($1, 9, 'X', '', 9)`,
        criterion?.id,
      ],
    ] as const) {
      await expect(app.db.query(sql, [id])).rejects.toThrow(/published/);
    }
  });

  it.each([
    ['there is none', null, 'This course version has no rubric yet.'],
    [
      'a competency has no criterion',
      aRubric({ criteria: [aCriterion('strategy')] }),
      'No criterion counts toward the competency “Customer engagement”.',
    ],
    ['it has no criteria', aRubric({ criteria: [] }), 'The rubric has no criteria.'],
  ])('keep a course version from being published while %s', async (_, plan, sentence) => {
    const id = await aDraftVersion(app, plan);
    await expect(publish(id)).rejects.toThrow(sentence);
    const [version] = await app.db.query<{ at: Date | null }[]>(
      'SELECT published_at AS at FROM course_versions WHERE id = $1',
      [id],
    );
    expect(version?.at).toBeNull();
  });

  it('refuse to store what no number or section can hold', async () => {
    const id = await aDraftVersion(app, null);
    const draft = (changes: Parameters<typeof aCriterion>[1]) =>
      app.db.transaction((tx) =>
        app.get(Rubrics).draft(tx, id, aRubric({ criteria: [aCriterion('strategy', changes)] })),
      );
    await expect(draft({ weight: 99.9 })).rejects.toThrow('must be a whole number from 1 to 1000');
    await expect(draft({ sections: ['nowhere'] })).rejects.toThrow('which the handbook does not have');
  });

  it('count up, keep the identity of criteria, and the latest draft is the one that is published', async () => {
    const id = await aDraftVersion(app, aRubric({ title: 'First try' }));
    const rubrics = app.get(Rubrics);
    const second = await app.db.transaction((tx) => rubrics.draft(tx, id, aRubric({ title: 'Second try' })));
    await publish(id);
    expect((await publishedAt(id)).map(({ at }) => at !== null)).toEqual([false, true]);
    expect(await rubrics.inForce(app.db.manager, id)).toBe(second);
    const [count] = await app.db.query<{ identities: number; worded: number }[]>(
      `SELECT count(DISTINCT c.criterion_id)::int AS identities, count(*)::int AS worded
         FROM rubric_criteria c JOIN rubric_versions v ON v.id = c.rubric_version_id WHERE v.course_version_id = $1`,
      [id],
    );
    expect(count).toEqual({ identities: 5, worded: 10 });
  });

  it('number themselves apart when two are drafted at once', async () => {
    const id = await aDraftVersion(app, null);
    const draft = () => app.db.transaction((tx) => app.get(Rubrics).draft(tx, id, aRubric()));
    await Promise.all([draft(), draft(), draft()]);
    expect(await publishedAt(id)).toHaveLength(3);
  });

  describe.each([
    ['Strategist', strategistRubric, strategistTemplate],
    ['Manager', managerRubric, managerTemplate],
  ])('of the %s', (_, rubric, template) => {
    const sections = template.sections.map((section) => section.key);

    it('fit its handbook', () => {
      expect(rubricProblems(rubric, sections)).toEqual([]);
    });

    it('judge every section, and each competency by at least one criterion', () => {
      const { criteria } = rubric;
      expect(new Set(criteria.flatMap((criterion) => criterion.sections))).toEqual(new Set(sections));
      expect(new Set(criteria.map((criterion) => criterion.competency))).toEqual(new Set(competencyKeys));
    });

    it('share 100 among their criteria, on one scale of four levels', () => {
      const { criteria } = rubric;
      expect(criteria.reduce((sum, criterion) => sum + criterion.weight, 0)).toBe(100);
      for (const { levels } of criteria) {
        expect(levels.map(({ title, points }) => [title, points])).toEqual([
          ['Beginning', 0],
          ['Developing', 1],
          ['Proficient', 2],
          ['Excellent', 3],
        ]);
        expect(new Set(levels.map((level) => level.description)).size).toBe(4);
      }
    });

    it('pass nobody without a strategy and a brief', () => {
      const required = rubric.criteria.filter(({ levels }) => levels.some((level) => level.required));
      expect(required.map((criterion) => criterion.competency)).toEqual(['strategy', 'executive-brief']);
    });
  });
});

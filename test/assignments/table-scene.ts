import { type SectionKindName } from '../../src/assignments/sections/section-kinds.rules.js';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import { CourseContent } from '../../src/courses/versions/course-content.service.js';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Users } from '../../src/users/users.service.js';
import { type TestApp } from '../support/app.js';

/** Alice’s handbook in a cohort whose template has these sections, the kind of each as its key. @returns its id */
export async function aHandbookOf(
  app: TestApp,
  sections: readonly (readonly [kind: SectionKindName, title: string])[],
): Promise<string> {
  const versionId = await app.db.transaction(async (tx) => {
    const id = await app.get(CourseContent).load(tx, 'social-media-strategist');
    const [template] = await tx.query<{ id: string }[]>(
      'SELECT id FROM templates WHERE course_version_id = $1',
      [id],
    );
    // Every criterion of the rubric is judged by the whole handbook
    const judged = `FROM criterion_sections WHERE template_section_id IN
      (SELECT id FROM template_sections WHERE template_id = $1)`;
    const criteria = await tx.query<{ id: string }[]>(`SELECT DISTINCT rubric_criterion_id AS id ${judged}`, [
      template?.id,
    ]);
    await tx.query(`DELETE ${judged}`, [template?.id]);
    await tx.query('DELETE FROM template_sections WHERE template_id = $1', [template?.id]);
    for (const [at, [kind, title]] of sections.entries()) {
      await tx.query(
        `INSERT INTO template_sections (template_id, key, position, kind, title, purpose)
         VALUES ($1, $2, $3, $2, $4, 'What the plan needs, and nothing else.')`,
        [template?.id, kind, at + 1, title],
      );
    }
    await tx.query(
      `INSERT INTO criterion_sections (rubric_criterion_id, template_section_id)
       SELECT criterion, s.id FROM unnest($2::uuid[]) criterion, template_sections s WHERE s.template_id = $1`,
      [template?.id, criteria.map((one) => one.id)],
    );
    return id;
  });
  await app.get(CoursePublishing).publish(versionId, app.ids.ada);
  const cohort = await app.get(Chronicle).openCohort(
    versionId,
    {
      slug: 'tables',
      name: 'November cohort',
      startsOn: '2026-11-16',
      timeZone: 'Europe/Paris',
      seats: 30,
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-06T18:00',
      cutOffLocal: '2026-12-08T18:00',
    },
    app.ids.ada,
  );
  await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
  const viewer = await app.get(Users).viewer(app.ids.alice);
  if (!viewer) throw new Error('There is no Alice.');
  return app.get(Handbooks).ofStudent(viewer, cohort.slug);
}

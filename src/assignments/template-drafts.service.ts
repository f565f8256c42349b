import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { BuiltInCourseLoaded, CourseVersionDrafted } from '../courses/versions/course-version-drafted.js';
import { DomainEvents } from '../platform/events/domain-events.js';
import { builtInTemplates } from './built-in-templates.js';
import { AssignmentPlanning } from './planning.service.js';

/** Where the template of a draft comes from: with a built-in course, or from the version that the draft was made of. */
@Injectable()
export class TemplateDrafts implements OnModuleInit {
  constructor(
    private readonly planning: AssignmentPlanning,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(BuiltInCourseLoaded, async (tx, { courseVersionId, slug }) => {
      const plan = builtInTemplates[slug];
      if (plan) await this.planning.writeTemplate(tx, courseVersionId, plan);
    });
    this.events.within(CourseVersionDrafted, (tx, { fromVersionId, toVersionId }) =>
      this.copy(tx, fromVersionId, toVersionId),
    );
  }

  private async copy(tx: EntityManager, fromVersionId: string, toVersionId: string): Promise<void> {
    await tx.query(
      `WITH copied AS (
         INSERT INTO templates (course_version_id, title)
         SELECT $2, title FROM templates WHERE course_version_id = $1 RETURNING id)
       INSERT INTO template_sections (template_id, key, position, kind, title, purpose, words_from, words_to)
       SELECT copied.id, s.key, s.position, s.kind, s.title, s.purpose, s.words_from, s.words_to
         FROM copied, template_sections s JOIN templates t ON t.id = s.template_id
        WHERE t.course_version_id = $1`,
      [fromVersionId, toVersionId],
    );
  }
}

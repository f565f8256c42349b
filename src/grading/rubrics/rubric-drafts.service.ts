import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BuiltInCourseLoaded, CourseVersionDrafted } from '../../courses/versions/course-version-drafted.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { builtInRubrics } from './built-in-rubrics.js';
import { Rubrics } from './rubrics.service.js';

/**
 * Where the rubric of a draft comes from: with a built-in course, or from the version that the draft was made of. Its
 * template is there before, because assignments stand to the left and listen first.
 */
@Injectable()
export class RubricDrafts implements OnModuleInit {
  constructor(
    private readonly rubrics: Rubrics,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(BuiltInCourseLoaded, async (tx, { courseVersionId, slug }) => {
      const plan = builtInRubrics[slug];
      if (plan) await this.rubrics.draft(tx, courseVersionId, plan);
    });
    this.events.within(CourseVersionDrafted, async (tx, { fromVersionId, toVersionId }) => {
      const plan = await this.rubrics.latestPlan(tx, fromVersionId);
      if (plan) await this.rubrics.draft(tx, toVersionId, plan);
    });
  }
}

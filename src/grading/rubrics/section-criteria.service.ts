import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SectionCriteria, type SectionCriterion } from '../../assignments/section-criteria.js';

/** Tells the page of a handbook by what each section will be judged: the rubric in force of its course version. */
@Injectable()
export class CriteriaOfSections implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly criteria: SectionCriteria,
  ) {}

  onModuleInit(): void {
    this.criteria.provide((templateId) => this.of(templateId));
  }

  private async of(templateId: string): Promise<ReadonlyMap<string, readonly SectionCriterion[]>> {
    const rows = await this.db.query<({ key: string } & SectionCriterion)[]>(
      `SELECT s.key, rc.title, rc.description,
              (SELECT l.description FROM rubric_levels l WHERE l.rubric_criterion_id = rc.id
                ORDER BY l.position DESC LIMIT 1) AS best
         FROM templates t
         JOIN LATERAL (SELECT r.id FROM rubric_versions r
                        WHERE r.course_version_id = t.course_version_id AND r.published_at IS NOT NULL
                        ORDER BY r.number DESC LIMIT 1) r ON true
         JOIN rubric_criteria rc ON rc.rubric_version_id = r.id
         JOIN criterion_sections cs ON cs.rubric_criterion_id = rc.id
         JOIN template_sections s ON s.id = cs.template_section_id
        WHERE t.id = $1 ORDER BY s.position, rc.position`,
      [templateId],
    );
    const bySection = new Map<string, SectionCriterion[]>();
    for (const { key, ...criterion } of rows) bySection.set(key, [...(bySection.get(key) ?? []), criterion]);
    return bySection;
  }
}

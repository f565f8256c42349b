import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type Rubric, Rubrics } from './rubrics.service.js';

/** A rubric version with all that its pages say about it. */
export interface RubricContext {
  rubric: Rubric;
  number: number;
  /** Counts the changes of a draft. */
  version: number;
  publishedAt: Date | null;
  discardedAt: Date | null;
  courseVersion: {
    id: string;
    number: number;
    title: string;
    courseSlug: string;
    publishedAt: Date | null;
    discardedAt: Date | null;
  };
  /** All of the handbook, in its order. */
  sections: readonly { key: string; title: string }[];
  /** Keys of criteria that stand in a published rubric of the course: their identity is settled. */
  fixedKeys: readonly string[];
  /** The rubrics of the same course version but discarded ones, the latest first; this one is among them. */
  versions: readonly { id: string; number: number; publishedAt: Date | null }[];
}

@Injectable()
export class RubricReads {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
  ) {}

  /** Two statements. @throws DomainError notFound */
  async read(id: string): Promise<RubricContext> {
    const rows = await this.db.query<Omit<RubricContext, 'rubric'>[]>(contextById, [id]);
    const [context] = rows;
    if (!context) throw notFound('There is no such rubric.');
    const dated = <T extends { publishedAt: Date | string | null }>(row: T) => ({
      ...row,
      publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt),
    });
    return {
      ...context,
      // JSON has no dates.
      courseVersion: {
        ...dated(context.courseVersion),
        discardedAt: context.courseVersion.discardedAt && new Date(context.courseVersion.discardedAt),
      },
      versions: context.versions.map(dated),
      rubric: await this.rubrics.read(id),
    };
  }

  /**
   * Where the rubric of a course version is read or written: a draft while the course version is one, and otherwise
   * the rubric in force; null when it has none yet.
   *
   * @throws DomainError notFound
   */
  async ofCourseVersion(courseVersionId: string): Promise<CourseVersionRubric> {
    const rows = await this.db.query<CourseVersionRubric[]>(
      `SELECT v.id, v.number, v.title, v.published_at IS NULL AND v.discarded_at IS NULL AS draft,
              (SELECT r.id FROM rubric_versions r
                WHERE r.course_version_id = v.id AND r.discarded_at IS NULL
                ORDER BY r.published_at IS NOT NULL DESC, r.number DESC LIMIT 1) AS "rubricId"
         FROM course_versions v WHERE v.id = $1`,
      [courseVersionId],
    );
    const [version] = rows;
    if (!version) throw notFound('There is no such version of a course.');
    return version;
  }

  /** Those that were ever in force for a cohort's work, the latest first, which is in force. One statement. */
  async publishedFor(cohortId: string): Promise<PublishedRubric[]> {
    return this.db.query(
      `SELECT r.id, r.number, r.published_at AS "publishedAt",
              (SELECT jsonb_build_object('name', g.name, 'reason', g.reason)
                 FROM regrades g WHERE g.rubric_version_id = r.id) AS regrade
         FROM cohorts c JOIN rubric_versions r ON r.course_version_id = c.course_version_id
        WHERE c.id = $1 AND r.published_at IS NOT NULL ORDER BY r.number DESC`,
      [cohortId],
    );
  }
}

/** A rubric by which the work of a cohort is judged, or was. */
export interface PublishedRubric {
  id: string;
  number: number;
  publishedAt: Date;
  /** The regrade that put it in force, as students were told; null for the course version's first. */
  regrade: { name: string; reason: string } | null;
}

export interface CourseVersionRubric {
  id: string;
  number: number;
  title: string;
  draft: boolean;
  rubricId: string | null;
}

const contextById = `
  SELECT r.number, r.version, r.published_at AS "publishedAt", r.discarded_at AS "discardedAt",
         jsonb_build_object('id', v.id, 'number', v.number, 'title', v.title, 'courseSlug', c.slug,
                            'publishedAt', v.published_at, 'discardedAt', v.discarded_at) AS "courseVersion",
         coalesce((
           SELECT jsonb_agg(jsonb_build_object('key', s.key, 'title', s.title) ORDER BY s.position)
             FROM templates t JOIN template_sections s ON s.template_id = t.id
            WHERE t.course_version_id = v.id), '[]') AS sections,
         ARRAY(SELECT DISTINCT k.key
                 FROM criteria k JOIN rubric_criteria rc ON rc.criterion_id = k.id
                 JOIN rubric_versions p ON p.id = rc.rubric_version_id AND p.published_at IS NOT NULL
                WHERE k.course_id = v.course_id) AS "fixedKeys",
         (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'publishedAt', o.published_at)
                           ORDER BY o.number DESC)
            FROM rubric_versions o
           WHERE o.course_version_id = v.id AND (o.discarded_at IS NULL OR o.id = r.id)) AS versions
    FROM rubric_versions r JOIN course_versions v ON v.id = r.course_version_id JOIN courses c ON c.id = v.course_id
   WHERE r.id = $1`;

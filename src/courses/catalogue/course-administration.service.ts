import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { builtInCourses } from '../versions/course-folder.js';

export interface AdministeredCourse {
  slug: string;
  title: string;
  /** The latest first. */
  versions: {
    id: string;
    number: number;
    publishedAt: string | null;
    lessons: number;
    cohorts: { slug: string; name: string }[];
  }[];
}

/** The academy's courses as administrators see them. */
@Injectable()
export class CourseAdministration {
  constructor(private readonly db: DataSource) {}

  /** One statement, however many courses there are. */
  async courses(): Promise<AdministeredCourse[]> {
    return this.db.query(
      `SELECT c.slug, c.title, coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                         'id', v.id, 'number', v.number, 'publishedAt', v.published_at,
                         'lessons', (SELECT count(*) FROM lessons l JOIN weeks w ON w.id = l.week_id
                                      WHERE w.course_version_id = v.id),
                         'cohorts', coalesce((
                           SELECT jsonb_agg(jsonb_build_object('slug', h.slug, 'name', h.name)
                                            ORDER BY h.starts_on DESC, h.name)
                             FROM cohorts h WHERE h.course_version_id = v.id), '[]'))
                       ORDER BY v.number DESC)
                  FROM course_versions v WHERE v.course_id = c.id AND v.discarded_at IS NULL), '[]') AS versions
         FROM courses c ORDER BY c.title, c.slug`,
    );
  }

  /** The slugs of the courses whose files come with Capstone. */
  async builtIn(): Promise<string[]> {
    return builtInCourses();
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type VersionContent } from './version-content.js';

/** A course version with all that stands in it. */
@Injectable()
export class VersionReads {
  constructor(private readonly db: DataSource) {}

  /** One statement. @throws DomainError notFound */
  async read(id: string, em: EntityManager = this.db.manager): Promise<VersionContent> {
    const rows: VersionContent[] = await em.query(versionById, [id]);
    const [version] = rows;
    if (!version) throw notFound('There is no such version of a course.');
    return version;
  }

  /** The version of the course that was published last before this one; null when it is the first. */
  async publishedBefore({ courseId, number }: VersionContent): Promise<VersionContent | null> {
    const rows: VersionContent[] = await this.db.query(versionBefore, [courseId, number]);
    return rows[0] ?? null;
  }

  /** The versions of a course but discarded drafts, the latest first. */
  async versionsOf(courseId: string): Promise<{ id: string; number: number; publishedAt: Date | null }[]> {
    return this.db.query(
      `SELECT id, number, published_at AS "publishedAt" FROM course_versions
        WHERE course_id = $1 AND discarded_at IS NULL ORDER BY number DESC`,
      [courseId],
    );
  }
}

const version = `
  SELECT v.id, v.course_id AS "courseId", c.slug AS "courseSlug", v.number, v.title, v.summary, v.about, v.version,
         v.certificate_months AS "certificateMonths", v.published_at AS "publishedAt", v.discarded_at AS "discardedAt", coalesce((
           SELECT jsonb_agg(jsonb_build_object(
                    'id', w.id, 'number', w.number, 'title', w.title, 'aim', w.aim, 'version', w.version,
                    'lessons', coalesce((
                      SELECT jsonb_agg(jsonb_build_object(
                               'id', l.id, 'identity', l.identity, 'slug', l.slug, 'title', l.title,
                               'minutes', l.minutes, 'body', l.body, 'version', l.version) ORDER BY l.position)
                        FROM lessons l WHERE l.week_id = w.id), '[]'),
                    'sessions', coalesce((
                      SELECT jsonb_agg(jsonb_build_object(
                               'id', s.id, 'title', s.title, 'day', s.day, 'startsAt', to_char(s.starts_at, 'HH24:MI'),
                               'minutes', s.minutes, 'version', s.version) ORDER BY s.position)
                        FROM live_sessions s WHERE s.week_id = w.id), '[]'))
                  ORDER BY w.number)
             FROM weeks w WHERE w.course_version_id = v.id), '[]') AS weeks
    FROM course_versions v JOIN courses c ON c.id = v.course_id`;

const versionById = `${version} WHERE v.id = $1`;

const versionBefore = `${version}
   WHERE v.course_id = $1 AND v.number < $2 AND v.published_at IS NOT NULL ORDER BY v.number DESC LIMIT 1`;

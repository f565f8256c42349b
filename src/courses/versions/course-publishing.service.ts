import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, type FieldError, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CourseVersion } from './course.entity.js';
import { CourseVersionPublished } from './course-version-published.js';
import { missingIn, type WeekContents } from './publishing.rules.js';

@Injectable()
export class CoursePublishing {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Publishes a version: from now on it is frozen, together with all that listeners keep for it, or nothing happens.
   *
   * @throws DomainError notFound; conflict when it is published already; invalid with one sentence for each thing that
   *   is missing (`field` is `title`, `week-1` …), or as a listener refuses
   */
  async publish(versionId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const version = await tx
        .getRepository(CourseVersion)
        .findOne({ where: { id: versionId }, lock: { mode: 'pessimistic_write' } });
      if (!version) throw notFound('There is no such course version.');
      if (version.publishedAt !== null) throw conflict('This version is published already.');
      const missing = missingIn(version, await this.contentsOf(tx, versionId));
      if (missing.length > 0) throw incomplete(missing);
      // Before the date is set, because from then on the database refuses any change below this version.
      await this.events.publish(tx, new CourseVersionPublished(versionId));
      const publishedAt = this.clock.now();
      await tx.getRepository(CourseVersion).update({ id: versionId }, { publishedAt });
      await this.audit.record(tx, {
        actorId,
        action: 'course-version.published',
        subjectType: 'course-version',
        subjectId: versionId,
        facts: { number: version.number },
      });
    });
  }

  private async contentsOf(tx: EntityManager, versionId: string): Promise<WeekContents[]> {
    return tx.query(
      `SELECT w.number,
              (SELECT count(*)::int FROM lessons l WHERE l.week_id = w.id) AS lessons,
              (SELECT count(*)::int FROM live_sessions s WHERE s.week_id = w.id) AS sessions,
              ARRAY(SELECT l.title FROM lessons l WHERE l.week_id = w.id AND btrim(l.body) = ''
                     ORDER BY l.position) AS "emptyLessons"
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [versionId],
    );
  }
}

function incomplete(missing: readonly FieldError[]) {
  const [first] = missing;
  const more = missing.length - 1;
  const rest = more === 0 ? '' : ` ${more} more ${more === 1 ? 'thing is' : 'things are'} missing.`;
  return invalid(`This version can’t be published yet. ${first?.message ?? ''}${rest}`, missing);
}

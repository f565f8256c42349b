import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import {
  conflict,
  DomainError,
  type FieldError,
  invalid,
  notFound,
} from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { unprintableAmong } from '../../users/names/printable-texts.js';
import { Course, CourseVersion } from './course.entity.js';
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
      const version = await this.locked(tx, versionId);
      const missing = [...missingIn(version, await this.contentsOf(tx, versionId)), ...unprintable(version)];
      if (missing.length > 0) throw incomplete(missing);
      // Before the date is set, because from then on the database refuses any change below this version.
      await this.events.publish(tx, new CourseVersionPublished(versionId));
      const publishedAt = this.clock.now();
      await tx.getRepository(CourseVersion).update({ id: versionId }, { publishedAt });
      await tx.getRepository(Course).update({ id: version.courseId }, { title: version.title });
      await this.audit.record(tx, {
        actorId,
        action: 'course-version.published',
        subjectType: 'course-version',
        subjectId: versionId,
        facts: { number: version.number },
      });
    });
  }

  /**
   * What keeps a version from being published, one sentence each; empty when nothing does. It is tried out: listeners
   * are asked as if it were published, and then nothing of it has happened.
   *
   * @throws DomainError notFound; conflict when it is published already
   */
  async missing(versionId: string): Promise<FieldError[]> {
    const found: FieldError[] = [];
    await this.db
      .transaction(async (tx) => {
        const version = await this.locked(tx, versionId);
        found.push(...missingIn(version, await this.contentsOf(tx, versionId)), ...unprintable(version));
        await this.events.publish(tx, new CourseVersionPublished(versionId)).catch((error: unknown) => {
          found.push(...refusalsIn(error));
        });
        throw new Rehearsed();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Rehearsed)) throw error;
      });
    return found;
  }

  private async locked(tx: EntityManager, versionId: string): Promise<CourseVersion> {
    const version = await tx
      .getRepository(CourseVersion)
      .findOne({ where: { id: versionId }, lock: { mode: 'pessimistic_write' } });
    if (!version) throw notFound('There is no such course version.');
    if (version.publishedAt !== null) throw conflict('This version is published already.');
    if (version.discardedAt !== null) throw conflict('This draft has been discarded.');
    return version;
  }

  private async contentsOf(tx: EntityManager, versionId: string): Promise<WeekContents[]> {
    return tx.query(
      `SELECT w.number, w.title, w.aim,
              (SELECT count(*)::int FROM lessons l WHERE l.week_id = w.id) AS lessons,
              (SELECT count(*)::int FROM live_sessions s WHERE s.week_id = w.id) AS sessions,
              ARRAY(SELECT l.title FROM lessons l WHERE l.week_id = w.id AND btrim(l.body) = ''
                     ORDER BY l.position) AS "emptyLessons"
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [versionId],
    );
  }
}

/** A version that comes from a folder has not been through the form that refuses such a title. */
function unprintable({ title }: CourseVersion): FieldError[] {
  return unprintableAmong([{ what: 'the title of the course', text: title }]).map((text) => ({
    field: 'title',
    message: `Certificates can’t print ${text}.`,
  }));
}

/** Thrown to take back all that a rehearsal wrote. */
class Rehearsed extends Error {}

/** The sentences of a listener that refused; `field` names what it keeps: `template`, `rubric`. */
function refusalsIn(error: unknown): FieldError[] {
  if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
  const named = error.details['errors'] as readonly FieldError[];
  return named.length > 0 ? [...named] : [{ field: '', message: error.message }];
}

function incomplete(missing: readonly FieldError[]) {
  const [first] = missing;
  const more = missing.length - 1;
  const rest = more === 0 ? '' : ` ${more} more ${more === 1 ? 'thing is' : 'things are'} missing.`;
  return invalid(`This version can’t be published yet. ${first?.message ?? ''}${rest}`, missing);
}

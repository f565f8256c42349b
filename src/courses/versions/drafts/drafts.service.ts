import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../../platform/events/domain-events.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { CourseContent } from '../course-content.service.js';
import { builtInCourses } from '../course-folder.js';
import { CourseVersionDrafted } from '../course-version-drafted.js';
import { Course, CourseVersion, Week } from '../course.entity.js';
import { slugOf } from '../slug.rules.js';
import { WEEKS } from '../weeks.rules.js';
import { lockDraft } from './lock-draft.js';

export interface NewCourse {
  title: string;
  /** A published version whose handbook and rubric the course begins with. */
  templateFrom: string;
}

/** How drafts come to be. Editing one is the business of the services beside this one, which all lock it first. */
@Injectable()
export class Drafts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
    private readonly content: CourseContent,
  ) {}

  /**
   * A new course with three empty weeks.
   *
   * @returns the id of its first version, a draft
   * @throws DomainError invalid, for the fields `title` and `templateFrom`
   */
  async begin({ title, templateFrom }: NewCourse, actorId: string): Promise<string> {
    const slug = slugOf(title);
    if (slug === '')
      throw invalidField('title', 'Use at least one letter from a to z in the course’s title.');
    return this.db.transaction(async (tx) => {
      const source = await tx.getRepository(CourseVersion).findOneBy({ id: templateFrom });
      if (!source?.publishedAt)
        throw invalidField(
          'templateFrom',
          'Choose the course whose handbook and rubric this one begins with.',
        );
      const createdAt = this.clock.now();
      const inserted: { id: string }[] = await tx.query(
        `INSERT INTO courses (slug, title, created_at) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING RETURNING id`,
        [slug, title, createdAt],
      );
      const [course] = inserted;
      if (!course) throw invalidField('title', 'There is a course of this name. Choose another title.');
      const { id } = await tx
        .getRepository(CourseVersion)
        .save({ courseId: course.id, number: 1, title, summary: '', createdAt, publishedAt: null });
      await tx.getRepository(Week).insert(
        Array.from({ length: WEEKS }, (_, at) => ({
          courseVersionId: id,
          number: at + 1,
          title: '',
          aim: '',
        })),
      );
      await this.events.publish(tx, new CourseVersionDrafted(source.id, id));
      await this.record(tx, actorId, 'course.created', id, 1);
      return id;
    });
  }

  /**
   * The next version of a course as a copy of the one published last.
   *
   * @returns the draft's id
   * @throws DomainError notFound; conflict when nothing of it was published yet
   */
  async fromPublished(slug: string, actorId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      // Locked, so that two drafts at once do not count to the same number.
      const course = await tx
        .getRepository(Course)
        .findOne({ where: { slug }, lock: { mode: 'pessimistic_write' } });
      if (!course) throw notFound('There is no such course.');
      const versions = await tx
        .getRepository(CourseVersion)
        .find({ where: { courseId: course.id }, order: { number: 'DESC' } });
      const latest = versions.find(({ publishedAt }) => publishedAt !== null);
      if (!latest) throw conflict('No version of this course is published yet. Go on with its draft.');
      const number = (versions[0]?.number ?? 0) + 1;
      const id = await this.copy(tx, latest.id, number);
      await this.events.publish(tx, new CourseVersionDrafted(latest.id, id));
      await this.record(tx, actorId, 'course-version.drafted', id, number);
      return id;
    });
  }

  /** The next version of a built-in course from its files. @throws DomainError notFound */
  async fromFolder(slug: string, actorId: string): Promise<string> {
    if (!(await builtInCourses()).includes(slug))
      throw notFound('No course of this name comes with Capstone.');
    return this.db.transaction(async (tx) => {
      const id = await this.content.load(tx, slug);
      const { number } = await tx.getRepository(CourseVersion).findOneByOrFail({ id });
      await this.record(tx, actorId, 'course-version.loaded', id, number);
      return id;
    });
  }

  /**
   * Nobody goes on with a draft: it leaves the lists and can't be changed or published any more.
   *
   * @throws DomainError notFound; conflict when it is published or discarded
   */
  async discard(id: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { number } = await lockDraft(tx, id);
      await tx.getRepository(CourseVersion).update({ id }, { discardedAt: this.clock.now() });
      await this.record(tx, actorId, 'course-version.discarded', id, number);
    });
  }

  private async copy(tx: EntityManager, fromId: string, number: number): Promise<string> {
    const rows: { id: string }[] = await tx.query(
      `INSERT INTO course_versions (course_id, number, title, summary, about, certificate_months, created_at)
       SELECT course_id, $2, title, summary, about, certificate_months, $3 FROM course_versions WHERE id = $1 RETURNING id`,
      [fromId, number, this.clock.now()],
    );
    const id = rows[0]?.id ?? '';
    await tx.query(
      `INSERT INTO weeks (course_version_id, number, title, aim)
       SELECT $2, number, title, aim FROM weeks WHERE course_version_id = $1`,
      [fromId, id],
    );
    const pairs = `FROM weeks f JOIN weeks t ON t.number = f.number AND t.course_version_id = $2`;
    await tx.query(
      `INSERT INTO lessons (week_id, position, slug, title, minutes, body, identity)
       SELECT t.id, l.position, l.slug, l.title, l.minutes, l.body, l.identity
         ${pairs} JOIN lessons l ON l.week_id = f.id WHERE f.course_version_id = $1`,
      [fromId, id],
    );
    await tx.query(
      `INSERT INTO live_sessions (week_id, position, title, day, starts_at, minutes)
       SELECT t.id, s.position, s.title, s.day, s.starts_at, s.minutes
         ${pairs} JOIN live_sessions s ON s.week_id = f.id WHERE f.course_version_id = $1`,
      [fromId, id],
    );
    return id;
  }

  private record(tx: EntityManager, actorId: string, action: string, subjectId: string, number: number) {
    return this.audit.record(tx, {
      actorId,
      action,
      subjectType: 'course-version',
      subjectId,
      facts: { number },
    });
  }
}

const invalidField = (field: string, message: string) => invalid(message, [{ field, message }]);

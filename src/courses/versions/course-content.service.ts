import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Course, CourseVersion, Lesson, LiveSession, Week } from './course.entity.js';
import { BuiltInCourseLoaded } from './course-version-drafted.js';
import { type CourseFolder, type ImageFile, readCourseFolder, type WeekFolder } from './course-folder.js';
import { CourseImages, imagePath } from './images/course-images.service.js';

/** Brings courses that are written as files into the database. */
@Injectable()
export class CourseContent {
  constructor(
    private readonly clock: Clock,
    private readonly images: CourseImages,
    private readonly events: DomainEvents,
  ) {}

  /**
   * Makes the next, unpublished version of a course from its folder; of the course itself, too, the first time. Who
   * keeps something that comes with a course – its template, its rubric – adds that (`BuiltInCourseLoaded`).
   *
   * @param slug the folder's name below `content/`, which is the course's slug
   * @returns the version's id
   * @throws Error that names the file and what is wrong with it
   */
  async load(tx: EntityManager, slug: string): Promise<string> {
    const folder = await readCourseFolder(slug);
    const courseId = await this.courseId(tx, slug, folder.title);
    const known = await this.lessonsKnown(tx, courseId);
    const pictures = await this.storeImages(tx, folder.images);
    const version = await this.addVersion(tx, courseId, { ...folder, about: pictures(folder.about) });
    for (const week of folder.weeks) {
      const lessons = week.lessons.map((lesson) => {
        const identity = known.get(lesson.slug);
        return { ...lesson, body: pictures(lesson.body), ...(identity !== undefined && { identity }) };
      });
      await this.addWeek(tx, version.id, { ...week, lessons });
    }
    await this.events.publish(tx, new BuiltInCourseLoaded(version.id, slug));
    return version.id;
  }

  private async courseId(tx: EntityManager, slug: string, title: string): Promise<string> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(Course)
      .values({ slug, title, createdAt: this.clock.now() })
      .orIgnore()
      .execute();
    // Locked, so that two who load the same course at once do not count to the same number.
    const course = await tx
      .getRepository(Course)
      .findOneOrFail({ where: { slug }, lock: { mode: 'pessimistic_write' } });
    return course.id;
  }

  /** Slug → identity: a file's name says which lesson it is, whatever the course's earlier versions made of it. */
  private async lessonsKnown(tx: EntityManager, courseId: string): Promise<Map<string, string>> {
    const rows: { slug: string; identity: string }[] = await tx.query(
      `SELECT l.slug, l.identity FROM lessons l JOIN weeks w ON w.id = l.week_id
         JOIN course_versions v ON v.id = w.course_version_id
        WHERE v.course_id = $1 ORDER BY v.number`,
      [courseId],
    );
    return new Map(rows.map(({ slug, identity }) => [slug, identity]));
  }

  /** Stores the pictures. @returns what gives a text their addresses in the place of `images/<name>` */
  private async storeImages(tx: EntityManager, files: readonly ImageFile[]) {
    const paths = new Map<string, string>();
    for (const file of files) paths.set(file.name, imagePath(await this.images.store(tx, file)));
    return (text: string) =>
      text.replace(/(\]\(<?)images\/([\w.-]+)/g, (_whole, before: string, name: string) => {
        const path = paths.get(name);
        if (path === undefined) throw new Error(`A text shows images/${name}, and there is no such file.`);
        return `${before}${path}`;
      });
  }

  private async addVersion(tx: EntityManager, courseId: string, folder: CourseFolder) {
    const { title, summary, about } = folder;
    const earlier = await tx.getRepository(CourseVersion).maximum('number', { courseId });
    // How long certificates are valid is the academy's decision and stands in no file.
    const latest = await tx
      .getRepository(CourseVersion)
      .findOne({ where: { courseId, publishedAt: Not(IsNull()) }, order: { number: 'DESC' } });
    return tx.getRepository(CourseVersion).save({
      courseId,
      number: (earlier ?? 0) + 1,
      title,
      summary,
      about,
      certificateMonths: latest?.certificateMonths ?? null,
      createdAt: this.clock.now(),
      publishedAt: null,
    });
  }

  private async addWeek(tx: EntityManager, courseVersionId: string, folder: StoredWeek): Promise<void> {
    const { number, title, aim } = folder;
    const { id: weekId } = await tx.getRepository(Week).save({ courseVersionId, number, title, aim });
    await tx
      .getRepository(Lesson)
      .insert(folder.lessons.map((lesson, at) => ({ ...lesson, weekId, position: at + 1 })));
    await tx
      .getRepository(LiveSession)
      .insert(folder.sessions.map((session, at) => ({ ...session, weekId, position: at + 1 })));
  }
}

interface StoredWeek extends Omit<WeekFolder, 'lessons'> {
  lessons: (WeekFolder['lessons'][number] & { identity?: string })[];
}

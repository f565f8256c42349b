import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Course, CourseVersion, Lesson, LiveSession, Week } from './course.entity.js';
import { type CourseFolder, readCourseFolder, type WeekFolder } from './course-folder.js';

/** Brings courses that are written as files into the database. */
@Injectable()
export class CourseContent {
  constructor(private readonly clock: Clock) {}

  /**
   * Makes the next, unpublished version of a course from its folder; of the course itself, too, the first time.
   *
   * @param slug the folder's name below `content/`, which is the course's slug
   * @returns the version's id
   * @throws Error that names the file and what is wrong with it
   */
  async load(tx: EntityManager, slug: string): Promise<string> {
    const folder = await readCourseFolder(slug);
    const courseId = await this.courseId(tx, slug, folder.title);
    const version = await this.addVersion(tx, courseId, folder);
    for (const week of folder.weeks) await this.addWeek(tx, version.id, week);
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

  private async addVersion(tx: EntityManager, courseId: string, folder: CourseFolder) {
    const { title, summary, about } = folder;
    const earlier = await tx.getRepository(CourseVersion).maximum('number', { courseId });
    return tx.getRepository(CourseVersion).save({
      courseId,
      number: (earlier ?? 0) + 1,
      title,
      summary,
      about,
      createdAt: this.clock.now(),
      publishedAt: null,
    });
  }

  private async addWeek(tx: EntityManager, courseVersionId: string, folder: WeekFolder): Promise<void> {
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

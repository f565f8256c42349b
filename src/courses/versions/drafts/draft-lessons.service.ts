import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { Lesson, Week } from '../course.entity.js';
import { readingMinutes } from '../reading-time.rules.js';
import { freeSlug, slugOf } from '../slug.rules.js';
import { type Clash, clashOf } from './clash.js';
import { lockDraft } from './lock-draft.js';
import { moved, type Place, step, type WeekOrder } from './lesson-order.rules.js';

export interface LessonText {
  title: string;
  /** Markdown. */
  body: string;
}

/** Where a lesson stands now, for words about it. */
export interface LessonPlace {
  title: string;
  /** Number of the week. */
  week: number;
  at: number;
  of: number;
}

/** The lessons of a draft: each act locks the draft, so they come one after the other and none meets a published one. */
@Injectable()
export class DraftLessons {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /** Adds an empty lesson at the end of a week. @returns its id; @throws DomainError notFound, or as `lockDraft` */
  async add(draftId: string, weekId: string, title: string, actorId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      if (!(await tx.getRepository(Week).existsBy({ id: weekId, courseVersionId: draftId }))) throw noWeek();
      const others = await tx.getRepository(Lesson).findBy({ weekId });
      const wanted = slugOf(title) || 'lesson';
      const { id } = await tx.getRepository(Lesson).save({
        weekId,
        title,
        slug: freeSlug(
          wanted,
          others.map(({ slug }) => slug),
        ),
        position: Math.max(0, ...others.map(({ position }) => position)) + 1,
        minutes: readingMinutes(''),
        body: '',
      });
      await this.record(tx, actorId, 'lesson.added', id);
      return id;
    });
  }

  /**
   * Stores a lesson's title and text. Its address stays, whatever it is called.
   *
   * @returns null once it is stored; otherwise what somebody else has stored since `version`, and nothing is changed
   * @throws DomainError notFound, or as `lockDraft`
   */
  async save(
    draftId: string,
    lessonId: string,
    { text, version }: { text: LessonText; version: number },
    actorId: string,
  ): Promise<Clash<LessonText> | null> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      const stored = await this.lesson(tx, draftId, lessonId);
      if (stored.version !== version) return clashOf<LessonText>(stored, text);
      const minutes = readingMinutes(text.body);
      await tx.getRepository(Lesson).update({ id: lessonId }, { ...text, minutes, version: version + 1 });
      await this.record(tx, actorId, 'lesson.edited', lessonId, { version: version + 1 });
      return null;
    });
  }

  /**
   * Moves a lesson one step, or to a place; at either end of the course it stays.
   *
   * @throws DomainError notFound, or as `lockDraft`
   */
  async move(
    draftId: string,
    lessonId: string,
    where: 'up' | 'down' | Place,
    actorId: string,
  ): Promise<LessonPlace> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      const weeks = await this.order(tx, draftId);
      const lesson = weeks.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId);
      if (!lesson) throw noLesson();
      const place = typeof where === 'string' ? step(weeks, lessonId, where) : where;
      if (place && !weeks.some(({ weekId }) => weekId === place.weekId)) throw noWeek();
      const order = place ? moved(weeks, lessonId, place) : weeks;
      if (place) {
        await this.store(tx, weeks, order, lessonId);
        await this.record(tx, actorId, 'lesson.moved', lessonId);
      }
      const index = order.findIndex(({ lessonIds }) => lessonIds.includes(lessonId));
      const ids = order[index]?.lessonIds ?? [];
      return {
        title: lesson.title,
        week: weeks[index]?.number ?? 0,
        at: ids.indexOf(lessonId) + 1,
        of: ids.length,
      };
    });
  }

  /** @throws DomainError notFound, or as `lockDraft` */
  async remove(draftId: string, lessonId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      await this.lesson(tx, draftId, lessonId);
      await tx.getRepository(Lesson).delete({ id: lessonId });
      await this.record(tx, actorId, 'lesson.removed', lessonId);
    });
  }

  private async lesson(tx: EntityManager, draftId: string, id: string): Promise<Lesson> {
    const lesson = await tx.getRepository(Lesson).findOneBy({ id, week: { courseVersionId: draftId } });
    if (!lesson) throw noLesson();
    return lesson;
  }

  private async order(tx: EntityManager, draftId: string): Promise<WeekWithLessons[]> {
    const weeks: Omit<WeekWithLessons, 'lessonIds'>[] = await tx.query(
      `SELECT w.id AS "weekId", w.number, coalesce((
                SELECT jsonb_agg(jsonb_build_object('id', l.id, 'title', l.title, 'slug', l.slug) ORDER BY l.position)
                  FROM lessons l WHERE l.week_id = w.id), '[]') AS lessons
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [draftId],
    );
    return weeks.map((week) => ({ ...week, lessonIds: week.lessons.map(({ id }) => id) }));
  }

  /** Writes the places of all lessons. Two can't stand at one place for a moment, so first all step aside. */
  private async store(
    tx: EntityManager,
    weeks: readonly WeekWithLessons[],
    order: readonly WeekOrder[],
    movedId: string,
  ): Promise<void> {
    const rows = order.flatMap(({ weekId, lessonIds }) =>
      lessonIds.map((id, at) => ({ id, weekId, position: at + 1 })),
    );
    const lessons = new Map(weeks.flatMap((week) => week.lessons.map((lesson) => [lesson.id, lesson.slug])));
    const target = rows.find(({ id }) => id === movedId)?.weekId;
    const neighbours = rows.filter(({ id, weekId }) => weekId === target && id !== movedId);
    const slug = freeSlug(
      lessons.get(movedId) ?? 'lesson',
      neighbours.map(({ id }) => lessons.get(id) ?? ''),
    );
    await tx.query('UPDATE lessons SET position = -position WHERE week_id = ANY($1)', [
      weeks.map(({ weekId }) => weekId),
    ]);
    await tx.query(
      `UPDATE lessons l SET week_id = n.week_id, position = n.position, slug = CASE l.id WHEN $4 THEN $5 ELSE l.slug END
         FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS n (id, week_id, position) WHERE l.id = n.id`,
      [
        rows.map(({ id }) => id),
        rows.map(({ weekId }) => weekId),
        rows.map(({ position }) => position),
        movedId,
        slug,
      ],
    );
  }

  private record(
    tx: EntityManager,
    actorId: string,
    action: string,
    subjectId: string,
    facts: Record<string, number> = {},
  ) {
    return this.audit.record(tx, { actorId, action, subjectType: 'lesson', subjectId, facts });
  }
}

interface WeekWithLessons extends WeekOrder {
  number: number;
  lessons: { id: string; title: string; slug: string }[];
}

const noLesson = () => notFound('This version has no such lesson, or somebody has removed it.');
const noWeek = () => notFound('This version has no such week.');

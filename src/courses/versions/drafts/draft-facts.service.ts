import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { Course, CourseVersion, Week } from '../course.entity.js';
import { type Clash, clashOf } from './clash.js';
import { lockDraft } from './lock-draft.js';

export interface CourseFacts {
  title: string;
  summary: string;
  about: string;
  /** Certificates are valid for so many months; null: for ever. */
  certificateMonths: number | null;
}

export interface WeekFacts {
  title: string;
  aim: string;
}

/** What a draft says about its course and about each week. */
@Injectable()
export class DraftFacts {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /** @returns null once it is stored; @throws DomainError as `lockDraft` */
  async saveCourse(
    draftId: string,
    facts: CourseFacts,
    version: number,
    actorId: string,
  ): Promise<Clash<CourseFacts> | null> {
    return this.db.transaction(async (tx) => {
      const stored = await lockDraft(tx, draftId);
      if (stored.version !== version) return clashOf<CourseFacts>(stored, facts);
      await tx.getRepository(CourseVersion).update({ id: draftId }, { ...facts, version: version + 1 });
      // The course goes by the name of its latest version until one is published; from then on that one says it.
      await this.nameCourse(tx, stored.courseId, facts.title);
      await this.record(tx, actorId, 'course-version.edited', 'course-version', draftId, version + 1);
      return null;
    });
  }

  /** @returns null once it is stored; @throws DomainError notFound, or as `lockDraft` */
  async saveWeek(
    draftId: string,
    weekId: string,
    { facts, version }: { facts: WeekFacts; version: number },
    actorId: string,
  ): Promise<Clash<WeekFacts> | null> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      const stored = await tx.getRepository(Week).findOneBy({ id: weekId, courseVersionId: draftId });
      if (!stored) throw notFound('This version has no such week.');
      if (stored.version !== version) return clashOf<WeekFacts>(stored, facts);
      await tx.getRepository(Week).update({ id: weekId }, { ...facts, version: version + 1 });
      await this.record(tx, actorId, 'week.edited', 'week', weekId, version + 1);
      return null;
    });
  }

  private async nameCourse(tx: EntityManager, courseId: string, title: string): Promise<void> {
    const published = await tx
      .getRepository(CourseVersion)
      .createQueryBuilder('v')
      .where('v.courseId = :courseId AND v.publishedAt IS NOT NULL', { courseId })
      .getExists();
    if (!published) await tx.getRepository(Course).update({ id: courseId }, { title });
  }

  private record(
    tx: EntityManager,
    actorId: string,
    action: string,
    subjectType: string,
    subjectId: string,
    version: number,
  ) {
    return this.audit.record(tx, { actorId, action, subjectType, subjectId, facts: { version } });
  }
}

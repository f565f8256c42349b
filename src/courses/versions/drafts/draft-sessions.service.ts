import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { LiveSession, Week } from '../course.entity.js';
import { type Clash, clashOf } from './clash.js';
import { lockDraft } from './lock-draft.js';

export interface SessionPlan {
  title: string;
  weekId: string;
  /** 1 to 7 within the week. */
  day: number;
  /** Wall time in the cohort's zone, `HH:MM`. */
  startsAt: string;
  minutes: number;
}

/** The live sessions of a draft, in the order of their days and times. */
@Injectable()
export class DraftSessions {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the session's id; @throws DomainError notFound, or as `lockDraft` */
  async add(draftId: string, plan: SessionPlan, actorId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      await this.checkWeek(tx, draftId, plan.weekId);
      const { id } = await tx
        .getRepository(LiveSession)
        .save({ ...plan, position: await this.end(tx, plan.weekId) });
      await this.sort(tx, plan.weekId);
      await this.record(tx, actorId, 'live-session.added', id);
      return id;
    });
  }

  /**
   * @returns null once it is stored; otherwise what somebody else has stored since `version`
   * @throws DomainError notFound, or as `lockDraft`
   */
  async save(
    draftId: string,
    sessionId: string,
    { plan, version }: { plan: SessionPlan; version: number },
    actorId: string,
  ): Promise<Clash<SessionPlan> | null> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      const stored = await this.session(tx, draftId, sessionId);
      await this.checkWeek(tx, draftId, plan.weekId);
      if (stored.version !== version) {
        const { title, weekId, day, minutes } = stored;
        const startsAt = stored.startsAt.slice(0, 5);
        return clashOf<SessionPlan>({ title, weekId, day, startsAt, minutes, version: stored.version }, plan);
      }
      const elsewhere = plan.weekId !== stored.weekId;
      await tx.getRepository(LiveSession).update(
        { id: sessionId },
        {
          ...plan,
          version: version + 1,
          ...(elsewhere && { position: await this.end(tx, plan.weekId) }),
        },
      );
      await this.sort(tx, plan.weekId);
      await this.record(tx, actorId, 'live-session.edited', sessionId);
      return null;
    });
  }

  /** @throws DomainError notFound, or as `lockDraft` */
  async remove(draftId: string, sessionId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      await this.session(tx, draftId, sessionId);
      await tx.getRepository(LiveSession).delete({ id: sessionId });
      await this.record(tx, actorId, 'live-session.removed', sessionId);
    });
  }

  private async session(tx: EntityManager, draftId: string, id: string): Promise<LiveSession> {
    const session = await tx.getRepository(LiveSession).findOneBy({ id, week: { courseVersionId: draftId } });
    if (!session) throw notFound('This version has no such live session, or somebody has removed it.');
    return session;
  }

  private async checkWeek(tx: EntityManager, draftId: string, weekId: string): Promise<void> {
    if (!(await tx.getRepository(Week).existsBy({ id: weekId, courseVersionId: draftId })))
      throw notFound('This version has no such week.');
  }

  private async end(tx: EntityManager, weekId: string): Promise<number> {
    return ((await tx.getRepository(LiveSession).maximum('position', { weekId })) ?? 0) + 1;
  }

  /** Two can't stand at one place for a moment, so first all step aside. */
  private async sort(tx: EntityManager, weekId: string): Promise<void> {
    await tx.query('UPDATE live_sessions SET position = -position WHERE week_id = $1', [weekId]);
    await tx.query(
      `UPDATE live_sessions s SET position = n.position
         FROM (SELECT id, row_number() OVER (ORDER BY day, starts_at, id) AS position
                 FROM live_sessions WHERE week_id = $1) n
        WHERE s.id = n.id`,
      [weekId],
    );
  }

  private record(tx: EntityManager, actorId: string, action: string, subjectId: string) {
    return this.audit.record(tx, { actorId, action, subjectType: 'live-session', subjectId });
  }
}

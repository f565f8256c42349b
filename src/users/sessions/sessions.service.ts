import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { SESSIONS_CHANNEL } from './session-cookie.js';

export interface OpenSession {
  handle: string;
  /** What the browser calls itself. */
  userAgent: string;
  createdAt: Date;
  seenAt: Date;
  current: boolean;
}

/** Where somebody is signed in. A session whose row is gone has ended, in every process; open sockets are told. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** This browser's first, then the latest. @param current the key of the session that asks (`sessionKey`) */
  async of(userId: string, current: string): Promise<OpenSession[]> {
    return this.db.query<OpenSession[]>(
      `SELECT handle, coalesce(data->>'userAgent', '') AS "userAgent", created_at AS "createdAt",
              seen_at AS "seenAt", id = $2 AS current
         FROM sessions WHERE user_id = $1 AND expires_at > $3 ORDER BY id = $2 DESC, seen_at DESC, handle`,
      [userId, current, this.clock.now()],
    );
  }

  /** @throws DomainError notFound when this person has no such session */
  async end(tx: EntityManager, userId: string, handle: string): Promise<void> {
    const ended = await tx.query<unknown[]>(
      'WITH ended AS (DELETE FROM sessions WHERE user_id = $1 AND handle = $2 RETURNING 1) SELECT FROM ended',
      [userId, handle],
    );
    if (ended.length === 0) throw notFound('This session has ended already.');
    await this.tell(tx, userId);
  }

  /** @param except the key of a session that stays, or null */
  async endAll(tx: EntityManager, userId: string, except: string | null): Promise<void> {
    await tx.query('DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2', [userId, except]);
    await this.tell(tx, userId);
  }

  private async tell(tx: EntityManager, userId: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, userId]);
  }
}

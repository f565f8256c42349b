import { type SessionStore } from '@fastify/session';
import { type Session as SessionData } from 'fastify';
import { type DataSource } from 'typeorm';
import { type Clock } from '../../platform/clock/clock.js';
import { sha256 } from '../../platform/digests/digests.js';
import { Session } from './session.entity.js';

declare module 'fastify' {
  interface Session {
    /** True once the session has a row. */
    known?: boolean;
  }
}

const LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;

/** Sessions in PostgreSQL, for `@fastify/session`. Deleting a row ends a session at once, in every process. */
export class PostgresSessionStore implements SessionStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.read(id).then(
      (session) => {
        done(null, session);
      },
      (error: unknown) => {
        done(error);
      },
    );
  }

  set(id: string, session: SessionData, done: (error?: unknown) => void): void {
    this.write(id, session).then(() => {
      done();
    }, done);
  }

  destroy(id: string, done: (error?: unknown) => void): void {
    this.db
      .getRepository(Session)
      .delete({ id: sessionKey(id) })
      .then(() => {
        done();
      }, done);
  }

  private async read(id: string): Promise<SessionData | null> {
    const row = await this.db
      .getRepository(Session)
      .createQueryBuilder('session')
      .where('session.id = :id AND session.expiresAt > :now', { id: sessionKey(id), now: this.clock.now() })
      .getOne();
    return row ? { ...(row.data as SessionData), known: true } : null;
  }

  private async write(id: string, session: SessionData): Promise<void> {
    const now = this.clock.now();
    const data = JSON.stringify(session);
    const expiresAt = new Date(now.getTime() + LIFETIME_MS);
    const values = [sessionKey(id), session.userId ?? null, data, now, expiresAt];
    // A session that was ended while a request was under way must not come back with that request's answer.
    await this.db.query(
      session.known
        ? `UPDATE sessions SET user_id = $2, data = $3, seen_at = $4, expires_at = $5 WHERE id = $1`
        : `INSERT INTO sessions (id, user_id, data, created_at, seen_at, expires_at)
           VALUES ($1, $2, $3, $4, $4, $5)`,
      values,
    );
    session.known = true;
  }
}

/** A session's primary key, by the id in its cookie. */
export const sessionKey = (id: string) => sha256(Buffer.from(id));

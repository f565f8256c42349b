import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../audit/audit-log.js';
import { Erasures } from '../erasure/erasures.js';
import { tidyName } from '../user.forms.js';
import { Users } from '../users.service.js';

const PAGE_SIZE = 50;

export interface PersonSeen {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  createdAt: Date;
  appointedAt: Date | null;
  /** Who appointed them; null once erased, and for whoever is no administrator. */
  appointedBy: string | null;
  lastSeenAt: Date | null;
}

/** The accounts of the academy, for its administrators. Whoever was erased is not among them. */
@Injectable()
export class People {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly erasures: Erasures,
    private readonly audit: AuditLog,
  ) {}

  /** One page by name; pages count from 1. `wanted` is part of a name or an address; empty finds everybody. */
  async page(wanted: string, number: number): Promise<{ people: PersonSeen[]; more: boolean; all: number }> {
    // Names are kept tidy, so what is looked for is made so, too.
    const pattern = `%${tidyName(wanted).replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.db.query<(PersonSeen & { all: number })[]>(
      `${person}, count(*) OVER ()::int AS "all" ${from} AND (u.name ILIKE $1 OR u.email ILIKE $1)
        ORDER BY u.name, u.id LIMIT $2 OFFSET $3`,
      [pattern, PAGE_SIZE + 1, (number - 1) * PAGE_SIZE],
    );
    return { people: rows.slice(0, PAGE_SIZE), more: rows.length > PAGE_SIZE, all: rows[0]?.all ?? 0 };
  }

  /** @throws DomainError notFound when there is no such account, or no longer */
  async one(id: string): Promise<PersonSeen> {
    const [row] = await this.db.query<PersonSeen[]>(`${person} ${from} AND u.id = $1`, [id]);
    if (!row) throw notFound('There is no such person.');
    return row;
  }

  /** Makes somebody an administrator; whoever is one stays so. @throws DomainError notFound */
  async appoint(id: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, id);
      await this.appointWithin(tx, id, actorId);
    });
  }

  /** The same as a part of `tx`, which holds the account. */
  async appointWithin(tx: EntityManager, id: string, actorId: string): Promise<void> {
    if (await this.users.appoint(tx, id, actorId)) {
      await this.note(tx, 'administrator.appointed', id, actorId);
    }
  }

  /**
   * Ends somebody's administration; the account stays.
   *
   * @throws DomainError notFound; conflict when they are no administrator; invalid for the only one
   */
  async dismiss(id: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, id);
      // All of them: of two who dismiss each other at the same moment, the second one finds a single administrator.
      const all = await tx.query<{ id: string }[]>(
        `SELECT a.user_id AS id FROM administrators a ORDER BY a.user_id FOR UPDATE`,
      );
      if (!all.some((administrator) => administrator.id === id)) {
        throw conflict('This person is no administrator any more. Nothing was changed.');
      }
      if (await this.erasures.isOnlyAdministrator(id, tx)) {
        throw invalid(
          'The academy would have no administrator. Appoint another one first; then you can dismiss this one.',
        );
      }
      await tx.query('DELETE FROM administrators WHERE user_id = $1', [id]);
      await this.note(tx, 'administrator.dismissed', id, actorId);
    });
  }

  /** Makes an erasure of this person wait, or finds that it has been first. */
  private async hold(tx: EntityManager, id: string): Promise<void> {
    const found = await tx.query<{ id: string }[]>(
      'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE',
      [id],
    );
    if (found.length === 0) throw notFound('There is no such person.');
  }

  private note(tx: EntityManager, action: string, subjectId: string, actorId: string): Promise<void> {
    return this.audit.record(tx, { actorId, action, subjectType: 'user', subjectId });
  }
}

const person = `
  SELECT u.id, u.name, u.email, u.time_zone AS "timeZone", u.created_at AS "createdAt",
         a.appointed_at AS "appointedAt", b.name AS "appointedBy",
         (SELECT max(s.seen_at) FROM sessions s WHERE s.user_id = u.id) AS "lastSeenAt"`;

const from = `
    FROM users u LEFT JOIN administrators a ON a.user_id = u.id LEFT JOIN users b ON b.id = a.appointed_by_id
   WHERE u.erased_at IS NULL`;

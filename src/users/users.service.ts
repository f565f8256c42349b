import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock/clock.js';
import { type HanForm } from '../platform/printing/fonts.js';
import { type Viewer } from '../platform/web/viewer.js';
import { hashPassword } from './password.js';
import { Administrator, User } from './user.entity.js';

export interface NewUser {
  email: string;
  name: string;
  password: string;
  timeZone: string;
}

@Injectable()
export class Users {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Who a session belongs to; null when that person has been erased. One statement. */
  async viewer(userId: string): Promise<Viewer | null> {
    const rows: Viewer[] = await this.db.query(
      `SELECT u.id, u.name, u.time_zone AS "timeZone", a.user_id IS NOT NULL AS administrator
         FROM users u LEFT JOIN administrators a ON a.user_id = u.id
        WHERE u.id = $1 AND u.erased_at IS NULL`,
      [userId],
    );
    return rows[0] ?? null;
  }

  async byEmail(email: string): Promise<User | null> {
    // PostgreSQL has no place for U+0000, so nobody's address has it.
    if (email.includes('\0')) return null;
    return this.db.getRepository(User).findOneBy({ email: normaliseEmail(email) });
  }

  /** Whether this is still somebody's password; waits for a change of it that is under way. */
  async hasPassword(userId: string, passwordHash: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      'SELECT FROM users WHERE id = $1 AND password_hash = $2 FOR SHARE',
      [userId, passwordHash],
    );
    return rows.length === 1;
  }

  /** @throws QueryFailedError (unique violation) when the address is taken */
  async add(tx: EntityManager, person: NewUser): Promise<User> {
    return tx.getRepository(User).save({
      email: normaliseEmail(person.email),
      name: person.name.normalize('NFC').trim(),
      timeZone: person.timeZone,
      passwordHash: await hashPassword(person.password),
      createdAt: this.clock.now(),
    });
  }

  /** Makes the account of somebody whose password is hashed already; null when the address is taken. */
  async addOnce(
    tx: EntityManager,
    person: Pick<User, 'name' | 'timeZone' | 'passwordHash'> & { email: string; hanForm?: HanForm },
  ): Promise<string | null> {
    const { raw } = (await tx
      .createQueryBuilder()
      .insert()
      .into(User)
      .values({ ...person, email: normaliseEmail(person.email), createdAt: this.clock.now() })
      .orIgnore()
      .returning('id')
      .execute()) as { raw: { id: string }[] };
    return raw[0]?.id ?? null;
  }

  /** Makes somebody an administrator. @returns false when they are one already, and then nothing changes */
  async appoint(tx: EntityManager, userId: string, appointedById: string): Promise<boolean> {
    const { raw } = (await tx
      .createQueryBuilder()
      .insert()
      .into(Administrator)
      .values({ userId, appointedById, appointedAt: this.clock.now() })
      .orIgnore()
      .returning('user_id')
      .execute()) as { raw: unknown[] };
    return raw.length > 0;
  }
}

/** Addresses are compared without regard to case, as every mail provider does. */
export const normaliseEmail = (email: string) => email.trim().toLowerCase();

import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { sha256 } from '../../platform/digests/digests.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../audit/audit-log.js';
import { Users } from '../users.service.js';
import { Academy, SetupLink } from './setup.entity.js';

const LINK_LIFETIME_MS = 24 * 60 * 60 * 1000;

export interface FirstAdministrator {
  academyName: string;
  name: string;
  email: string;
  password: string;
  timeZone: string;
}

/** An installation without an administrator gets its first one through a link that only its log shows. */
@Injectable()
export class Setup {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly users: Users,
    private readonly audit: AuditLog,
  ) {}

  /** The address of a new link, valid for 24 hours, or null once the academy is set up. Earlier links end. */
  async newLink(): Promise<string | null> {
    return this.db.transaction(async (tx) => {
      if (await tx.getRepository(Academy).exists()) return null;
      const token = randomBytes(32).toString('base64url');
      const now = this.clock.now();
      await tx.query('UPDATE setup_links SET expires_at = $1 WHERE used_at IS NULL AND expires_at > $1', [
        now,
      ]);
      await tx.getRepository(SetupLink).insert({
        tokenDigest: sha256(token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + LINK_LIFETIME_MS),
      });
      return `${this.config.publicUrl}/set-up/${token}`;
    });
  }

  /** @throws DomainError notFound when the link was never made, is used or has ended */
  async check(token: string): Promise<void> {
    const link = await this.db.getRepository(SetupLink).findOneBy({ tokenDigest: sha256(token) });
    if (!link || link.usedAt !== null || link.expiresAt <= this.clock.now()) throw linkHasEnded();
  }

  /**
   * Makes the academy and its first administrator, and uses the link up.
   *
   * @returns the administrator's user id
   * @throws DomainError notFound as `check` does; two at once can't both succeed
   */
  async complete(token: string, form: FirstAdministrator): Promise<string> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const used = await tx
        .createQueryBuilder()
        .update(SetupLink)
        .set({ usedAt: now })
        .where('tokenDigest = :digest AND usedAt IS NULL AND expiresAt > :now', {
          digest: sha256(token),
          now,
        })
        .execute();
      if (used.affected !== 1) throw linkHasEnded();
      const academy = await tx.getRepository(Academy).save({ name: form.academyName, createdAt: now });
      const person = await this.users.add(tx, form);
      await this.users.appoint(tx, person.id, person.id);
      await this.audit.record(tx, {
        actorId: person.id,
        action: 'academy.set-up',
        subjectType: 'academy',
        subjectId: academy.id,
      });
      return person.id;
    });
  }
}

const linkHasEnded = () =>
  notFound('This set-up link has been used or has ended. Restart Capstone to get a new one in its log.');

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Statements } from '../../platform/database/statements.js';
import { sha256 } from '../../platform/digests/digests.js';
import { invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Limits } from '../../platform/limits/limits.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { User } from '../../users/user.entity.js';
import { ApiToken } from './api-token.entity.js';

/** Of one person, open ones. */
const MOST_OPEN = 20;
const LISTED = 100;

/** By it people and programs that look for leaked secrets know what it is. */
const PREFIX = 'capstone_';
/** 24 bytes in base64url: 192 bits. */
const SHAPE = /^capstone_[\w-]{32}$/;

/** Also says that it is used, at most once a minute. Parameters: the digest, now. */
const openToken = {
  name: 'open_api_token',
  text: `
    WITH open AS (
      SELECT id, person_id, last_used_at FROM api_tokens WHERE token_digest = $1 AND withdrawn_at IS NULL
    ), used AS (
      UPDATE api_tokens SET last_used_at = $2
       WHERE id = (SELECT id FROM open WHERE last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')
         AND withdrawn_at IS NULL
    )
    SELECT person_id AS "personId" FROM open`,
};

/** Tokens that people make for their programs. */
@Injectable()
export class ApiTokens implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly statements: Statements,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly events: DomainEvents,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.getRepository(ApiToken).delete({ personId });
    });
  }

  /** Open ones first, then those that were withdrawn; of each the newest first. */
  async of(personId: string): Promise<ApiToken[]> {
    return this.db.getRepository(ApiToken).find({
      where: { personId },
      order: { withdrawnAt: { direction: 'DESC', nulls: 'FIRST' }, createdAt: 'DESC', id: 'ASC' },
      take: LISTED,
    });
  }

  /**
   * @returns the token; only its digest is kept, so nobody is told again
   * @throws DomainError invalid when there are too many, notFound when the person is erased at that moment, tooMany when
   *   there were many within a day, withdrawn or not
   */
  async make(personId: string, name: string): Promise<string> {
    await this.limits.consume('apiTokensByHolder', personId);
    const token = PREFIX + randomBytes(24).toString('base64url');
    await this.db.transaction(async (tx) => {
      const person = await tx
        .getRepository(User)
        .findOne({ where: { id: personId, erasedAt: IsNull() }, lock: { mode: 'pessimistic_write' } });
      if (!person) throw notFound();
      const tokens = tx.getRepository(ApiToken);
      if ((await tokens.countBy({ personId, withdrawnAt: IsNull() })) >= MOST_OPEN) {
        throw invalid(`You have ${MOST_OPEN} tokens. Withdraw one that no program uses, then make another.`);
      }
      const { id } = await tokens.save({
        personId,
        name,
        tokenDigest: sha256(token),
        createdAt: this.clock.now(),
        lastUsedAt: null,
        withdrawnAt: null,
      });
      await this.audit.record(tx, {
        actorId: personId,
        action: 'api-token.made',
        subjectType: 'api-token',
        subjectId: id,
      });
    });
    return token;
  }

  /** Twice is once. @throws DomainError notFound for somebody else's */
  async withdraw(personId: string, id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const tokens = tx.getRepository(ApiToken);
      const token = await tokens.findOne({ where: { id, personId }, lock: { mode: 'pessimistic_write' } });
      if (!token) throw notFound('There is no such token.');
      if (token.withdrawnAt !== null) return;
      await tokens.update({ id }, { withdrawnAt: this.clock.now() });
      await this.audit.record(tx, {
        actorId: personId,
        action: 'api-token.withdrawn',
        subjectType: 'api-token',
        subjectId: id,
      });
    });
  }

  /** Whose token it is, and that it was used; null for any text that is none which holds. One statement. */
  async open(token: string): Promise<string | null> {
    if (!SHAPE.test(token)) return null;
    const [row] = await this.statements.run<{ personId: string }>(openToken, [
      sha256(token),
      this.clock.now(),
    ]);
    return row?.personId ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../audit/audit-log.js';
import { SESSIONS_CHANNEL } from '../sessions/session-cookie.js';
import { Session } from '../sessions/session.entity.js';
import { User } from '../user.entity.js';
import { Erasure } from './erasure.entity.js';
import { PersonErased } from './person-erased.js';

@Injectable()
export class Erasures {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Forgets a person: the one way in which names, bodies and files of immutable facts are blanked. The facts stay,
   * and so does the account's row, without anything that names the person. Files go by jobs after the commit.
   *
   * @throws DomainError notFound when there is no such person, or no longer; conflict for the only administrator
   */
  async erase(personId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const person = await tx
        .getRepository(User)
        .findOne({ where: { id: personId }, lock: { mode: 'pessimistic_write' } });
      await this.keepAnAdministrator(tx, personId);
      const blanked = await tx
        .getRepository(User)
        .update(
          { id: personId, erasedAt: IsNull() },
          { email: null, name: null, hanForm: null, passwordHash: null, timeZone: 'UTC', erasedAt: at },
        );
      if (blanked.affected !== 1) throw notFound('There is no such person.');
      const { id: erasureId } = await tx.getRepository(Erasure).save({ personId, actorId, at });
      await tx.getRepository(Session).delete({ userId: personId });
      await this.dropWhatIsUnderWay(tx, personId, person?.email ?? null);
      await tx.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, personId]);
      // Listeners first: some read what the side tables hold, such as the keys of files.
      await this.events.publish(tx, new PersonErased(personId, erasureId, actorId, person?.email ?? ''));
      await tx.query('SELECT blank_side_tables($1)', [personId]);
      await this.audit.record(tx, {
        actorId,
        action: 'person.erased',
        subjectType: 'user',
        subjectId: personId,
      });
    });
  }

  /** Whether nobody would administer the academy without this person. */
  async isOnlyAdministrator(personId: string, manager: EntityManager = this.db.manager): Promise<boolean> {
    const administrators = await manager.query<{ id: string }[]>(
      `SELECT a.user_id AS id FROM administrators a JOIN users u ON u.id = a.user_id
        WHERE u.erased_at IS NULL LIMIT 2`,
    );
    return administrators.length === 1 && administrators[0]?.id === personId;
  }

  /** Of two administrators who go at the same moment, the second one waits here and then sees that they are the last. */
  private async keepAnAdministrator(tx: EntityManager, personId: string): Promise<void> {
    await tx.query(
      `SELECT FROM administrators WHERE EXISTS (SELECT FROM administrators WHERE user_id = $1)
        ORDER BY user_id FOR UPDATE`,
      [personId],
    );
    if (await this.isOnlyAdministrator(personId, tx)) {
      throw conflict(
        'The only administrator can’t be deleted, as nobody could run the academy then. Nothing was changed.',
      );
    }
  }

  private async dropWhatIsUnderWay(tx: EntityManager, personId: string, email: string | null): Promise<void> {
    await tx.query('DELETE FROM sign_ups WHERE email = $1', [email]);
    await tx.query('DELETE FROM password_resets WHERE email = $1', [email]);
    await tx.query('DELETE FROM address_changes WHERE user_id = $1 OR old_email = $2 OR new_email = $2', [
      personId,
      email,
    ]);
  }
}

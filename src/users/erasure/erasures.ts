import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
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
   * @throws DomainError notFound when there is no such person, or no longer
   */
  async erase(personId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const at = this.clock.now();
      const blanked = await tx
        .getRepository(User)
        .update(
          { id: personId, erasedAt: IsNull() },
          { email: null, name: null, passwordHash: null, timeZone: 'UTC', erasedAt: at },
        );
      if (blanked.affected !== 1) throw notFound('There is no such person.');
      const { id: erasureId } = await tx.getRepository(Erasure).save({ personId, actorId, at });
      await tx.getRepository(Session).delete({ userId: personId });
      await tx.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, personId]);
      // Listeners first: some read what the side tables hold, such as the keys of files.
      await this.events.publish(tx, new PersonErased(personId, erasureId, actorId));
      await tx.query('SELECT blank_side_tables($1)', [personId]);
      await this.audit.record(tx, {
        actorId,
        action: 'person.erased',
        subjectType: 'user',
        subjectId: personId,
      });
    });
  }
}

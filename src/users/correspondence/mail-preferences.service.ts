import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { PersonErased } from '../erasure/person-erased.js';
import { type Delivery, DigestItem, MailPreference } from './mail-preference.entity.js';

/** What people chose to get by mail. */
@Injectable()
export class MailPreferences implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.getRepository(MailPreference).delete({ personId });
      await tx.getRepository(DigestItem).delete({ personId });
    });
  }

  /** What somebody chose, by kind; a kind without a choice is missing. */
  async of(personId: string): Promise<Map<string, Delivery>> {
    const rows = await this.db.getRepository(MailPreference).findBy({ personId });
    return new Map(rows.map(({ kind, delivery }) => [kind, delivery]));
  }

  /** Keeps what somebody chose, kind by kind, in one statement. */
  async choose(personId: string, choices: ReadonlyMap<string, Delivery>): Promise<void> {
    await this.db.query(
      `INSERT INTO mail_preferences (person_id, kind, delivery, changed_at)
       SELECT u.id, choice.kind, choice.delivery, $4
         FROM users u, unnest($2::text[], $3::text[]) AS choice(kind, delivery)
        WHERE u.id = $1 AND u.erased_at IS NULL FOR SHARE OF u
       ON CONFLICT (person_id, kind) DO UPDATE
         SET delivery = excluded.delivery, before = NULL, changed_at = excluded.changed_at
         WHERE mail_preferences.delivery <> excluded.delivery OR mail_preferences.before IS NOT NULL`,
      [personId, [...choices.keys()], [...choices.values()], this.clock.now()],
    );
  }

  /**
   * Stops a kind of mail, or what comes in the digest; done twice it is the same.
   *
   * @throws DomainError notFound once the person is erased
   */
  async stop(personId: string, what: Stoppable): Promise<void> {
    await this.refuseErased(personId);
    const now = this.clock.now();
    if (what.digest) {
      await this.db.query(
        `UPDATE mail_preferences SET delivery = 'never', before = 'digest', changed_at = $2
          WHERE person_id = $1 AND delivery = 'digest'`,
        [personId, now],
      );
      return;
    }
    await this.db.query(
      `INSERT INTO mail_preferences (person_id, kind, delivery, before, changed_at)
       SELECT id, $2, 'never', 'at-once', $3 FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE
       ON CONFLICT (person_id, kind) DO UPDATE
         SET delivery = 'never', before = mail_preferences.delivery, changed_at = excluded.changed_at
         WHERE mail_preferences.delivery <> 'never'`,
      [personId, what.kind, now],
    );
  }

  /** Takes that back: what a link stopped comes again as it came before. @throws DomainError notFound, as `stop` */
  async resume(personId: string, what: Stoppable): Promise<void> {
    await this.refuseErased(personId);
    const now = this.clock.now();
    await (what.digest
      ? this.db.query(
          `UPDATE mail_preferences SET delivery = 'digest', before = NULL, changed_at = $2
            WHERE person_id = $1 AND delivery = 'never' AND before = 'digest'`,
          [personId, now],
        )
      : this.db.query(
          `UPDATE mail_preferences SET delivery = COALESCE(before, 'at-once'), before = NULL, changed_at = $3
            WHERE person_id = $1 AND kind = $2 AND delivery = 'never'`,
          [personId, what.kind, now],
        ));
  }

  /** Whether it is stopped now. @throws DomainError notFound, as `stop` */
  async isStopped(personId: string, what: Stoppable): Promise<boolean> {
    await this.refuseErased(personId);
    const chosen = await this.of(personId);
    return what.digest ? ![...chosen.values()].includes('digest') : chosen.get(what.kind) === 'never';
  }

  private async refuseErased(personId: string): Promise<void> {
    const rows: unknown[] = await this.db.query('SELECT FROM users WHERE id = $1 AND erased_at IS NULL', [
      personId,
    ]);
    if (rows.length === 0) throw notFound();
  }
}

/** What a mail's link can stop: its kind, or the digest with all that comes in it. */
export type Stoppable = { digest: true } | { digest: false; kind: string };

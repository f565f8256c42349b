import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type SeenStates } from './changes.rules.js';

export interface Look {
  at: Date;
  seen: SeenStates;
}

/** What each person who grades has looked at, so that the review names what changed since. Only the last look is kept. */
@Injectable()
export class ReleaseLooks implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.query('DELETE FROM release_looks WHERE person_id = $1', [personId]);
    });
  }

  /** Somebody's last look at a cohort, or null. One statement. */
  async last(personId: string, cohortId: string): Promise<Look | null> {
    const rows: Look[] = await this.db.query(
      'SELECT at, seen FROM release_looks WHERE person_id = $1 AND cohort_id = $2',
      [personId, cohortId],
    );
    return rows[0] ?? null;
  }

  /** Somebody has seen these states. Nothing is written about whoever is being erased. */
  async write(personId: string, cohortId: string, seen: SeenStates, em: EntityManager = this.db.manager) {
    await em.query(
      `INSERT INTO release_looks (person_id, cohort_id, at, seen)
       SELECT id, $2, $3, $4 FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE
       ON CONFLICT (person_id, cohort_id) DO UPDATE SET at = EXCLUDED.at, seen = EXCLUDED.seen`,
      [personId, cohortId, this.clock.now(), JSON.stringify(seen)],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What an administrator is told of a key beside what everybody knows. */
export interface KeyRecord {
  /** Certificates whose credential it has signed. */
  readonly certificates: number;
  readonly events: readonly {
    readonly kind: 'retired' | 'compromised';
    readonly at: Date;
    readonly since: Date | null;
    readonly reason: string | null;
    /** Null: the command, or somebody who was erased. */
    readonly actor: string | null;
  }[];
}

@Injectable()
export class KeyReads {
  constructor(private readonly db: DataSource) {}

  /** By the keys' ids; keys without anything to tell are not in it. Two statements. */
  async records(): Promise<ReadonlyMap<string, KeyRecord>> {
    const [counts, events] = await Promise.all([
      this.db.query<{ id: string; certificates: number }[]>(
        `SELECT proof_key_id AS id, count(*)::int AS certificates FROM certificate_credentials GROUP BY proof_key_id
         UNION ALL
         SELECT jwt_key_id, count(*)::int FROM certificate_credentials GROUP BY jwt_key_id`,
      ),
      this.db.query<(KeyRecord['events'][number] & { keyId: string })[]>(
        `SELECT e.key_id AS "keyId", e.kind, e.at, e.since, e.reason, u.name AS actor
           FROM signing_key_events e LEFT JOIN users u ON u.id = e.actor_id
          ORDER BY e.key_id, e.sequence`,
      ),
    ]);
    const records = new Map<string, KeyRecord>();
    const recordOf = (id: string) => records.get(id) ?? { certificates: 0, events: [] };
    for (const { id, certificates } of counts) records.set(id, { certificates, events: [] });
    for (const { keyId, ...event } of events) {
      const { certificates, events: before } = recordOf(keyId);
      records.set(keyId, { certificates, events: [...before, event] });
    }
    return records;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Beyond it nothing is counted: the page has to open at once also where keys have signed millions. */
export const MOST_COUNTED = 10_000;

/** What an administrator is told of a key beside what everybody knows. */
export interface KeyRecord {
  /** Certificates whose credential it has signed, or one of whose files; null where they are more than 10,000. */
  readonly certificates: number | null;
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

  /** By the keys' ids. Two statements; of each key a bounded number of rows is read. */
  async records(): Promise<ReadonlyMap<string, KeyRecord>> {
    const [counts, events] = await Promise.all([
      this.db.query<{ id: string; certificates: number }[]>(
        `SELECT k.id, CASE k.purpose
                  WHEN 'proof' THEN (SELECT count(*) FROM (${some('certificate_credentials', 'proof_key_id', 'signed_at')}) AS s)
                  WHEN 'jwt' THEN (SELECT count(*) FROM (${some('certificate_credentials', 'jwt_key_id', 'signed_at')}) AS s)
                  ELSE (SELECT CASE WHEN count(*) > ${MOST_COUNTED} THEN count(*) ELSE count(DISTINCT s.certificate_id) END
                          FROM (${some('certificate_files', 'pdf_key_id', 'created_at')}) AS s) END::int AS certificates
           FROM signing_keys k WHERE k.purpose <> 'root'`,
      ),
      this.db.query<(KeyRecord['events'][number] & { keyId: string })[]>(
        `SELECT e.key_id AS "keyId", e.kind, e.at, e.since, e.reason, u.name AS actor
           FROM signing_key_events e LEFT JOIN users u ON u.id = e.actor_id
          ORDER BY e.key_id, e.sequence`,
      ),
    ]);
    const records = new Map<string, KeyRecord>();
    const recordOf = (id: string) => records.get(id) ?? { certificates: 0, events: [] };
    for (const { id, certificates } of counts) {
      records.set(id, { certificates: certificates > MOST_COUNTED ? null : certificates, events: [] });
    }
    for (const { keyId, ...event } of events) {
      const { certificates, events: before } = recordOf(keyId);
      records.set(keyId, { certificates, events: [...before, event] });
    }
    return records;
  }
}

/** In the order of an index, or the database might read all that there are to find the few of a new key. */
const some = (table: string, key: string, at: string) =>
  `SELECT x.certificate_id FROM ${table} x WHERE x.${key} = k.id ORDER BY x.${at} LIMIT ${MOST_COUNTED + 1}`;

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Statements } from '../../platform/database/statements.js';
import { sha256 } from '../../platform/digests/digests.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import { KeyRing, KEYS_CHANGED } from '../keys/key-ring.service.js';
import { PrintPool } from '../printing/print-pool.js';
import { AnswerCache } from '../verification/answer-cache.js';
import { bitsOf, encodedBits } from './bitstring.js';
import {
  listAddress,
  needsRenewal,
  statesToldBy,
  statusListCredential,
  type StatusPurpose,
  statusPurposes,
} from './status-list.rules.js';

/** PostgreSQL's channel on which triggers tell the number of a list in which some bit has changed. */
const CHANNEL = 'status_list_changed';

/** Usually a change ends what is remembered within milliseconds; this is the bound for when a notification is lost. */
export const OLDEST_LIST_MS = 20_000;

/** About 30 kB each at most. */
const REMEMBERED = 500;

/** A list as it is answered. */
export interface PublishedList {
  /** JSON-LD with its embedded proof. */
  readonly document: string;
  /** The same as a compact JWT. */
  readonly jwt: string;
}

interface ListRow {
  readonly length: number;
  /** Whose bit is to be set now. */
  readonly places: readonly number[];
  /** As it was last signed; null where it never was. */
  readonly signed: {
    readonly document: string;
    readonly jwt: string;
    readonly contentDigest: string;
    readonly proofKeyId: string;
    readonly jwtKeyId: string;
    readonly validUntil: string;
  } | null;
}

/** Certificates whose keys were in other hands when they signed; where no key ever was, none is looked at. */
const compromised = (['proof_key_id', 'jwt_key_id'] as const)
  .map(
    (key) => `
      SELECT k.certificate_id
        FROM signing_key_events e JOIN certificate_credentials k ON k.${key} = e.key_id AND k.signed_at >= e.since
       WHERE e.kind = 'compromised'
         AND NOT EXISTS (SELECT FROM signing_key_events later
                          WHERE later.key_id = e.key_id AND later.kind = e.kind AND later.sequence > e.sequence)`,
  )
  .join(' UNION ALL ');

/** As JSON, since thousands of places take ten times as long to read as an array of PostgreSQL's. */
const listToPublish = {
  name: 'status_list_to_publish',
  text: `
    SELECT l.length,
           (SELECT coalesce(json_agg(p.place), '[]')
              FROM status_places p
             WHERE p.list_number = l.number AND p.certificate_id IN (
               SELECT certificate_id FROM certificate_listings WHERE state <> 'standing' AND state = ANY($3)
               UNION ALL SELECT certificate_id FROM (${compromised}) AS k WHERE $4)) AS places,
           (SELECT json_build_object(
                     'document', s.document, 'jwt', s.jwt, 'contentDigest', s.content_digest,
                     'proofKeyId', s.proof_key_id, 'jwtKeyId', s.jwt_key_id, 'validUntil', s.valid_until)
              FROM status_list_credentials s WHERE s.list_number = l.number AND s.purpose = $2) AS signed
      FROM status_lists l WHERE l.number = $1`,
};

/** The lists as everybody reads them: signed anew when one says something else, and kept until then. */
@Injectable()
export class PublishedLists implements OnModuleInit {
  private readonly remembered = new AnswerCache<PublishedList>(REMEMBERED);
  /** What is being read, so that many who ask at once have it read once. */
  private readonly reading = new Map<string, Promise<PublishedList | null>>();

  constructor(
    private readonly db: DataSource,
    private readonly statements: Statements,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
    private readonly pool: PrintPool,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(CHANNEL, (listNumber) => {
      if (listNumber === null) this.remembered.forgetAll();
      else for (const purpose of statusPurposes) this.remembered.forget(`${listNumber}/${purpose}`);
    });
    this.notifications.listen(KEYS_CHANGED, () => {
      this.remembered.forgetAll();
    });
  }

  /** Null where there is no such list. */
  of(listNumber: number, purpose: StatusPurpose): Promise<PublishedList | null> {
    const name = `${listNumber}/${purpose}`;
    const known = this.remembered.get(name, this.clock.now().getTime());
    if (known) return Promise.resolve(known);
    const begun = this.reading.get(name);
    if (begun) return begun;
    const ticket = this.remembered.ticket();
    const reading = this.read(listNumber, purpose)
      .then((list) => {
        if (list) this.remembered.keep(name, list, this.clock.now().getTime() + OLDEST_LIST_MS, ticket);
        return list;
      })
      .finally(() => this.reading.delete(name));
    this.reading.set(name, reading);
    return reading;
  }

  private async read(listNumber: number, purpose: StatusPurpose): Promise<PublishedList | null> {
    const [row] = await this.statements.run<ListRow>(listToPublish, [
      listNumber,
      purpose,
      statesToldBy[purpose],
      purpose === 'revocation',
    ]);
    if (!row) return null;
    const bits = bitsOf(row.places, row.length);
    const origin = await this.keys.origin();
    const address = listAddress(origin, listNumber, purpose);
    const contentDigest = sha256(Buffer.concat([Buffer.from(address), bits]));
    const now = this.clock.now();
    const before = row.signed;
    if (
      before?.contentDigest === contentDigest &&
      !needsRenewal(new Date(before.validUntil), now) &&
      !(await this.isDoubted([before.proofKeyId, before.jwtKeyId]))
    ) {
      return { document: before.document, jwt: before.jwt };
    }
    const [proofKey, jwtKey] = await Promise.all([
      this.keys.established('proof'),
      this.keys.established('jwt'),
    ]);
    const unsigned = statusListCredential(
      { listNumber, purpose, encodedList: encodedBits(bits) },
      origin,
      now,
    );
    // Not now, either: there are programs that take no JWT which was issued a second after their clock's time.
    const signed = await this.pool.sign(unsigned, {
      proofKey,
      jwtKey,
      created: new Date(unsigned.validFrom),
    });
    // Of two processes that sign at once the later one stays. Each answers what holds: what is stored is compared again.
    await this.db.query(
      `INSERT INTO status_list_credentials
         (list_number, purpose, content_digest, document, jwt, proof_key_id, jwt_key_id, valid_until)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (list_number, purpose) DO UPDATE
         SET content_digest = excluded.content_digest, document = excluded.document, jwt = excluded.jwt,
             proof_key_id = excluded.proof_key_id, jwt_key_id = excluded.jwt_key_id,
             valid_until = excluded.valid_until`,
      [
        ...[listNumber, purpose, contentDigest, signed.document, signed.jwt, proofKey.id, jwtKey.id],
        unsigned.validUntil,
      ],
    );
    return signed;
  }

  /** Whether one of these keys was found compromised. One that was merely retired has signed what holds. */
  private async isDoubted(keyIds: readonly string[]): Promise<boolean> {
    const keys = await this.keys.all();
    return keys.some(({ id, compromisedSince }) => compromisedSince !== null && keyIds.includes(id));
  }
}

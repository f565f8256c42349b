import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Jobs } from '../../platform/jobs/jobs.js';
import { inChunks } from './in-chunks.js';

const QUEUE = 'certificates.list-doubted';
/** At an hour of little use; what an administrator says of a key is followed at once. */
const EVERY_NIGHT = '40 2 * * *';
/** So many are moved by one statement, which is over long before anybody has to wait for it. */
const CHUNK = 1000;

/**
 * Lists as *key-compromised* what stands and was signed with a key that was in other hands. One word about a key can touch
 * any number of certificates, so their lists follow it by a job; what an address answers needs none.
 */
@Injectable()
export class DoubtedListings implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.repeat(QUEUE, EVERY_NIGHT, { expireSeconds: 3600 }, () => this.follow());
  }

  /** As soon as a worker is free. */
  async followSoon(): Promise<void> {
    await this.jobs.trigger(QUEUE);
  }

  /** May be run any number of times, also at once, and killed at any moment. */
  async follow(): Promise<void> {
    const keys = await this.db.query<{ id: string; since: Date }[]>(
      `SELECT e.key_id AS id, e.since FROM signing_key_events e WHERE ${isLastWord} ORDER BY e.key_id`,
    );
    for (const { id, since } of keys) {
      for (const column of ['proof_key_id', 'jwt_key_id']) {
        const signed = `SELECT certificate_id, signed_at AS at FROM certificate_credentials WHERE ${column} = $1 AND signed_at >= $2`;
        for await (const ids of inChunks(this.db, signed, [id, since], CHUNK)) {
          await this.move(ids, 'standing', 'key-compromised', 'true');
        }
      }
    }
    // Where a later word about a key moves the moment.
    const listed = `SELECT certificate_id, issued_at AS at FROM certificate_listings WHERE state = 'key-compromised' AND state <> 'standing'`;
    for await (const ids of inChunks(this.db, listed, [], CHUNK)) {
      await this.move(ids, 'key-compromised', 'standing', isTrusted);
    }
  }

  /**
   * What is held just now is passed over: the event that is being written says itself what state follows. So this never
   * waits for anybody while it holds something.
   */
  private async move(ids: readonly string[], from: string, to: string, condition: string): Promise<void> {
    await this.db.query(
      `UPDATE certificate_listings SET state = $3
        WHERE certificate_id IN (
          SELECT l.certificate_id FROM certificate_listings l
           WHERE l.certificate_id = ANY ($1) AND l.state = $2 AND ${condition} FOR UPDATE OF l SKIP LOCKED)`,
      [ids, from, to],
    );
  }
}

/** Of a row `e` of `signing_key_events`. */
const isLastWord = `
  e.kind = 'compromised' AND NOT EXISTS (
    SELECT FROM signing_key_events later
     WHERE later.key_id = e.key_id AND later.kind = e.kind AND later.sequence > e.sequence)`;

/** Of a row `l` of `certificate_listings`. */
const isTrusted = `
  NOT EXISTS (
    SELECT FROM certificate_credentials k JOIN signing_key_events e ON e.key_id IN (k.proof_key_id, k.jwt_key_id)
     WHERE k.certificate_id = l.certificate_id AND k.signed_at >= e.since AND ${isLastWord})`;

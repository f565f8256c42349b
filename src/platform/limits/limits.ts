import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { type DomainError, tooMany } from '../errors/domain-errors.js';
import { clientKey } from './client-key.rules.js';
import { type LimitName, limits } from './limits.rules.js';

declare module 'rate-limiter-flexible' {
  // Public in the library, missing in its types.
  interface RateLimiterStoreAbstract {
    getKey(key: string): string;
    getInMemoryBlockMsBeforeExpire(key: string): number;
  }
}

/** Whoever comes comes again soon. */
const REMEMBERED = 10_000;
const TOLD_AT_ONCE = 5;

/**
 * How often somebody may try, counted in PostgreSQL and so by all processes together. Whoever has used up a limit is
 * then refused from memory, at no cost, until the window ends. Without the database each process counts for itself.
 *
 * Addresses and accounts are kept as keyed digests; the table names nobody.
 */
@Injectable()
export class Limits {
  private readonly limiters: Record<LimitName, RateLimiterPostgres>;
  private readonly secret: string;
  private readonly digests = new Map<string, string>();
  /** Tries that the database does not know yet. */
  private readonly uncounted = new Map<string, number>();

  constructor(db: DataSource, config: Config) {
    this.secret = config.secret;
    this.limiters = {
      signInByAddress: limiterOf(db, 'signInByAddress'),
      signInByAccount: limiterOf(db, 'signInByAccount'),
      verificationMissByAddress: limiterOf(db, 'verificationMissByAddress'),
      checksByAddress: limiterOf(db, 'checksByAddress'),
      filesByAddress: limiterOf(db, 'filesByAddress'),
      checksByTokens: limiterOf(db, 'checksByTokens'),
      verificationMissByTokens: limiterOf(db, 'verificationMissByTokens'),
      apiTokensByHolder: limiterOf(db, 'apiTokensByHolder'),
      shareMissByAddress: limiterOf(db, 'shareMissByAddress'),
      signUpByAddress: limiterOf(db, 'signUpByAddress'),
      passwordResetByAddress: limiterOf(db, 'passwordResetByAddress'),
      passwordByAccount: limiterOf(db, 'passwordByAccount'),
      mailByMailboxAnHour: limiterOf(db, 'mailByMailboxAnHour'),
      mailByMailboxADay: limiterOf(db, 'mailByMailboxADay'),
      messagesByAuthor: limiterOf(db, 'messagesByAuthor'),
      correctionsByHolder: limiterOf(db, 'correctionsByHolder'),
      picturesByAuthor: limiterOf(db, 'picturesByAuthor'),
      printsByReader: limiterOf(db, 'printsByReader'),
      restorationsByAuthor: limiterOf(db, 'restorationsByAuthor'),
    };
  }

  /**
   * Counts a try, or several.
   *
   * @param key an IP address for the limits by address, otherwise the account or the recipient
   * @throws DomainError `tooMany` with `retryAfterSeconds` in its details
   */
  async consume(limit: LimitName, key: string, tries = 1): Promise<void> {
    try {
      await this.limiters[limit].consume(this.digest(limit, key), tries);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw refusal(limit, error.msBeforeNext);
    }
  }

  /**
   * Counts several tries of which the first ones may be within the limit and the others not.
   *
   * @returns how many are, and what is to be said of the others; null where there are none
   */
  async consumeUpTo(
    limit: LimitName,
    key: string,
    tries: number,
  ): Promise<{ granted: number; refusal: DomainError | null }> {
    try {
      await this.limiters[limit].consume(this.digest(limit, key), tries);
      return { granted: tries, refusal: null };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      // Refused from memory nothing was counted, and it says 0.
      const over = error.consumedPoints === 0 ? tries : error.consumedPoints - limits[limit].points;
      return { granted: Math.max(0, tries - over), refusal: refusal(limit, error.msBeforeNext) };
    }
  }

  /**
   * Refuses whoever has used up a limit, without counting and without asking the database. This process knows it
   * from the first try that exceeded the limit here.
   *
   * @throws DomainError `tooMany` with `retryAfterSeconds` in its details
   */
  refuseSpent(limit: LimitName, key: string): void {
    const milliseconds = this.spentFor(limit, key);
    if (milliseconds > 0) throw refusal(limit, milliseconds);
  }

  /** Whether `refuseSpent` would refuse. */
  isSpent(limit: LimitName, key: string): boolean {
    return this.spentFor(limit, key) > 0;
  }

  /**
   * Counts one try in memory, and five in the database every fifth time: for tries that must cost next to nothing.
   * So up to four tries in each process are not known to the others. It never refuses; `refuseSpent` does.
   */
  countCheaply(limit: LimitName, key: string): void {
    // By household, as the database counts
    const name = this.digest(limit, key);
    const tries = (this.uncounted.get(name) ?? 0) + 1;
    if (tries < TOLD_AT_ONCE) {
      if (this.uncounted.size >= REMEMBERED) this.uncounted.clear();
      this.uncounted.set(name, tries);
    } else {
      this.uncounted.delete(name);
      // Too many is what `refuseSpent` then says.
      this.consume(limit, key, tries).catch(() => undefined);
    }
  }

  /** Forgets the tries of a key, as after a sign-in that succeeded. */
  async forgive(limit: LimitName, key: string): Promise<void> {
    await this.limiters[limit].delete(this.digest(limit, key));
  }

  private spentFor(limit: LimitName, key: string): number {
    const limiter = this.limiters[limit];
    return limiter.getInMemoryBlockMsBeforeExpire(limiter.getKey(this.digest(limit, key)));
  }

  private digest(limit: LimitName, key: string): string {
    const name = `${limit}\0${key}`;
    const known = this.digests.get(name);
    if (known !== undefined) return known;
    const counted = limits[limit].by === 'address' ? clientKey(key) : key;
    const digest = createHmac('sha256', this.secret)
      .update(`rate limit\0${limit}\0${counted}`)
      .digest('base64url');
    if (this.digests.size >= REMEMBERED) this.digests.clear();
    this.digests.set(name, digest);
    return digest;
  }
}

function limiterOf(db: DataSource, name: LimitName): RateLimiterPostgres {
  const { points, seconds } = limits[name];
  return new RateLimiterPostgres({
    storeClient: db,
    storeType: 'typeorm',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: name,
    points,
    duration: seconds,
    inMemoryBlockOnConsumed: points,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
  });
}

function refusal(limit: LimitName, milliseconds: number) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const wait = seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return tooMany(`${limits[limit].message} Try again in ${wait}.`, seconds);
}

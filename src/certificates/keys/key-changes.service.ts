import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { currentOf, KeyRing, lockRing, readRing } from './key-ring.service.js';
import { type KeyPurpose, type PublicKeyRecord } from './signing-key.js';
import { SigningKeyEvent } from './signing-key.entity.js';

/** From when on a key is not believed, and why. */
export interface Compromise {
  readonly since: Date;
  /** For everybody. */
  readonly reason: string;
  /** How many events the key had where this was decided; without it the latest word counts. */
  readonly seen?: number;
}

/** Keys are followed by others, and found compromised. Of two who act at once, the second is told. */
@Injectable()
export class KeyChanges {
  constructor(
    private readonly db: DataSource,
    private readonly ring: KeyRing,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * A new key signs from now on, and the one before is retired: what it has signed stays good.
   *
   * @param actorId null: the command
   * @returns the name of the new key
   */
  async rotate(purpose: KeyPurpose, actorId: string | null): Promise<string> {
    return this.change(async (tx) => {
      await lockRing(tx);
      return this.follow(tx, currentOf(await readRing(tx), purpose) ?? null, purpose, actorId);
    });
  }

  /**
   * The same as the answer to a page that showed a key.
   *
   * @throws DomainError notFound, or conflict when another key signs by now
   */
  async succeed(keyId: string, actorId: string): Promise<string> {
    return this.change(async (tx) => {
      await lockRing(tx);
      const key = keyOf(await readRing(tx), keyId);
      if (key.retiredAt !== null) {
        throw conflict('Another key has taken its place already. Nothing was changed.');
      }
      return this.follow(tx, key, key.purpose, actorId);
    });
  }

  /**
   * Nothing that the key has signed from a moment on is believed any more. Where it still signs, another one takes its
   * place, of those for PDFs under another root. Said again with another moment, the later word counts.
   *
   * @throws DomainError notFound; invalid for a moment to come; conflict when something was decided meanwhile
   */
  async compromise(
    keyId: string,
    { since, reason, seen }: Compromise,
    actorId: string | null,
  ): Promise<void> {
    if (since > this.clock.now()) {
      throw invalid('That moment is still to come.', [
        { field: 'since', message: 'Enter a moment that has passed.' },
      ]);
    }
    await this.change(async (tx) => {
      await lockRing(tx);
      const key = keyOf(await readRing(tx), keyId);
      if (seen !== undefined && seen !== (await eventsOf(tx, keyId))) {
        throw conflict(
          'Something was decided about this key since you opened the form. Nothing was changed.',
        );
      }
      if (key.retiredAt === null) await this.follow(tx, key, key.purpose, actorId, true);
      await this.append(tx, key, 'compromised', { since, reason }, actorId);
    });
  }

  /**
   * Of each purpose the newest key signs, and those before it are retired: for whoever has put keys beside others. The
   * caller holds the ring's lock.
   *
   * @param actorId null: the command
   */
  async retireOlder(tx: EntityManager, actorId: string | null): Promise<void> {
    const unretired = (await readRing(tx)).filter(({ retiredAt }) => retiredAt === null);
    const older = unretired.filter((key) => key !== currentOf(unretired, key.purpose));
    for (const key of older) await this.append(tx, key, 'retired', { since: null, reason: null }, actorId);
  }

  /** How many events a key has: for the form that decides about it. */
  seen(keyId: string): Promise<number> {
    return eventsOf(this.db.manager, keyId);
  }

  private async change<T>(act: (tx: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.db.transaction(act);
    this.ring.forget();
    return result;
  }

  private async follow(
    tx: EntityManager,
    key: PublicKeyRecord | null,
    purpose: KeyPurpose,
    actorId: string | null,
    newRoot = false,
  ): Promise<string> {
    const name = await this.ring.add(tx, purpose, actorId, newRoot);
    if (key) await this.append(tx, key, 'retired', { since: null, reason: null }, actorId);
    return name;
  }

  private async append(
    tx: EntityManager,
    { id, name }: PublicKeyRecord,
    kind: SigningKeyEvent['kind'],
    { since, reason }: { since: Date | null; reason: string | null },
    actorId: string | null,
  ): Promise<void> {
    const sequence = (await eventsOf(tx, id)) + 1;
    const at = this.clock.now();
    await tx.insert(SigningKeyEvent, { keyId: id, sequence, kind, at, since, reason, actorId });
    await this.audit.record(tx, {
      actorId,
      action: `signing-key.${kind}`,
      subjectType: 'signing-key',
      subjectId: id,
      facts: { name, ...(since && { since: since.toISOString() }) },
    });
  }
}

const eventsOf = (tx: EntityManager, keyId: string) => tx.getRepository(SigningKeyEvent).countBy({ keyId });

function keyOf(keys: readonly PublicKeyRecord[], id: string): PublicKeyRecord {
  const key = keys.find((one) => one.id === id);
  if (!key) throw notFound();
  return key;
}

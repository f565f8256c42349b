import { randomUUID, type JsonWebKey } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import { StartError } from '../../platform/start-error.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Academy } from '../../users/setup/setup.entity.js';
import { type KeyPair, multibaseOf, newKeyPair } from './key-pairs.js';
import { keyName } from './key-names.rules.js';
import { openSecrets, sealingKeyOf } from './key-secrets.js';
import { openWithEither, sealKey } from './sealing.js';
import { type KeyPurpose, keyPurposes, type PublicKeyRecord, type SigningKey } from './signing-key.js';
import { CredentialIssuer, SigningKeyRow, SigningKeySecret } from './signing-key.entity.js';
import { type CertifiedIssuer, leafChain, rootCertificate } from './x509.js';

/** PostgreSQL's channel on which triggers tell that a key was made, retired or found compromised. */
export const KEYS_CHANGED = 'signing_keys_changed';

/** Longer than the academy's keys are kept by whoever has read them, with what a ring and a clock may lag behind. */
const KNOWN_AFTER_MS = 10 * 60_000;

/** The ring is at most this old, whatever happens; usually a change ends it within milliseconds. */
const OLDEST_RING_MS = 10_000;

interface Remembered {
  readonly readAt: number;
  readonly keys: Promise<readonly PublicKeyRecord[]>;
}

/** The academy's keys: one for each purpose signs, those before it stay for whoever checks. */
@Injectable()
export class KeyRing implements OnModuleInit {
  private remembered: Remembered | null = null;
  /**
   * Private halves that were opened, by the ids of their keys. They never change, so a process that knows the former
   * KEY_ENCRYPTION_KEY alone goes on signing once all were encrypted with another.
   */
  private readonly secrets = new Map<string, Promise<JsonWebKey>>();
  /** It never changes, once it is written down. */
  private settledOrigin: string | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly notifications: Notifications,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(KEYS_CHANGED, () => {
      this.forget();
    });
  }

  /** Every key there ever was, the oldest first. From memory, as long as nothing changes. */
  all(): Promise<readonly PublicKeyRecord[]> {
    return this.recall().keys;
  }

  /**
   * Under which origin the academy signs, and is named in what it has signed: that of PUBLIC_URL when its first key was made,
   * wherever its pages are by now. Before there is a key, today's.
   */
  async origin(): Promise<string> {
    this.settledOrigin ??= await readOrigin(this.db.manager);
    return this.settledOrigin ?? this.config.publicUrl;
  }

  /**
   * The key that signs now; the first one is made when there is none, by one process only.
   *
   * @throws DomainError notFound when it has to be made for PDFs and the academy has no name yet
   */
  async current(purpose: KeyPurpose): Promise<SigningKey> {
    const key = currentOf(await this.all(), purpose);
    if (key) return { ...key, privateJwk: await this.privateJwk(key) };
    await this.db.transaction(async (tx) => {
      await lockRing(tx);
      if (!currentOf(await readRing(tx), purpose)) await this.add(tx, purpose, null);
    });
    this.forget();
    return this.current(purpose);
  }

  /**
   * The key for what everybody reads over and over, such as status lists: whoever read the academy's keys a moment ago must
   * be able to check it. So a new key waits until nobody can have read them without it, and the one that it follows goes on
   * signing meanwhile, unless that was compromised.
   */
  async established(purpose: KeyPurpose): Promise<SigningKey> {
    const key = establishedOf(await this.all(), purpose, this.clock.now());
    return key ? { ...key, privateJwk: await this.privateJwk(key) } : this.current(purpose);
  }

  /**
   * What a start asks for: that every private key can be opened, and that there is a key for each purpose, once the
   * academy has a name.
   *
   * @throws StartError with a sentence when they were encrypted with another KEY_ENCRYPTION_KEY
   */
  async prepare(): Promise<void> {
    await openSecrets(this.db.manager, this.config);
    const [named] = await this.db.query<object[]>('SELECT FROM academies');
    if (named) for (const purpose of keyPurposes) await this.current(purpose);
  }

  /**
   * Makes a key that signs from now on. The caller holds the ring's lock (`lockRing`), retires the one before, and
   * has the ring forgotten once `tx` is committed.
   *
   * @param actorId null: the system itself
   * @param newRoot whether a key for PDFs comes under a root of its own: whoever had the one before may have had that, too
   * @returns the new key's name
   * @throws DomainError conflict where the ring is encrypted with a key that this process does not know
   */
  async add(
    tx: EntityManager,
    purpose: KeyPurpose,
    actorId: string | null,
    newRoot = false,
  ): Promise<string> {
    const sealingKey = await this.sealingKey(tx);
    const publicUrl = await settleOrigin(tx, this.config.publicUrl);
    const pair = await newKeyPair(purpose);
    const certificateChain =
      purpose === 'pdf'
        ? await leafChain(
            pair.publicJwk,
            (newRoot ? null : await this.lastRoot(tx)) ??
              (await this.makeRoot(tx, publicUrl, sealingKey, actorId)),
            await certifiedIssuer(tx, publicUrl),
            this.clock.now(),
          )
        : null;
    return this.insert(tx, purpose, { ...pair, certificateChain, sealingKey }, actorId);
  }

  /** To be called after a change of one's own; that of others is told by the database. */
  forget(): void {
    this.remembered = null;
  }

  private recall(): Remembered {
    const now = this.clock.now().getTime();
    if (this.remembered && now - this.remembered.readAt < OLDEST_RING_MS) return this.remembered;
    const ring = { readAt: now, keys: readRing(this.db.manager) };
    this.remembered = ring;
    ring.keys.catch(() => {
      if (this.remembered === ring) this.forget();
    });
    return ring;
  }

  private privateJwk(key: PublicKeyRecord): Promise<JsonWebKey> {
    const known = this.secrets.get(key.id);
    if (known) return known;
    const read = this.openSecret(this.db.manager, key);
    this.secrets.set(key.id, read);
    read.catch(() => this.secrets.delete(key.id));
    return read;
  }

  private async openSecret(tx: EntityManager, key: { id: string; purpose: string }): Promise<JsonWebKey> {
    const secret = await tx.getRepository(SigningKeySecret).findOneByOrFail({ keyId: key.id });
    return openWithEither(secret, key, this.config).privateJwk;
  }

  private async sealingKey(tx: EntityManager): Promise<string> {
    try {
      return await sealingKeyOf(tx, this.config);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      throw conflict(
        'The signing keys were encrypted with another KEY_ENCRYPTION_KEY since this server was started. Nothing was changed: start it again with that one.',
      );
    }
  }

  /** The academy's root, which is made with its first key for PDFs and stays until one of them is compromised. */
  private async lastRoot(tx: EntityManager) {
    const row = await tx.getRepository(SigningKeyRow).findOne({
      where: { purpose: 'root' },
      order: { createdAt: 'DESC', name: 'DESC' },
    });
    return row && { certificate: row.certificateChain ?? '', privateJwk: await this.openSecret(tx, row) };
  }

  private async makeRoot(tx: EntityManager, publicUrl: string, sealingKey: string, actorId: string | null) {
    const pair = await newKeyPair('root');
    const certificate = await rootCertificate(pair, await certifiedIssuer(tx, publicUrl), this.clock.now());
    await this.insert(tx, 'root', { ...pair, certificateChain: certificate, sealingKey }, actorId);
    return { certificate, privateJwk: pair.privateJwk };
  }

  private async insert(
    tx: EntityManager,
    purpose: SigningKeyRow['purpose'],
    key: KeyPair & { certificateChain: string | null; sealingKey: string },
    actorId: string | null,
  ): Promise<string> {
    const createdAt = this.clock.now();
    const taken = await tx.getRepository(SigningKeyRow).find({ select: { name: true }, where: { purpose } });
    const { publicJwk, privateJwk, certificateChain, sealingKey } = key;
    const row = {
      id: randomUUID(),
      name: keyName(
        purpose,
        createdAt,
        taken.map(({ name }) => name),
      ),
      purpose,
      createdAt,
      createdById: actorId,
      publicJwk,
      publicKeyMultibase: multibaseOf(publicJwk),
      certificateChain,
    };
    await tx.insert(SigningKeyRow, row);
    const sealed = sealKey(privateJwk, row, sealingKey);
    await tx.insert(SigningKeySecret, { keyId: row.id, ...sealed });
    const subject = { subjectType: 'signing-key', subjectId: row.id, facts: { name: row.name } };
    await this.audit.record(tx, { actorId, action: 'signing-key.made', ...subject });
    return row.name;
  }
}

async function certifiedIssuer(tx: EntityManager, publicUrl: string): Promise<CertifiedIssuer> {
  const academy = await tx.getRepository(Academy).findOneBy({ single: true });
  if (!academy) throw notFound('This academy is not set up yet.');
  return { name: academy.name, publicUrl };
}

/** Until the end of the transaction nobody else makes or retires a key. */
export async function lockRing(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('signing_keys', 0))`);
}

/** Under which origin the keys sign; null before there is one. One statement. */
export async function readOrigin(tx: EntityManager): Promise<string | null> {
  return (await tx.getRepository(CredentialIssuer).findOneBy({ single: true }))?.origin ?? null;
}

/**
 * Writes down under which origin the keys sign, unless that is settled already. The caller holds the ring's lock.
 *
 * @returns which it is
 */
export async function settleOrigin(tx: EntityManager, origin: string): Promise<string> {
  const settled = await readOrigin(tx);
  if (settled === null) await tx.insert(CredentialIssuer, { origin });
  return settled ?? origin;
}

/** Every key but the root, the oldest first. One statement. */
export function readRing(tx: EntityManager): Promise<PublicKeyRecord[]> {
  return tx.query<PublicKeyRecord[]>(
    `SELECT k.id, k.name, k.purpose, k.created_at AS "createdAt", k.public_jwk AS "publicJwk",
            k.public_key_multibase AS "publicKeyMultibase", k.certificate_chain AS "certificateChain",
            (SELECT min(e.at) FROM signing_key_events e WHERE e.key_id = k.id AND e.kind = 'retired') AS "retiredAt",
            (SELECT e.since FROM signing_key_events e WHERE e.key_id = k.id AND e.kind = 'compromised'
              ORDER BY e.sequence DESC LIMIT 1) AS "compromisedSince"
       FROM signing_keys k WHERE k.purpose <> 'root'
      ORDER BY k.created_at, length(k.name), k.name`,
  );
}

/** The newest that was not retired. */
export const currentOf = (keys: readonly PublicKeyRecord[], purpose: KeyPurpose) =>
  keys.findLast((key) => key.purpose === purpose && key.retiredAt === null);

/** The newest that everybody has read of; null where there is none that signed a moment ago, or that is to be believed. */
function establishedOf(keys: readonly PublicKeyRecord[], purpose: KeyPurpose, now: Date) {
  const before = now.getTime() - KNOWN_AFTER_MS;
  return keys.findLast(
    (key) =>
      key.purpose === purpose &&
      key.createdAt.getTime() <= before &&
      (key.retiredAt === null || key.retiredAt.getTime() > before) &&
      key.compromisedSince === null,
  );
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { buildCredential } from '../credential/credential.rules.js';
import { areUnretired, signingTime } from '../keys/signing-times.js';
import { KeyRing } from '../keys/key-ring.service.js';
import { type SigningKey } from '../keys/signing-key.js';
import { PrintPool } from '../printing/print-pool.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { StatusLists } from '../status-lists/status-lists.service.js';

/** A certificate as a verifiable credential. */
interface StoredCredential {
  /** JSON-LD with its embedded proof. */
  readonly document: string;
  /** The same as a compact JWT. */
  readonly jwt: string;
}

interface Row {
  readonly personId: string;
  /** Canonical JSON of the snapshot; null once erased. */
  readonly body: string | null;
  /** Null where nothing was signed yet. */
  readonly document: string | null;
  readonly jwt: string | null;
}

interface NewCredential extends StoredCredential {
  readonly certificateId: string;
  readonly personId: string;
  readonly subjectId: string;
  readonly proofKey: SigningKey;
  readonly jwtKey: SigningKey;
  readonly signedAt: Date;
}

/** The credential of each certificate: signed once, in a printing thread, and kept as it is. */
@Injectable()
export class Credentials {
  /** Those that are being signed, by their certificates. */
  private readonly signing = new Map<string, Promise<StoredCredential | null>>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
    private readonly statusLists: StatusLists,
    private readonly pool: PrintPool,
  ) {}

  /**
   * The same at every call, whoever asks first and however often that is cut off. One statement, once it is signed.
   *
   * @returns null once the holder is erased
   */
  async of(certificateId: string): Promise<StoredCredential | null> {
    const [row] = await this.db.query<Row[]>(
      `SELECT s.person_id AS "personId", s.body, c.document, c.jwt
         FROM certificate_snapshots s
         LEFT JOIN certificate_credentials c ON c.certificate_id = s.certificate_id
        WHERE s.certificate_id = $1`,
      [certificateId],
    );
    if (!row) throw new Error('There is no such certificate to sign.');
    const { personId, body, document, jwt } = row;
    if (body === null) return null;
    if (document !== null && jwt !== null) return { document, jwt };
    return this.signedOnce(certificateId, personId, JSON.parse(body) as CertificateSnapshot);
  }

  /** Who asks while it is being signed waits for the same one: it can be asked for without an account, by many at once. */
  private signedOnce(
    certificateId: string,
    personId: string,
    snapshot: CertificateSnapshot,
  ): Promise<StoredCredential | null> {
    const known = this.signing.get(certificateId);
    if (known) return known;
    const signing = this.sign(certificateId, personId, snapshot).finally(() =>
      this.signing.delete(certificateId),
    );
    this.signing.set(certificateId, signing);
    return signing;
  }

  private async sign(
    certificateId: string,
    personId: string,
    snapshot: CertificateSnapshot,
  ): Promise<StoredCredential | null> {
    const [proofKey, jwtKey] = [await this.keys.current('proof'), await this.keys.current('jwt')];
    // Settled with the first key: not before.
    const publicUrl = await this.keys.origin();
    const statusEntries = await this.statusLists.entriesOf(certificateId);
    // Proofs tell whole seconds.
    const time = signingTime(this.clock.now(), [proofKey, jwtKey]).getTime();
    const signedAt = new Date(time - (time % 1000));
    const subjectId = randomUUID();
    const unsigned = buildCredential(snapshot, {
      publicUrl,
      subjectId: `urn:uuid:${subjectId}`,
      statusEntries,
    });
    const texts = await this.pool.sign(unsigned, { proofKey, jwtKey, created: signedAt });
    const made = { ...texts, certificateId, personId, subjectId, proofKey, jwtKey, signedAt };
    const kept = await this.db.transaction((tx) => keep(tx, made));
    if (kept !== 'retired') return kept;
    this.keys.forget();
    return this.sign(certificateId, personId, snapshot);
  }
}

/** @returns what is kept now, by whomever; null when the person is erased; that a key was retired meanwhile */
async function keep(tx: EntityManager, made: NewCredential): Promise<StoredCredential | null | 'retired'> {
  // An erasure of this person waits for us, and then finds the credential, or we wait for it.
  const [person] = await tx.query<{ erased: boolean }[]>(
    `SELECT erased_at IS NOT NULL AS erased FROM users WHERE id = $1 FOR SHARE`,
    [made.personId],
  );
  if (person?.erased !== false) return null;
  if (!(await areUnretired(tx, [made.proofKey.id, made.jwtKey.id]))) return 'retired';
  await tx.query(
    `INSERT INTO certificate_credentials
       (certificate_id, person_id, subject_id, document, jwt, proof_key_id, jwt_key_id, signed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (certificate_id) DO NOTHING`,
    [
      ...[made.certificateId, made.personId, made.subjectId, made.document, made.jwt],
      ...[made.proofKey.id, made.jwtKey.id, made.signedAt],
    ],
  );
  const [kept] = await tx.query<StoredCredential[]>(
    'SELECT document, jwt FROM certificate_credentials WHERE certificate_id = $1',
    [made.certificateId],
  );
  return kept ?? null;
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config/config.js';
import { buildCredential } from '../../credential/credential.rules.js';
import { type StatusEntry } from '../../credential/credential.shape.js';
import { KeyRing } from '../../keys/key-ring.service.js';
import { type Code } from '../../register/code.rules.js';
import { canonicalSnapshot, type CertificateSnapshot, digestOf } from '../../register/snapshot.rules.js';
import { verificationAnswer } from '../../register/status.rules.js';
import { type KnownCertificate } from '../../verification/certificate-status.service.js';
import { VerificationPages } from '../../verification/verification-pages.js';
import { publicFacts, verdictBand } from '../../verification/verification.views.js';
import { type Comparable, comparableOf } from './comparable.rules.js';
import { type KeptCopies, type RegisterEntry } from './file-answer.rules.js';
import { claimsDigest, credentialDigest, type FileDigests } from './file-digests.js';

interface CopiesRow {
  readonly isFile: boolean;
  readonly document: string | null;
  readonly jwt: string | null;
}

interface Copies extends KeptCopies {
  /** Without its proof; null where none was signed yet. */
  readonly credential: object | null;
}

/** What the register says of the certificate that a file names, to whoever has that file. */
@Injectable()
export class RegisterEntries {
  constructor(
    private readonly db: DataSource,
    private readonly keys: KeyRing,
    private readonly pages: VerificationPages,
    private readonly config: Config,
  ) {}

  /**
   * Two statements at most, beside what counts codes that lead nowhere.
   *
   * @param address of who asks
   * @param isOurs whether a file with such copies was seen here to be the academy's own: then what its holder hides is compared, too
   * @returns null where there is no such certificate
   * @throws DomainError tooMany
   */
  async of(
    code: Code,
    digests: FileDigests,
    address: string,
    isOurs: (kept: KeptCopies) => boolean = () => false,
  ): Promise<RegisterEntry | null> {
    const known = await this.pages.lookUp(code, address);
    if (!known) return null;
    const { verdict, snapshot, hidden, readAt } = known;
    const { credential, ...kept } = await this.copies(known.id, digests);
    const isTold = snapshot !== null && verdict.status !== 'erased';
    const withholds = hidden.length > 0 && !isOurs(kept);
    // Whoever names the credential's digest has it; the snapshot has nothing that is drawn by lot, so its digest could be guessed.
    const tellsSnapshot = isTold && (!withholds || kept.isCredential);
    return {
      ...kept,
      band: verdictBand(verdict, publicFacts(known)?.named ?? null),
      answer: verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl, hidden),
      same: {
        snapshot:
          tellsSnapshot && digests.snapshot !== null
            ? digestOf(canonicalSnapshot(snapshot)) === digests.snapshot
            : null,
        credential:
          isTold && credential && digests.claims !== null
            ? (await claimsDigest(credential)) === digests.claims
            : null,
      },
      comparable: isTold ? await this.comparable(snapshot, credential, known, withholds) : null,
      isSigned: credential !== null,
    };
  }

  private async comparable(
    snapshot: CertificateSnapshot,
    credential: object | null,
    { hidden }: KnownCertificate,
    withholds: boolean,
  ): Promise<Comparable> {
    const kept = { snapshot, credential: credential ?? unsigned(snapshot, await this.keys.origin()) };
    return comparableOf(kept, hidden, withholds);
  }

  private async copies(certificateId: string, digests: FileDigests): Promise<Copies> {
    const [row] = await this.db.query<CopiesRow[]>(
      `SELECT EXISTS (SELECT FROM certificate_files f
                       WHERE f.certificate_id = $1 AND f.digest = $2 AND f.erased_at IS NULL) AS "isFile",
              c.document, c.jwt
         FROM certificates x LEFT JOIN certificate_credentials c ON c.certificate_id = x.id
        WHERE x.id = $1`,
      [certificateId, digests.file],
    );
    const { isFile = false, document = null, jwt = null } = row ?? {};
    const value = document === null ? null : (JSON.parse(document) as Record<string, unknown>);
    const kept = await Promise.all([credentialDigest(value), credentialDigest(jwt)]);
    return {
      isFile,
      isCredential: digests.credential !== null && kept.includes(digests.credential),
      credential: value && withoutProof(value),
    };
  }
}

function withoutProof(document: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== 'proof'));
}

/** Where none is kept: as it would be signed now, without what is drawn by lot. */
function unsigned(snapshot: CertificateSnapshot, publicUrl: string): object {
  const statusEntries = [{ statusPurpose: 'revocation' } as StatusEntry];
  const credential = buildCredential(snapshot, { publicUrl, subjectId: '', statusEntries });
  return JSON.parse(JSON.stringify(credential)) as object;
}

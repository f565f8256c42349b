import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError, notFound } from '../../platform/errors/domain-errors.js';
import { Config } from '../../platform/config/config.js';
import { Files } from '../../platform/files/files.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { Credentials } from '../credential-store/credentials.service.js';
import { KeyRing } from '../keys/key-ring.service.js';
import { type SigningKey } from '../keys/signing-key.js';
import { areUnretired, signingTime } from '../keys/signing-times.js';
import { CERTIFICATE_READY } from '../register/certificate-mails.service.js';
import { logoKeyOf } from '../../users/academy/logo-key.js';
import { type Paper, papers } from './papers.js';
import { PrintPool } from './print-pool.js';
import { type CertificateSnapshot, digestOf } from '../register/snapshot.rules.js';

export const PRINT_QUEUE = 'certificates.print';

/** What files there are: the PDF that everybody gets who doesn't ask for another paper, it on a paper, and pictures. */
const kinds = ['pdf', ...papers.map((paper) => `pdf-${paper}` as const), 'png', 'svg'] as const;
type FileKind = (typeof kinds)[number];

export interface PrintJob {
  readonly certificateId: string;
  /** Nobody is told: it was issued where nothing is mailed. */
  readonly quiet: boolean;
}

interface ToPrint {
  readonly personId: string;
  /** Canonical JSON; null once erased. */
  readonly body: string | null;
  /** The key of the file if there is one. */
  readonly fileKey: string | null;
}

interface NewFile {
  readonly certificateId: string;
  readonly personId: string;
  readonly kind: FileKind;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** What has signed it; null for pictures, whose credential is signed. */
  readonly pdfKey: SigningKey | null;
  readonly quiet: boolean;
}

/** The files of a certificate: each drawn once, from its snapshot, in a worker thread, with its credential, and kept. */
@Injectable()
export class CertificateFiles implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('CertificateFiles');
  /** Files beside the PDF that are being made, by their keys. */
  private readonly making = new Map<string, Promise<string | null>>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly files: Files,
    private readonly mailer: Mailer,
    private readonly config: Config,
    private readonly credentials: Credentials,
    private readonly keys: KeyRing,
    private readonly pool: PrintPool,
  ) {}

  onModuleInit(): void {
    const concurrency = this.config.printsNothing ? 0 : 2;
    this.jobs.define(PRINT_QUEUE, { concurrency }, ({ certificateId, quiet }: PrintJob) =>
      this.print(certificateId, quiet),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  /** May be run any number of times, and killed at any moment: the file's name follows from the certificate. */
  async print(certificateId: string, quiet = false): Promise<void> {
    await this.made(certificateId, 'pdf', quiet);
  }

  /** @throws DomainError notFound while it is being made */
  async open(key: string | null): Promise<Uint8Array> {
    if (key === null) {
      const sentence = 'The PDF is being made. It will be here in a minute.';
      throw new DomainError('notFound', sentence, { retryAfterSeconds: 30 });
    }
    return this.files.get(key);
  }

  /** The kept file. One statement. @throws DomainError notFound while it is being made, and once it is erased */
  async pdf(certificateId: string): Promise<Uint8Array> {
    return this.open((await this.toPrint(certificateId, 'pdf')).fileKey);
  }

  /**
   * The certificate on a paper: the kept file, or another one that is made when it is first asked for, and kept as well.
   *
   * @param certificate one whose own file is there
   * @throws DomainError notFound while its own file is being made, and once it is erased
   */
  async openOn(
    certificate: { id: string; pdfKey: string | null; snapshot: CertificateSnapshot | null },
    paper: Paper | null,
  ): Promise<Uint8Array> {
    const { id, pdfKey, snapshot } = certificate;
    if (pdfKey === null || paper === null || paper === paperOf(snapshot)) return this.open(pdfKey);
    return this.beside(id, `pdf-${paper}`);
  }

  /**
   * The certificate as a picture that holds its credential (Open Badges 3.0, 5.3), made when it is first asked for.
   *
   * @throws DomainError notFound once it is erased
   */
  async badge(certificateId: string, type: 'png' | 'svg'): Promise<Uint8Array> {
    return this.beside(certificateId, type);
  }

  private async beside(certificateId: string, kind: FileKind): Promise<Uint8Array> {
    const key = await this.madeOnce(certificateId, kind);
    if (key === null) throw notFound();
    return this.files.get(key);
  }

  /** Who asks while it is being made waits for the same file: it can be asked for without an account, by many at once. */
  private madeOnce(certificateId: string, kind: FileKind): Promise<string | null> {
    const key = keyOf(certificateId, kind);
    const known = this.making.get(key);
    if (known) return known;
    const making = this.made(certificateId, kind).finally(() => this.making.delete(key));
    this.making.set(key, making);
    return making;
  }

  /** @returns the key of the file, or null when the person is erased */
  private async made(certificateId: string, kind: FileKind, quiet = false): Promise<string | null> {
    const key = keyOf(certificateId, kind);
    const task = await this.toPrint(certificateId, kind);
    if (task.body !== null && task.fileKey !== null) return task.fileKey;
    const credential = await this.credentials.of(certificateId);
    if (task.body === null || credential === null) {
      // Erased meanwhile; a former try may have left the file behind.
      await this.files.delete(key);
      return null;
    }
    const drawn = await this.draw(JSON.parse(task.body) as CertificateSnapshot, kind, credential.document);
    const file = { certificateId, personId: task.personId, kind, key, quiet, ...drawn };
    const kept = await this.db.transaction((tx) => this.keep(tx, file));
    if (kept === 'retired') {
      this.keys.forget();
      return this.made(certificateId, kind, quiet);
    }
    if (!kept) await this.files.delete(key);
    return kept ? key : null;
  }

  private async draw(
    snapshot: CertificateSnapshot,
    kind: FileKind,
    credential: string,
  ): Promise<Pick<NewFile, 'bytes' | 'pdfKey'>> {
    if (kind === 'png' || kind === 'svg') {
      return { bytes: await this.pool.badge(snapshot, kind, credential), pdfKey: null };
    }
    const { logo } = snapshot.academy;
    const pdfKey = await this.keys.current('pdf');
    const signedAt = signingTime(this.clock.now(), [pdfKey]);
    const bytes = await this.pool.print(snapshot, {
      paper: papers.find((paper) => kind === `pdf-${paper}`) ?? paperOf(snapshot),
      logo: logo === undefined ? null : await this.files.get(logoKeyOf(logo)),
      credential,
      signing: {
        ...{ pdfKey, signedAt },
        ...{ timestampUrl: this.config.timestampUrl, timestampCa: this.config.timestampCa },
        onUnstamped: (reason) => {
          this.log.warn(`A certificate was signed without a time stamp. ${reason}`);
        },
      },
    });
    return { bytes, pdfKey };
  }

  /** @returns false when the person is erased: then there must be no file; or that the key was retired meanwhile */
  private async keep(tx: EntityManager, file: NewFile): Promise<boolean | 'retired'> {
    const { certificateId, personId, kind, key, bytes, pdfKey, quiet } = file;
    // An erasure of this person waits for us, and then finds the file, or we wait for it.
    const [person] = await tx.query<{ erased: boolean }[]>(
      `SELECT erased_at IS NOT NULL AS erased FROM users WHERE id = $1 FOR SHARE`,
      [personId],
    );
    if (person?.erased !== false) return false;
    if (pdfKey && !(await areUnretired(tx, [pdfKey.id]))) return 'retired';
    // Two that make the same file at once make different bytes, as it is signed. The second one waits here for the
    // first, whose bytes stay: so the digest is that of what is there.
    const inserted = await tx.query<object[]>(
      `INSERT INTO certificate_files
         (certificate_id, person_id, kind, file_key, digest, bytes, created_at, pdf_key_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (certificate_id, kind) DO NOTHING RETURNING id`,
      [
        ...[certificateId, personId, kind, key, digestOf(bytes), bytes.byteLength],
        ...[this.clock.now(), pdfKey?.id ?? null],
      ],
    );
    if (inserted.length === 0) return true;
    await this.files.put(key, bytes);
    if (kind === 'pdf' && !quiet) await this.mailer.post(tx, CERTIFICATE_READY, { certificateId });
    return true;
  }

  private async toPrint(certificateId: string, kind: FileKind): Promise<ToPrint> {
    const [row] = await this.db.query<ToPrint[]>(
      `SELECT s.person_id AS "personId", s.body,
              (SELECT f.file_key FROM certificate_files f WHERE f.certificate_id = $1 AND f.kind = $2) AS "fileKey"
         FROM certificate_snapshots s WHERE s.certificate_id = $1`,
      [certificateId, kind],
    );
    if (!row) throw new Error('There is no such certificate to print.');
    return row;
  }
}

/** Follows from the certificate, so that a file is found again whose making was cut off before it was written down. */
const keyOf = (certificateId: string, kind: FileKind) =>
  `certificates/${certificateId}${kind.startsWith('pdf') ? `${kind.slice(3)}.pdf` : `.${kind}`}`;

/** Every file that there may be of a certificate. */
export const fileKeysOf = (certificateId: string) => kinds.map((kind) => keyOf(certificateId, kind));

const paperOf = (snapshot: CertificateSnapshot | null): Paper => snapshot?.paper ?? 'a4';

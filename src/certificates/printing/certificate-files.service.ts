import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Config } from '../../platform/config/config.js';
import { Files } from '../../platform/files/files.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { CERTIFICATE_READY } from '../register/certificate-mails.service.js';
import { logoKeyOf } from '../../users/academy/logo-key.js';
import { type Paper, papers } from './papers.js';
import { PrintPool } from './print-pool.js';
import { type CertificateSnapshot, digestOf } from '../register/snapshot.rules.js';

export const PRINT_QUEUE = 'certificates.print';

/** The file that everybody gets who doesn't ask for another paper. */
const KEPT = 'pdf';

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
  readonly kind: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly quiet: boolean;
}

/** The PDF of a certificate: drawn once, from its snapshot, in a worker thread, and kept. */
@Injectable()
export class CertificateFiles implements OnModuleInit, OnApplicationShutdown {
  /** Files on another paper that are being made, by their keys. */
  private readonly making = new Map<string, Promise<string | null>>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly files: Files,
    private readonly mailer: Mailer,
    private readonly config: Config,
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
    await this.made(certificateId, null, quiet);
  }

  /** @throws DomainError notFound while it is being made */
  async open(key: string | null): Promise<Uint8Array> {
    if (key === null) throw notFound('The PDF is being made. It will be here in a minute.');
    return this.files.get(key);
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
    const key = await this.madeOnce(id, paper);
    if (key === null) throw notFound();
    return this.files.get(key);
  }

  /** Who asks while it is being made waits for the same file: it can be asked for without an account, by many at once. */
  private madeOnce(certificateId: string, paper: Paper): Promise<string | null> {
    const key = pdfKeyOf(certificateId, paper);
    const known = this.making.get(key);
    if (known) return known;
    const making = this.made(certificateId, paper).finally(() => this.making.delete(key));
    this.making.set(key, making);
    return making;
  }

  /** @returns the key of the file on this paper (null: the certificate's own), or null when the person is erased */
  private async made(certificateId: string, paper: Paper | null, quiet = false): Promise<string | null> {
    const kind = paper === null ? KEPT : `pdf-${paper}`;
    const key = pdfKeyOf(certificateId, paper);
    const task = await this.toPrint(certificateId, kind);
    if (task.body === null) {
      // Erased meanwhile; a former try may have left the file behind.
      await this.files.delete(key);
      return null;
    }
    if (task.fileKey !== null) return task.fileKey;
    const snapshot = JSON.parse(task.body) as CertificateSnapshot;
    const { logo } = snapshot.academy;
    const bytes = await this.pool.print(snapshot, {
      paper: paper ?? paperOf(snapshot),
      logo: logo === undefined ? null : await this.files.get(logoKeyOf(logo)),
    });
    await this.files.put(key, bytes);
    const file = { certificateId, personId: task.personId, kind, key, bytes, quiet };
    const kept = await this.db.transaction((tx) => this.keep(tx, file));
    if (!kept) await this.files.delete(key);
    return kept ? key : null;
  }

  /** @returns false when the person is erased: then there must be no file */
  private async keep(tx: EntityManager, file: NewFile): Promise<boolean> {
    const { certificateId, personId, kind, key, bytes, quiet } = file;
    // An erasure of this person waits for us, and then finds the file, or we wait for it.
    const [person] = await tx.query<{ erased: boolean }[]>(
      `SELECT erased_at IS NOT NULL AS erased FROM users WHERE id = $1 FOR SHARE`,
      [personId],
    );
    if (person?.erased !== false) return false;
    await tx.query(
      `INSERT INTO certificate_files (certificate_id, person_id, kind, file_key, digest, bytes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (certificate_id, kind) DO NOTHING`,
      [certificateId, personId, kind, key, digestOf(bytes), bytes.byteLength, this.clock.now()],
    );
    if (kind === KEPT && !quiet) await this.mailer.post(tx, CERTIFICATE_READY, { certificateId });
    return true;
  }

  private async toPrint(certificateId: string, kind: string): Promise<ToPrint> {
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
const pdfKeyOf = (certificateId: string, paper: Paper | null) =>
  `certificates/${certificateId}${paper === null ? '' : `-${paper}`}.pdf`;

/** Every file that there may be of a certificate. */
export const pdfKeysOf = (certificateId: string) =>
  [null, ...papers].map((paper) => pdfKeyOf(certificateId, paper));

const paperOf = (snapshot: CertificateSnapshot | null): Paper => snapshot?.paper ?? 'a4';

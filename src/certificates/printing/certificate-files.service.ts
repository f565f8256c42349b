import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Files } from '../../platform/files/files.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { CERTIFICATE_READY } from '../register/certificate-mails.service.js';
import { PrintPool } from './print-pool.js';
import { type CertificateSnapshot, digestOf } from '../register/snapshot.rules.js';

export const PRINT_QUEUE = 'certificates.print';

const KIND = 'pdf';

interface ToPrint {
  readonly personId: string;
  /** Canonical JSON; null once erased. */
  readonly body: string | null;
  readonly printed: boolean;
}

/** The PDF of a certificate: drawn once, from its snapshot, in a worker thread, and kept. */
@Injectable()
export class CertificateFiles implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly files: Files,
    private readonly mailer: Mailer,
    private readonly pool: PrintPool,
  ) {}

  onModuleInit(): void {
    this.jobs.define(PRINT_QUEUE, { concurrency: 2 }, ({ certificateId }: { certificateId: string }) =>
      this.print(certificateId),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  /** May be run any number of times, and killed at any moment: the file's name follows from the certificate. */
  async print(certificateId: string): Promise<void> {
    const task = await this.toPrint(certificateId);
    const key = pdfKeyOf(certificateId);
    if (task.body === null) {
      // Erased meanwhile; a former try may have left the file behind.
      await this.files.delete(key);
      return;
    }
    if (task.printed) return;
    const bytes = await this.pool.print(JSON.parse(task.body) as CertificateSnapshot);
    await this.files.put(key, bytes);
    const kept = await this.db.transaction((tx) => this.keep(tx, certificateId, task.personId, key, bytes));
    if (!kept) await this.files.delete(key);
  }

  /** @throws DomainError notFound while it is being made */
  async open(key: string | null): Promise<Uint8Array> {
    if (key === null) throw notFound('The PDF is being made. It will be here in a minute.');
    return this.files.get(key);
  }

  /** @returns false when the person is erased: then there must be no file */
  private async keep(
    tx: EntityManager,
    certificateId: string,
    personId: string,
    key: string,
    bytes: Uint8Array,
  ): Promise<boolean> {
    // An erasure of this person waits for us, and then finds the file, or we wait for it.
    const [person] = await tx.query<{ erased: boolean }[]>(
      `SELECT erased_at IS NOT NULL AS erased FROM users WHERE id = $1 FOR SHARE`,
      [personId],
    );
    if (person?.erased !== false) return false;
    await tx.query(
      `INSERT INTO certificate_files (certificate_id, person_id, kind, file_key, digest, bytes, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (certificate_id, kind) DO NOTHING`,
      [certificateId, personId, KIND, key, digestOf(bytes), bytes.byteLength, this.clock.now()],
    );
    await this.mailer.post(tx, CERTIFICATE_READY, { certificateId });
    return true;
  }

  private async toPrint(certificateId: string): Promise<ToPrint> {
    const [row] = await this.db.query<ToPrint[]>(
      `SELECT s.person_id AS "personId", s.body,
              EXISTS (SELECT FROM certificate_files f WHERE f.certificate_id = $1 AND f.kind = $2) AS printed
         FROM certificate_snapshots s WHERE s.certificate_id = $1`,
      [certificateId, KIND],
    );
    if (!row) throw new Error('There is no such certificate to print.');
    return row;
  }
}

/** Follows from the certificate, so that a file is found again whose making was cut off before it was written down. */
export const pdfKeyOf = (certificateId: string) => `certificates/${certificateId}.pdf`;

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { receiptFile, type SectionProof } from './receipt.rules.js';
import { type VisibleSubmission } from './submissions.service.js';

/** What an author keeps of an attempt: the frozen text as it was digested, and the receipt. */
@Injectable()
export class Receipts {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  /**
   * The frozen text, byte for byte as it was digested (UTF-8).
   *
   * @throws DomainError notFound once it has been erased
   */
  async frozenText(submissionId: string): Promise<Buffer> {
    const [row] = await this.db.query<{ body: string | null }[]>(
      'SELECT body FROM submission_contents WHERE submission_id = $1',
      [submissionId],
    );
    if (!row?.body) throw notFound('This text has been erased.');
    return Buffer.from(row.body, 'utf8');
  }

  /** @throws DomainError notFound once the text has been erased */
  async file(submission: VisibleSubmission): Promise<Buffer> {
    const proofs = await this.db.query<SectionProof[]>(
      `SELECT s.key, s.digest, c.salts ->> s.key AS salt
         FROM submission_sections s JOIN submission_contents c ON c.submission_id = s.submission_id
        WHERE s.submission_id = $1 AND c.salts IS NOT NULL ORDER BY s.position`,
      [submission.id],
    );
    if (proofs.length === 0) throw notFound('This text has been erased.');
    return Buffer.from(receiptFile(submission, proofs, this.config.publicUrl), 'utf8');
  }
}

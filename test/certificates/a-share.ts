import { randomBytes } from 'node:crypto';
import { tokenDigest } from '../../src/certificates/holding/shares.rules.js';
import { type TestApp } from '../support/app.js';

export interface AShare {
  id: string;
  /** What stands in its address. */
  token: string;
}

/** A link to the file of a certificate, with no end. */
export async function aShare(app: TestApp, certificateId: string, label = ''): Promise<AShare> {
  const token = randomBytes(24).toString('base64url');
  const [row] = await app.db.query<{ id: string }[]>(
    `INSERT INTO certificate_shares (certificate_id, token_digest, label, created_at)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [certificateId, tokenDigest(token), label, app.clock.now()],
  );
  if (!row) throw new Error('No link was made.');
  return { id: row.id, token };
}

/** The holder shows a section of the graded handbook. */
export async function showSection(app: TestApp, certificateId: string, key: string): Promise<void> {
  await app.db.query(
    `INSERT INTO certificate_evidence (certificate_id, section_key, title, position, shown_at)
     VALUES ($1, $2, 'A section', 1, $3)`,
    [certificateId, key, app.clock.now()],
  );
}

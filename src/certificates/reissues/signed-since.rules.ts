import { type KeyPurpose } from '../keys/signing-key.js';

/**
 * Which certificates a key ($1) has signed since a moment ($2), and when: `certificate_id` and `at`, each certificate once.
 * A key for PDFs counts for every file of a certificate that it has signed.
 */
export const signedSince = {
  proof: `SELECT certificate_id, signed_at AS at FROM certificate_credentials WHERE proof_key_id = $1 AND signed_at >= $2`,
  jwt: `SELECT certificate_id, signed_at AS at FROM certificate_credentials WHERE jwt_key_id = $1 AND signed_at >= $2`,
  pdf: `
    SELECT f.certificate_id, f.created_at AS at FROM certificate_files f
     WHERE f.pdf_key_id = $1 AND f.created_at >= $2
       AND NOT EXISTS (SELECT FROM certificate_files b
                        WHERE b.certificate_id = f.certificate_id AND b.pdf_key_id = $1 AND b.created_at >= $2
                          AND (b.created_at, b.id) < (f.created_at, f.id))`,
} as const satisfies Record<KeyPurpose, string>;

/** Anyone who opens the old certificate's address may read it, and its holder reads it in the mail. */
export const reissueReasons = {
  proof: 'A key that signed the one before it may have been in other hands.',
  jwt: 'A key that signed the one before it may have been in other hands.',
  pdf: 'The key that signed its file may have been in other hands.',
} as const satisfies Record<KeyPurpose, string>;

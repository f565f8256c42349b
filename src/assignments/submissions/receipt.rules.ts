import { type VisibleSubmission } from './submissions.service.js';

/** The file in which the frozen text is given out: its bytes are those that were digested. */
export const frozenFileName = (number: number) => `handbook-attempt-${number}.json`;
export const printedFileName = (number: number) => `handbook-attempt-${number}.pdf`;
export const receiptFileName = (number: number) => `receipt-attempt-${number}.json`;

/** The command with which anybody checks the file against the digest; on Windows `certutil -hashfile … SHA256`. */
export const checkCommand = (number: number) => `sha256sum ${frozenFileName(number)}`;

/** One section's digest, and the salt that its author needs to prove it without showing the others. */
export interface SectionProof {
  key: string;
  digest: string;
  /** 32 bytes, hex. */
  salt: string;
}

/** A receipt as a file: indented JSON that says by itself what it is and how to check it. */
export function receiptFile(
  submission: VisibleSubmission,
  proofs: readonly SectionProof[],
  publicUrl: string,
): string {
  const { id, number, submittedAt, dueAt } = submission;
  const receipt = {
    receipt: 'Receipt of a handed-in handbook',
    version: 1,
    handbook: submission.templateTitle,
    course: submission.courseTitle,
    cohort: submission.cohort.name,
    author: submission.authorName,
    attempt: number,
    address: `${publicUrl}/submissions/${id}`,
    handedInAt: submittedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    late: submittedAt > dueAt,
    statement: submission.statement,
    digests: {
      algorithm: 'SHA-256',
      text: submission.contentDigest,
      sectionsRoot: submission.sectionsRoot,
      sections: proofs,
    },
    howToCheck: [
      `The digest of the text is that of the file ${frozenFileName(number)}, byte for byte: ${checkCommand(number)}`,
      'The digest of a section is SHA-256 over its salt (32 bytes) followed by its canonical JSON (RFC 8785).',
      'sectionsRoot is SHA-256 over the canonical JSON of the list of {"digest", "key"} in the order above.',
    ],
  };
  return `${JSON.stringify(receipt, null, 2)}\n`;
}

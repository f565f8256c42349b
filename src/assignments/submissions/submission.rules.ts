import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { type FrozenSection } from '../sections/section-kinds.rules.js';

/** What is stored of a submission, as one canonical text. */
export interface SubmissionBody {
  schema: 1;
  sections: FrozenSection[];
}

/** The text that is stored and digested (RFC 8785). */
export function submissionBody(sections: readonly FrozenSection[]): string {
  return canonicalJson({ schema: 1, sections });
}

/**
 * SHA-256 over the salt's 32 bytes followed by the section's canonical JSON, hex. The salt keeps a section that
 * isn't shown from being guessed by its digest.
 *
 * @param salt 64 hexadecimal characters
 */
export function sectionDigest(salt: string, section: FrozenSection): string {
  return sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(canonicalJson(section), 'utf8')]));
}

/** One value that stands for all sections: SHA-256 over the canonical list of keys and digests, in order. */
export function sectionsRoot(sections: readonly { key: string; digest: string }[]): string {
  return sha256(canonicalJson(sections.map(({ key, digest }) => ({ key, digest }))));
}

import { givesFile } from '../holding/shares.rules.js';
import { type Verdict } from '../register/status.rules.js';
import { type HideableField } from '../register/visibility.rules.js';
import { type Form } from '../verification/negotiation.rules.js';

/** A certificate as a file: its credential as JSON-LD and as JWT, the PDF, and its badge, a picture with the credential. */
export type CopyForm = Exclude<Form, 'html' | 'json'>;

/** What holders and those to whom they give a link find beside the PDF. */
export const furtherCopies = ['png', 'svg', 'jsonld', 'jwt'] as const satisfies readonly CopyForm[];

export const isFurtherCopy = (text: string): text is (typeof furtherCopies)[number] =>
  furtherCopies.some((form) => form === text);

/**
 * What anybody gets at the public address. Every file says all that the certificate says, so with something hidden there is
 * none. The credential of a certificate that no longer stands is there all the same, as it names the list that says so;
 * what people look at is not, as nothing in a picture or on paper changes.
 */
export function publicCopies(
  { status }: Pick<Verdict, 'status'>,
  hidden: readonly HideableField[],
): readonly CopyForm[] {
  if (status === 'never-issued' || status === 'erased' || hidden.length > 0) return [];
  return givesFile({ status }) ? ['jsonld', 'jwt', 'pdf', 'png', 'svg'] : ['jsonld', 'jwt'];
}

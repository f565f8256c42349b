import { LARGEST_PDF } from '../../signing/check-pdf.js';

/** Why a file of so many bytes is not looked at; null where it is. */
export function sizeRefusal(bytes: number): string | null {
  if (bytes === 0) return 'This file is empty.';
  return bytes > LARGEST_PDF
    ? `This file has more than ${LARGEST_PDF / 1_000_000} MB. No certificate of this academy is that large.`
    : null;
}

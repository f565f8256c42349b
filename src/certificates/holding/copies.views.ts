import { furtherCopies } from '../credential-store/copies.rules.js';

/** A file to download. */
export interface CopyLink {
  href: string;
  label: string;
  hint: string;
}

const words = {
  png: {
    label: 'Badge (PNG)',
    hint: 'a picture with the signed credential inside, for profiles and badge collections',
  },
  svg: { label: 'Badge (SVG)', hint: 'the same as a drawing that stays sharp at every size' },
  jsonld: { label: 'Credential (JSON-LD)', hint: 'for wallets and for programs that check signatures' },
  jwt: { label: 'Credential (JWT)', hint: 'the same for programs that want it as one line' },
} as const satisfies Record<(typeof furtherCopies)[number], Omit<CopyLink, 'href'>>;

/** @param path of the certificate, or of a link to it */
export const copyLinks = (path: string): CopyLink[] =>
  furtherCopies.map((form) => ({ href: `${path}/files/${form}`, ...words[form] }));

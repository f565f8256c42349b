/** The names of the files that a certificate's PDF encloses. */
export const enclosures = {
  snapshot: 'certificate.json',
  credential: 'credential.jsonld',
  howToCheck: 'how-to-check.txt',
} as const;

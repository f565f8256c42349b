/** What an author confirms in order to hand in; it is stored with the attempt in these words. */
export const publicInformationStatement = 'This handbook uses public information only, nothing confidential.';

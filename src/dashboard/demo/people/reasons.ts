/** Why something happened to a certificate: what anyone may read, and a note for administrators. */
export const reasons = {
  /** Anyone may read it. */
  keyCopied: 'A backup with the key lay on a disk that was sold.',
  copied: {
    publicReason: 'Large parts of the handbook were taken from another company’s strategy without saying so.',
    privateReason: 'Found by a reader who knows the example of Tessmar Schokolade.',
  },
  underReview: {
    publicReason: 'We are looking into whether the handbook rests on public information only.',
    privateReason: 'A former employee of the company wrote to us. Two figures can’t be found in public.',
  },
  cleared: {
    publicReason: 'Both figures stand in the annual report of the trade association.',
    privateReason: 'Bob has seen pages 14 and 31 of the report.',
  },
};

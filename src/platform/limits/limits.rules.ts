interface Limit {
  points: number;
  seconds: number;
  /** What the key is: an address counts by household, anything else as it stands. */
  by: 'address' | 'text';
  message: string;
}

/** A whole course may sign in from one room, so an address has more room than an account. */
export const limits = {
  signInByAddress: {
    points: 300,
    seconds: 15 * 60,
    by: 'address',
    message: 'Too many people have tried to sign in from your network.',
  },
  signInByAccount: {
    points: 10,
    seconds: 15 * 60,
    by: 'text',
    message: 'There were too many tries to sign in to this account.',
  },
  verificationMissByAddress: {
    points: 30,
    seconds: 10 * 60,
    by: 'address',
    message: 'Too many codes from your network led nowhere.',
  },
  /** Of codes, whatever they lead to: four full lists. */
  checksByAddress: {
    points: 2000,
    seconds: 10 * 60,
    by: 'address',
    message: 'Many codes have been checked from your network.',
  },
  filesByAddress: {
    points: 120,
    seconds: 10 * 60,
    by: 'address',
    message: 'Many files have been checked from your network.',
  },
  checksByTokens: {
    points: 20_000,
    seconds: 10 * 60,
    by: 'text',
    message: 'Many codes have been checked with your tokens.',
  },
  verificationMissByTokens: {
    points: 1000,
    seconds: 10 * 60,
    by: 'text',
    message: 'Too many codes that were asked for with your tokens led nowhere.',
  },
  /** Withdrawn or not: making one more must not be a way around anything. */
  apiTokensByHolder: {
    points: 40,
    seconds: 24 * 60 * 60,
    by: 'text',
    message: 'You have made many tokens within a day.',
  },
  shareMissByAddress: {
    points: 30,
    seconds: 10 * 60,
    by: 'address',
    message: 'Too many links that were opened from your network led nowhere.',
  },
  signUpByAddress: {
    points: 200,
    seconds: 60 * 60,
    by: 'address',
    message: 'Too many people have signed up from your network.',
  },
  passwordResetByAddress: {
    points: 100,
    seconds: 60 * 60,
    by: 'address',
    message: 'Too many people have asked for a new password from your network.',
  },
  /** For who is signed in and is asked for the password once more. */
  passwordByAccount: {
    points: 10,
    seconds: 15 * 60,
    by: 'text',
    message: 'There were too many tries to guess the password of this account.',
  },
  mailByMailboxAnHour: {
    points: 3,
    seconds: 60 * 60,
    by: 'text',
    message: 'This address has got several messages already.',
  },
  mailByMailboxADay: {
    points: 6,
    seconds: 24 * 60 * 60,
    by: 'text',
    message: 'This address has got several messages already.',
  },
  messagesByAuthor: {
    points: 20,
    seconds: 60 * 60,
    by: 'text',
    message: 'You have sent many messages within an hour.',
  },
  correctionsByHolder: {
    points: 10,
    seconds: 24 * 60 * 60,
    by: 'text',
    message: 'You have asked for many corrections within a day.',
  },
  picturesByAuthor: {
    points: 60,
    seconds: 10 * 60,
    by: 'text',
    message: 'You have sent many pictures within ten minutes.',
  },
  printsByReader: {
    points: 60,
    seconds: 10 * 60,
    by: 'text',
    message: 'You have had many handbooks printed within ten minutes.',
  },
  restorationsByAuthor: {
    points: 60,
    seconds: 10 * 60,
    by: 'text',
    message: 'You have restored many versions within ten minutes.',
  },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** As many tries within so many seconds, to be told to people. */
export function limitOf(name: LimitName): { readonly points: number; readonly seconds: number } {
  const { points, seconds } = limits[name];
  return { points, seconds };
}

/** What a browser that reads a file itself has to say of it. */
export type HeldFileWord =
  | { readonly kind: 'checked'; readonly title: string; readonly html: string }
  /** A sentence that another try would not change. */
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: keyof typeof troubles };

/** Why nothing is said. In each case the file can be sent. */
export const troubles = {
  unreached:
    'The academy could not be reached, so nothing is known about the certificate. Your file was not sent. Choose it again, or send it to us.',
  undecided:
    'Its holder keeps something from the public, and only we can compare that. Send us the file to have it checked.',
  unreadable: 'Your browser could not read this file. Send it to us to have it checked.',
} as const;

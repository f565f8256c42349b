/** The papers that a certificate comes on, both landscape. */
export type Paper = 'a4' | 'letter';

export const papers = ['a4', 'letter'] as const satisfies readonly Paper[];

export const isPaper = (value: unknown): value is Paper => value === 'a4' || value === 'letter';

export const otherThan = (paper: Paper): Paper => (paper === 'a4' ? 'letter' : 'a4');

export const paperWords = { a4: 'A4', letter: 'US Letter' } as const satisfies Record<Paper, string>;

/** What stands in a remark of the bank for something of the handbook at hand, as `{{name}}`. */
export const placeholders = {
  student: 'the student’s name',
  criterion: 'the criterion',
  level: 'the level that was chosen',
  next: 'the next level up',
  section: 'the section',
  quote: 'the words that the remark is about',
} as const;

export type Placeholder = keyof typeof placeholders;

/** What each stands for where a remark is inserted; null where there is no such thing. */
export type Meanings = Readonly<Partial<Record<Placeholder, string | null>>>;

export const placeholderNames = Object.keys(placeholders) as Placeholder[];

/** Stood for something once, and banks and drafts still hold it: it is offered no more, and no student reads it. */
type Retired = 'company';

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(placeholders, name);
const isRetired = (name: string): name is Retired => name === 'company';

const written = /\{\{\s*([^{}]{1,40}?)\s*\}\}/g;

/** Names in double braces that stand for nothing, as they were typed. */
export function unknownPlaceholders(text: string): string[] {
  const names = [...text.matchAll(written)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !isPlaceholder(name.toLowerCase())))];
}

/** A remark of the bank in the words of the handbook at hand. What has no meaning there stays as it is. */
export function fillPlaceholders(text: string, meanings: Meanings): string {
  return text.replace(written, (whole, name: string) => {
    const known = name.toLowerCase();
    return (isPlaceholder(known) ? meanings[known] : null) ?? whole;
  });
}

/** The first placeholder that still waits for its words; null when there is none. */
export function firstPlaceholder(
  text: string,
): { start: number; end: number; name: Placeholder | Retired } | null {
  for (const match of text.matchAll(written)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!isPlaceholder(name) && !isRetired(name)) continue;
    return { start: match.index, end: match.index + match[0].length, name };
  }
  return null;
}

/**
 * A remark made ready for the bank: the student's name gives way to its placeholder, so that the next student does not
 * read it.
 */
export function withPlaceholders(text: string, { student }: Pick<Meanings, 'student'>): string {
  const name = student?.trim() ?? '';
  return name.length > 1 ? text.replaceAll(name, '{{student}}') : text;
}

/** Remarks that hold every word of a search, in any order, case and accents apart; all for an empty search. */
export function searchRemarks<R extends { body: string }>(remarks: readonly R[], search: string): R[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return remarks.filter(({ body }) => {
    const text = plain(body);
    return words.every((word) => text.includes(word));
  });
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

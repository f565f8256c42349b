import { unprintableCharacters } from '../../users/names/printable-texts.js';
import { limits } from './rubric.rules.js';

interface Titled {
  readonly criteria: readonly {
    readonly title: string;
    readonly levels: readonly { readonly title: string }[];
  }[];
}

/**
 * The characters of a rubric's titles that no font of a certificate has: it names the levels that were reached, and with
 * the pass rule the criteria. Titles that are too long to be stored are passed over.
 */
export function unprintableIn({ criteria }: Titled): string[] {
  const titles = criteria.flatMap(({ title, levels }) => [title, ...levels.map((level) => level.title)]);
  const some = [...new Set(titles)].filter((title) => title.length <= limits.title);
  return unprintableCharacters(some.join(' ').normalize('NFC'));
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Handlebars from 'handlebars';
import { inlineIcon } from './icon.rules.js';
import { SafeHtml } from './safe-html.js';

const iconFolder = join(
  dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')),
  'icons',
);
const icons = new Map<string, Handlebars.SafeString>();

/**
 * What views may call besides Handlebars' own `if`, `unless`, `each`, `with` and `lookup`. View models bring
 * plain, finished strings; anything that would need more helpers than these belongs there.
 */
export const helpers = {
  /**
   * `{{icon "check"}}`: an inline SVG from Lucide that screen readers skip, so a word always stands beside it.
   * An unknown name throws.
   */
  icon(name: unknown): Handlebars.SafeString {
    if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name)) {
      throw new Error(`{{icon}} wants the name of a Lucide icon, not ${JSON.stringify(name)}`);
    }
    const known = icons.get(name);
    if (known) return known;
    const svg = new Handlebars.SafeString(readIcon(name));
    icons.set(name, svg);
    return svg;
  },

  /** `{{safeHtml body}}` prints a `SafeHtml` as HTML; a plain string is escaped, anything else is nothing. */
  safeHtml(value: unknown): Handlebars.SafeString | string {
    if (value instanceof SafeHtml) return new Handlebars.SafeString(value.toString());
    return typeof value === 'string' ? value : '';
  },

  /** `{{#if (eq status "valid")}}`: strict equality. */
  eq(left: unknown, right: unknown): boolean {
    return left === right;
  },
};

function readIcon(name: string): string {
  try {
    return inlineIcon(readFileSync(join(iconFolder, `${name}.svg`), 'utf8'));
  } catch {
    throw new Error(`{{icon "${name}"}}: Lucide has no icon of this name`);
  }
}

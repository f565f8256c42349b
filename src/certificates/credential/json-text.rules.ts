const DEEPEST = 32;

/**
 * Reads JSON (RFC 8259) that a stranger wrote, for whoever must understand it as everybody else does. Where an object
 * names a member twice some programs read the first and others the last (section 4), so nobody knows which was signed.
 *
 * @returns the value, or in a word why there is none: no JSON, members twice, or more than 32 levels deep
 */
export function readJson(
  text: string,
): { readonly value: unknown } | 'not-json' | 'members-twice' | 'too-deep' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  // From here on it is known to be JSON, so only what opens, names and closes matters.
  const open: Set<string>[] = [];
  let before = '';
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const [name, names] = [JSON.parse(before) as string, open.at(-1)];
      if (names?.has(name)) return 'members-twice';
      names?.add(name);
    }
    if (open.length > DEEPEST) return 'too-deep';
    before = token;
  }
  return { value };
}

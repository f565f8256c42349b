/** “🎓” “ᚠ”: at most twelve of them; what nobody sees is named by its number, as U+0007. */
export function quotedCharacters(characters: readonly string[]): string {
  const shown = characters.slice(0, 12).map((one) => (/^\p{C}+$/u.test(one) ? codePoints(one) : `“${one}”`));
  return `${shown.join(' ')}${characters.length > 12 ? ' …' : ''}`;
}

function codePoints(text: string): string {
  const numbers = Array.from(text, (one) => (one.codePointAt(0) ?? 0).toString(16).toUpperCase());
  return numbers.map((number) => `U+${number.padStart(4, '0')}`).join(' ');
}

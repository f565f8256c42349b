/**
 * How well what was typed finds a name, by its letters in order: the beginning of the name before the beginnings of its
 * words (“zn” for Zoë Nguyễn) before letters anywhere. Case, accents and punctuation make no difference.
 *
 * @returns null where it does not fit; else a rank, the lower the better
 */
export function rankByLetters(typed: string, name: string): number | null {
  const wanted = folded(typed).replace(/ /g, '');
  if (wanted === '') return 0;
  const words = folded(name);
  const joined = words.replace(/ /g, '');
  if (joined.startsWith(wanted)) return 0;
  if (words.split(' ').some((_, at, all) => all.slice(at).join('').startsWith(wanted))) return 1;
  if (fitsBeginnings(Array.from(wanted), words.split(' '))) return 2;
  if (joined.includes(wanted)) return 3;
  return isSubsequence(wanted, joined) ? 4 : null;
}

/** Lower case, without accents; whatever is no letter or figure is one space. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đðøłħßæœþı]/g, (letter) => plain[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Letters that Unicode does not take apart. */
const plain: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ø: 'o',
  ł: 'l',
  ħ: 'h',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};

/** Whether the letters are beginnings of words, in order; words may be passed over: “stan” fits “Strategy and analysis”. */
function fitsBeginnings(wanted: readonly string[], words: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  return words.some((word, at) => {
    for (let length = sharedLength(wanted, word); length > 0; length -= 1) {
      if (fitsBeginnings(wanted.slice(length), words.slice(at + 1))) return true;
    }
    return false;
  });
}

function sharedLength(wanted: readonly string[], word: string): number {
  const letters = Array.from(word);
  const end = letters.findIndex((letter, at) => letter !== wanted[at]);
  return end < 0 ? letters.length : end;
}

function isSubsequence(wanted: string, text: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === wanted[at]) at += 1;
  return at === wanted.length;
}

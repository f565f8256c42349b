/** Words without case and accents, so that `nguyen` finds Nguyễn; `ø`, `ł` and `đ` have no parts to take off. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłđıß]/g, (letter) => plain[letter] ?? letter)
    .trim();
}

const plain: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', ß: 'ss' };

/** Whether a name holds every word that was typed, each anywhere in it. Nothing typed finds everybody. */
export function nameMatches(name: string, typed: string): boolean {
  const within = folded(name);
  return folded(typed)
    .split(/\s+/)
    .every((word) => within.includes(word));
}

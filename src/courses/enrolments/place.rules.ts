/** A place in a line: "3rd of 12". */
export function placeWords(place: number, of: number): string {
  return `${place}${suffixes[ordinals.select(place)] ?? 'th'} of ${of}`;
}

const ordinals = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

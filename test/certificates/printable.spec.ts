import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { uncoveredCharacters } from '../../src/certificates/printing/fonts.js';
import { unprintableWords, whatCannotBePrinted } from '../../src/certificates/printing/printable.js';
import { unprintableInName } from '../../src/users/names/printable-names.js';
import { unprintableCharacters } from '../../src/users/names/printable-texts.js';
import { aSnapshot } from './a-snapshot.js';

/** Letters of many scripts, signs, and what no font has. */
const letter = fc.constantFrom(
  ...Array.from(
    'Aéßłøắ Žñ αΩ Яїґ محمد לְ अनु क्ष 王直骨 さカ 김서 ’–“”·/&@€™½²→•◆ 🎓🦊👩ᚠ𐎀ຮກაბԱதமไทย\u0301\u0309\u200d',
  ),
);

describe('what certificates can’t print', () => {
  it('is the same where it is typed and where it is issued, for names and for texts', () => {
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 8 }), (letters) => {
        const text = letters.join('').normalize('NFC');
        expect(unprintableInName(text) === null).toBe(uncoveredCharacters(text, 'name').length === 0);
        const faces = (['title', 'person', 'label', 'strong'] as const).flatMap((face) =>
          uncoveredCharacters(text, face),
        );
        expect(new Set(unprintableCharacters(text))).toEqual(new Set(faces));
      }),
      { numRuns: 150 },
    );
  });

  it('is named text by text', () => {
    const snapshot = aSnapshot({
      holder: { name: 'Fay 🦊' },
      course: { ...aSnapshot().course, title: 'Strategist 🎓 ᚠ' },
    });
    expect(whatCannotBePrinted(snapshot)).toBe('name');
    expect(unprintableWords(snapshot)).toBe(
      'the holder’s name (“🦊”) and the title of the course (“🎓” “ᚠ”)',
    );
    expect([whatCannotBePrinted(aSnapshot()), unprintableWords(aSnapshot())]).toEqual([null, '']);
  });
});

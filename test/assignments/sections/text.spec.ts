import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countWords, escapeHtml } from '../../../src/assignments/sections/text.rules.js';

describe('counting words', () => {
  it.each([
    ['', 0],
    ['   \n\t ', 0],
    ['One, two — three!', 3],
    ['naïve co-operation isn’t “simple”', 5],
    ['Zoë Nguyễn & 4,200 guests', 4],
    ['東京へ行きます', 4],
    ['👩‍👩‍👧 🇨🇦', 0],
  ])('%j has %i', (text, count) => {
    expect(countWords(text)).toBe(count);
  });

  it('counts plain words as Unicode would', () => {
    const unicode = new Intl.Segmenter('en', { granularity: 'word' });
    const marks = Array.from('aZ9 .,;:!?)("\'_-/@\n\tü’“–東京\u0301\u200d\u00a0\u2028');
    const piece = fc.constantFrom(...marks, ' of ', ' e.g. ', '4,2');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const words = [...unicode.segment(text)].filter(({ isWordLike }) => isWordLike === true);
        expect(countWords(text)).toBe(words.length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('escaping', () => {
  it('escapes every character that HTML gives a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(escapeHtml(raw)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

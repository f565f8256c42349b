import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actForm } from '../../src/certificates/administration/acts.service.js';
import { askForm, declineForm } from '../../src/certificates/corrections/correction.forms.js';
import { answerForm } from '../../src/certificates/issuing/questions/answers.service.js';
import { tidyReason } from '../../src/certificates/register/reason.forms.js';

/** Every reason that is typed about a certificate, as its form reads it. */
const reasons = {
  'the public reason of an act': (typed: string) =>
    actForm.safeParse({ publicReason: typed, privateReason: '' }).data?.publicReason,
  'the note about an act': (typed: string) =>
    actForm.safeParse({ publicReason: 'Why', privateReason: typed }).data?.privateReason,
  'the public reason of an answer': (typed: string) =>
    answerForm.safeParse({ answer: 'revoked', publicReason: typed, privateReason: '' }).data?.publicReason,
  'the note about an answer': (typed: string) =>
    answerForm.safeParse({ answer: 'kept', publicReason: '', privateReason: typed }).data?.privateReason,
  'why a name is wrong': (typed: string) => askForm.safeParse({ name: 'Zoë', reason: typed }).data?.reason,
  'why it stays': (typed: string) => declineForm.safeParse({ answer: typed }).data?.answer,
};

describe.each(Object.entries(reasons))('%s', (_, read) => {
  it('loses what nobody sees and what turns the reading direction', () => {
    expect(read(' Sie\u202Ehat\u2066 ab\u200Bge\u00ADschrieben\u0007\uFEFF.\u2069 ')).toBe(
      'Siehat abgeschrieben.',
    );
  });

  it('keeps lines, joiners, accents and every script', () => {
    expect(read('Cafe\u00AD\u0301')).toBe('Café');
    expect(read('می‌خواهم\r\nZoe\u0308, क्‍ष 👩‍🎓')).toBe('می‌خواهم\nZoë, क्‍ष 👩‍🎓');
  });

  it.each(['\u202E\u200B\u2066', '…', '— . !', '\u3164', '\u200D', '🎓'])('is not %j', (typed) => {
    // Of a note that may be empty, nothing is left that could be taken for one.
    expect(read(typed) ?? '').toBe('');
  });
});

const apart = fc.string({
  unit: fc.constantFrom('e', '\u0301', '\u0323', '\u00AD', 'ᄀ', 'ᅡ', '\u034F', ' '),
  maxLength: 12,
});

it('a tidy reason is tidy, whatever was typed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), apart), (typed) => {
      const tidy = tidyReason(typed);
      expect(tidyReason(tidy)).toBe(tidy);
      expect(tidy.normalize('NFC')).toBe(tidy);
      expect(tidy).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]|[^\P{Cc}\n]/u);
    }),
    { numRuns: 300 },
  );
});

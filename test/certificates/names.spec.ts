import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { uncoveredCharacters } from '../../src/certificates/printing/fonts.js';
import { baseOf, directionalRuns } from '../../src/platform/printing/directions.js';
import { UncoveredText } from '../../src/platform/printing/fonts.js';
import { aSnapshot } from './a-snapshot.js';
import { names } from './names.js';
import { expectNothingOutside, hasPoppler, popplerText, readingPdf } from './pdf-reading.js';

const named = (name: string) => aSnapshot({ holder: { name } });
const squeezed = (text: string) => text.replace(/\s+/g, '').normalize('NFC');

/** pdf.js leaves joiners out, whatever the file says. */
const asPdfJsReads = (name: string) => name.replace(/[\u200c\u200d]/g, '');

describe('a name reads back as it went in', () => {
  const printed = new Map<string, Uint8Array>();
  beforeAll(() => {
    for (const name of names) printed.set(name, drawCertificate(named(name)));
  });
  const pdfOf = (name: string) => printed.get(name) ?? new Uint8Array();

  it.each(names)('%s', async (name) => {
    await readingPdf(pdfOf(name), async (pdf) => {
      expect((await pdf.flow()).replace(/\s+/g, ' ')).toContain(asPdfJsReads(name));
      await expectNothingOutside(pdf.texts());
    });
  });

  it(hasPoppler ? 'in pdftotext, too' : 'skipped, wants poppler-utils: in pdftotext, too', () => {
    if (!hasPoppler) return;
    const wrong = names.filter((name) => !popplerText(pdfOf(name)).replace(/\s+/g, ' ').includes(name));
    expect(wrong).toEqual([]);
  });
});

describe('a line begins where its first letter does', () => {
  it('so a full stop behind Arabic stands on the left, and what comes first on the right', () => {
    const onPaper = (name: string) => directionalRuns(name, baseOf(name)).map(({ text }) => text);
    expect(onPaper('د. محمد جونيور.')).toEqual(['د. محمد جونيور.']);
    expect(onPaper('أحمد (Ahmed) Haddad')).toEqual(['Haddad', ') ', 'Ahmed', 'أحمد (']);
    expect(onPaper('(دוד) Levi')).toEqual(['Levi', '(دוד) ']);
    expect(onPaper('Ahmed (أحمد)')).toEqual(['Ahmed (', 'أحمد', ')']);
    expect(['2 محمد', '2 Ali', '٣', 'Ali محمد'].map(baseOf)).toEqual(['rtl', 'ltr', 'ltr', 'ltr']);
  });

  it.each([
    ['أحمد (Ahmed) Haddad', 'Haddad (Ahmed) أحمد'],
    ['دוד (David) Levi.', '.Levi (David) دוד'],
  ])('%s looks like %s, which begins on the left', async (name, lookalike) => {
    const [one = [], other = []] = await Promise.all([name, lookalike].map(inkAlongName));
    expect(Math.max(...one)).toBeGreaterThan(100);
    for (const [at, dark] of one.entries()) expect(Math.abs(dark - (other[at] ?? 0))).toBeLessThan(40);
  });
});

/** How many pixels are dark in each column of 12, where a name stands, at 72 dots an inch. */
async function inkAlongName(name: string): Promise<number[]> {
  return readingPdf(drawCertificate(named(name)), async (pdf) => {
    const { width, pixels } = await pdf.picture(72);
    const columns = Array.from({ length: Math.ceil(width / 12) }, () => 0);
    for (let at = width * 115; at < width * 165; at++) {
      const column = Math.floor((at % width) / 12);
      if ((pixels[4 * at] ?? 255) < 128) columns[column] = (columns[column] ?? 0) + 1;
    }
    return columns;
  });
}

/** Letters, or syllables, of which names of a script are made. */
const alphabets: Record<string, readonly string[]> = {
  Latin: lettersOf(/\p{Script=Latin}/u, 0x41, 0x1eff),
  Greek: lettersOf(/\p{Script=Greek}/u, 0x370, 0x1fff),
  Cyrillic: lettersOf(/\p{Script=Cyrillic}/u, 0x400, 0x52f),
  Arabic: lettersOf(/\p{Script=Arabic}/u, 0x620, 0x6d3),
  Hebrew: lettersOf(/\p{Script=Hebrew}/u, 0x5d0, 0x5ea),
  Devanagari: syllables(),
  Han: lettersOf(/\p{Script=Han}/u, 0x4e00, 0x9fa5),
  kana: lettersOf(/\p{Script=Hiragana}|\p{Script=Katakana}/u, 0x3041, 0x30fa),
  Hangul: lettersOf(/\p{Script=Hangul}/u, 0xac00, 0xd7a3),
};

describe('names of any letters', () => {
  it.each(Object.entries(alphabets))(
    'in %s, 2 to 120 characters in one word or nine, stay whole and inside their column',
    async (_script, letters) => {
      const word = fc
        .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 30 })
        .map((one) => one.join(''));
      const some = fc
        .array(word, { minLength: 1, maxLength: 9 })
        .map((words) => words.join(' ').normalize('NFC'))
        .filter((name) => name.length >= 2 && name.length <= 120);
      await fc.assert(
        fc.asyncProperty(some, async (name) => {
          await readingPdf(drawCertificate(named(name)), async (pdf) => {
            expect(squeezed(await pdf.flow())).toContain(squeezed(name));
            await expectNothingOutside(pdf.texts());
          });
        }),
        { numRuns: 6 },
      );
    },
  );

  it.each(['W', 'i', 'م', '漢', 'क्ष्म्य', 'g̃'])('of nothing but %s', async (letter) => {
    const name = letter.repeat(Math.floor(120 / letter.length));
    await readingPdf(drawCertificate(named(name)), async (pdf) => {
      expect(squeezed(await pdf.flow())).toContain(squeezed(name));
      await expectNothingOutside(pdf.texts());
    });
  });
});

describe('what can’t be printed', () => {
  it('is named before anything is', () => {
    expect(uncoveredCharacters('Zoë Nguyễn 北京 محمد')).toEqual([]);
    expect(uncoveredCharacters('Bob 👩‍🎓 ᚠ 👩‍🎓')).toEqual(['👩‍🎓', 'ᚠ']);
    expect(uncoveredCharacters('Bob\u0007')).toEqual(['\u0007']);
    expect(uncoveredCharacters('葛\u{e0100}城')).toEqual([]);
    expect(uncoveredCharacters('\u{e0100}')).toEqual(['\u{e0100}']);
    expect(() => drawCertificate(named('ᚠᚢ'))).toThrow(UncoveredText);
  });
});

describe('Han characters', () => {
  it('come in the form that was chosen, and as kana and Hangul say where they are', async () => {
    const fontsOf = async (name: string, han?: 'simplified' | 'traditional' | 'japanese' | 'korean') => {
      const holder = han ? { name, han } : { name };
      return readingPdf(drawCertificate(aSnapshot({ holder })), (pdf) => pdf.fonts());
    };
    const has = (part: string) => expect.arrayContaining([expect.stringContaining(part)]);
    expect(await fontsOf('直子')).toEqual(has('NotoSansHans'));
    expect(await fontsOf('直子', 'traditional')).toEqual(has('NotoSansHant'));
    expect(await fontsOf('直子', 'japanese')).toEqual(has('NotoSansJP'));
    expect(await fontsOf('直子', 'korean')).toEqual(has('NotoSansKR'));
    expect(await fontsOf('直子さん', 'simplified')).toEqual(has('NotoSansJP'));
    expect(await fontsOf('김直', 'simplified')).toEqual(has('NotoSansKR'));
  });
});

function lettersOf(script: RegExp, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).filter(
    (letter) =>
      script.test(letter) &&
      /\p{L}/u.test(letter) &&
      letter.normalize('NFKC') === letter &&
      uncoveredCharacters(letter).length === 0,
  );
}

function syllables(): string[] {
  const consonants = Array.from('कखगचजतदनपबमयरलवशसह');
  const vowels = ['', 'ा', 'ि', 'ी', 'ु', 'े', 'ो', 'ं', 'िं', 'ें'];
  return consonants.flatMap((one, at) => {
    const other = consonants[(at * 7 + 3) % consonants.length] ?? one;
    return vowels.flatMap((vowel) => [one + vowel, `${one}्${other}${vowel}`, `र्${one}${vowel}`]);
  });
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addressOf,
  codeWritten,
  fixedDemoCode,
  groupsOf,
  newCode,
  parseCode,
  symbolsIn,
  writtenCode,
  type Code,
} from '../../src/certificates/register/code.rules.js';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codes = fc.uint8Array({ minLength: 24, maxLength: 24 }).map((bytes) => newCode(() => bytes));

const kindOf = (typed: string) => parseCode(typed).kind;
const replaced = (code: string, at: number, symbol: string) =>
  code.slice(0, at) + symbol + code.slice(at + 1);

describe('a new code', () => {
  it('has 25 characters of Crockford’s alphabet in five groups of five', () => {
    const code = newCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{25}$/);
    expect(groupsOf(code).map((group) => group.length)).toEqual([5, 5, 5, 5, 5]);
    expect(groupsOf(code).join('')).toBe(code);
    expect(kindOf(code)).toBe('code');
  });

  it('uses every symbol about equally often', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 2000; n++) {
      for (const symbol of newCode().slice(0, 24)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 1500)).toBeLessThan(300);
  });

  it('refuses a source of randomness that gives too little', () => {
    expect(() => newCode(() => new Uint8Array(5))).toThrow(RangeError);
  });
});

describe('the check character', () => {
  it('finds every single wrong character, in every place', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const wrong = Array.from(code).flatMap((right, at) =>
          Array.from(SYMBOLS.replace(right, ''), (symbol) => replaced(code, at, symbol)),
        );
        expect(wrong).toHaveLength(25 * 31);
        expect(wrong.filter((one) => kindOf(one) !== 'typing-error')).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('finds every swap of neighbours: all 32 × 31 pairs in all 24 places', () => {
    // What precedes and follows a pair is arbitrary: Damm's proof needs only the pair and the interim value before it,
    // so a base code that changes with each pair and place walks through interim values as well.
    const missed: unknown[] = [];
    let tried = 0;
    for (const first of SYMBOLS) {
      for (const second of SYMBOLS) {
        if (first === second) continue;
        for (let at = 0; at < 24; at++) {
          const code = codeWith(first, second, at);
          tried++;
          if (!code || kindOf(swapped(code, at, at + 1)) !== 'typing-error') missed.push(code);
        }
      }
    }
    expect(tried).toBe(32 * 31 * 24);
    expect(missed).toEqual([]);
  });

  it('finds every swap of any two different characters, neighbours or not', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const missed: string[] = [];
        for (let one = 0; one < 25; one++) {
          for (let other = one + 1; other < 25; other++) {
            const wrong = swapped(code, one, other);
            if (wrong !== code && kindOf(wrong) !== 'typing-error') missed.push(wrong);
          }
        }
        expect(missed).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('tells a lost or doubled character from something that is no code', () => {
    const code = newCode();
    expect(kindOf(code.slice(1))).toBe('typing-error');
    expect(kindOf(code + '0')).toBe('typing-error');
    expect(kindOf(code.slice(5))).toBe('typing-error');
    expect(kindOf(replaced(code, 7, 'U'))).toBe('typing-error');
    expect(kindOf('hello')).toBe('not-a-code');
    expect(kindOf('')).toBe('not-a-code');
    expect(kindOf('https://capstone.example/verify/')).toBe('not-a-code');
    expect(kindOf('7'.repeat(31))).toBe('not-a-code');
    expect(kindOf('A'.repeat(1_000_000))).toBe('not-a-code');
  });
});

describe('what is forgiven', () => {
  it('is case, spaces, hyphens and look-alikes', () => {
    fc.assert(
      fc.property(codes, fc.infiniteStream(fc.nat()), (code, dice) => {
        const roll = (choices: readonly string[]) => choices[(dice.next().value ?? 0) % choices.length] ?? '';
        const typed = Array.from(code)
          .map((symbol) => {
            const looks =
              symbol === '0' ? ['0', 'O', 'o'] : symbol === '1' ? ['1', 'I', 'i', 'L', 'l'] : [symbol];
            return (
              roll([...looks, symbol.toLowerCase()]) +
              roll(['', '', '', ' ', '-', '‑', '–', '\u00a0', '\u200b', '.'])
            );
          })
          .join('');
        expect(parseCode(typed)).toEqual({ kind: 'code', code });
      }),
    );
  });

  it('is a whole pasted address, of whatever host, with what hangs on it', () => {
    const code = newCode();
    for (const address of [
      addressOf('https://capstone.example', code),
      addressOf('https://capstone.example/academy/', code),
      `  http://127.0.0.1:3000/verify/${code.toLowerCase()}?from=cv#facts `,
      `https://old.example/verify/${writtenCode(code)}.json`,
      `https://old.example/verify/${groupsOf(code).join('%20')}`,
      `Check it at capstone.example/verify/${writtenCode(code)} today`,
      `HTTPS://CAPSTONE.EXAMPLE/VERIFY/${writtenCode(code)}`,
      `https://capstone.example/verify/${writtenCode(code)}/picture.png`,
      `https://links.example/?to=${encodeURIComponent(addressOf('https://capstone.example', code))}&by=mail`,
      `https://capstone.example/verify/\n${writtenCode(code)}`,
      `https://capstone.example/verify/${writtenCode(code).slice(0, 18)}\r\n${writtenCode(code).slice(18)}`,
      `https://capstone.example/verify?code=${code}`,
      `https://capstone.example/verify/?utm=1&code=${groupsOf(code).join('+').toLowerCase()}&by=mail#top`,
      `https://capstone.example/verify?code=${encodeURIComponent(` “${code}”, `)}`,
      `https://capstone.example/verify?code=${encodeURIComponent(addressOf('https://old.example', code))}`,
      `https://capstone.example/verify/${code}.pdf`,
      `See https://capstone.example/verify/${code}.`,
      `<https://capstone.example/verify/${code}>`,
      `${writtenCode(code)}.html`,
      `${code}.PDF`,
    ]) {
      expect(parseCode(address)).toEqual({ kind: 'code', code });
    }
    expect(kindOf('https://capstone.example/verify/%E0%A4%A')).toBe('not-a-code');
  });

  it('is a line of a document with a code in it, in groups', () => {
    fc.assert(
      fc.property(codes, (code) => {
        for (const line of [
          `The code is ${groupsOf(code).join(' ')} · issued 14 November 2026`,
          `Check every these ${writtenCode(code)}, after today`,
          `(${writtenCode(code).toLowerCase()}).`,
          `Certificate\n${groupsOf(code).slice(0, 3).join(' ')}\n${groupsOf(code).slice(3).join(' ')}\nAda`,
        ]) {
          expect(parseCode(line)).toEqual({ kind: 'code', code });
        }
      }),
    );
    // Which of two codes, nobody can know.
    expect(kindOf(`${writtenCode(newCode())} or ${writtenCode(newCode())}`)).toBe('not-a-code');
    expect(kindOf(`${newCode()} or ${writtenCode(newCode())}`)).toBe('not-a-code');
    expect(kindOf(`${newCode()}, ${newCode()}`)).toBe('not-a-code');
  });

  it('is never another code than was meant', () => {
    fc.assert(
      fc.property(codes, codes, fc.nat(24), (code, other, at) => {
        fc.pre(code !== other);
        const slip = replaced(code, at, code[at] === '7' ? '8' : '7') as Code;
        const [wrong, right] = [writtenCode(slip), writtenCode(other)];
        const spaced = groupsOf(other).join(' ');
        const kinds = (texts: readonly string[]) => texts.map((text) => [text, kindOf(text)]);
        // An address that names a code, right or mistyped, is about that code.
        const addresses = [
          `https://capstone.example/verify/${wrong}?ref=${right}`,
          `https://capstone.example/verify/${slip}.json#${other}`,
          `https://capstone.example/verify/${wrong}/evidence/${right}`,
          `https://capstone.example/verify?code=${wrong}&ref=${right}`,
          `https://capstone.example/verify?ref=${right}&code=${slip}`,
          `${right} is at https://capstone.example/verify/${wrong}`,
          `https://links.example/?ref=${right}&to=${encodeURIComponent(`https://a.example/verify/${wrong}?ref=${right}`)}`,
        ];
        expect(kinds(addresses)).toEqual(addresses.map((text) => [text, 'typing-error']));
        expect(parseCode(`https://capstone.example/verify/${right}?ref=${wrong}`)).toEqual({
          kind: 'code',
          code: other,
        });
        // Which of two was meant, nobody can know, though only one of them can be a code.
        const texts = [
          `${wrong} or ${right}`,
          `${right}, ${slip}`,
          `${slip}\n${other}`,
          `The code is ${spaced}, or is it ${wrong}?`,
          `The code is ${right}, or is it ${groupsOf(slip).join(' ')}?`,
          `?one=${right}%20${wrong}`,
          `/verify/${wrong} /verify/${right}`,
          `/verify/hello?ref=${right}`,
        ];
        expect(kinds(texts)).toEqual(texts.map((text) => [text, 'not-a-code']));
        // The same one twice is one.
        expect(parseCode(`${right} (${spaced}), https://a.example/verify/${other}`)).toEqual({
          kind: 'code',
          code: other,
        });
        expect(parseCode(`${other.toLowerCase()} = ${spaced}`)).toEqual({ kind: 'code', code: other });
        expect(parseCode(`https://a.example/verify/form is where ${right} goes`)).toEqual({
          kind: 'code',
          code: other,
        });
      }),
      { numRuns: 50 },
    );
  });

  it('is what stands around it, however it is written', () => {
    const mark = fc.constantFrom(...Array.from('"\'“”„«»‘’()[]{}<>,;:.!?*|/\\=&+%#–—\t\n '));
    const marks = fc.string({ unit: mark, maxLength: 4 });
    const word = fc.constantFrom('', 'Code', 'the certificate', 'is', 'issued 14 November 2026');
    const written = fc.constantFrom(
      (code: Code): string => code,
      (code: Code) => code.toLowerCase(),
      writtenCode,
      (code: Code) => writtenCode(code).toLowerCase(),
    );
    fc.assert(
      fc.property(codes, written, marks, marks, word, word, (code, write, before, behind, first, last) => {
        expect(parseCode(`${before}${write(code)}${behind}`)).toEqual({ kind: 'code', code });
        expect(parseCode(`${first} ${before}${write(code)}${behind} ${last}`)).toEqual({
          kind: 'code',
          code,
        });
      }),
    );
  });

  it('a wrong character is found behind what stands around it', () => {
    const wrong = fixedDemoCode('alice').replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z'));
    for (const typed of [
      `"${wrong}"`,
      `(${wrong}),`,
      `${wrong}.pdf`,
      `https://a.example/verify?code=${wrong}`,
    ]) {
      expect([typed, kindOf(typed), symbolsIn(typed)]).toEqual([typed, 'typing-error', 25]);
    }
  });

  it('tells how many characters were found', () => {
    const code = newCode();
    expect(symbolsIn(` ${writtenCode(code)} `)).toBe(25);
    expect(symbolsIn(`https://capstone.example/verify/${writtenCode(code).slice(1)}.json`)).toBe(24);
    expect(symbolsIn('A'.repeat(1_000_000))).toBe(2048);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) =>
        ['code', 'typing-error', 'not-a-code'].includes(kindOf(typed)),
      ),
    );
  });
});

describe('addresses', () => {
  it('are PUBLIC_URL/verify/ and the code in groups', () => {
    const code = fixedDemoCode('alice');
    expect(addressOf('https://capstone.example/', code)).toBe(
      `https://capstone.example/verify/${writtenCode(code)}`,
    );
    expect(writtenCode(code)).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
  });
});

describe('a demo code', () => {
  it('is always the same, differs by word and looks like one', () => {
    expect(fixedDemoCode('alice')).toBe(fixedDemoCode('Alice'));
    expect(fixedDemoCode('alice')).not.toBe(fixedDemoCode('bob'));
    expect(fixedDemoCode('alice')).toMatch(/^DEM0A11CE/);
    expect(kindOf(fixedDemoCode('alice'))).toBe('code');
  });
});

function swapped(code: string, one: number, other: number): string {
  const symbols = Array.from(code);
  [symbols[one], symbols[other]] = [symbols[other] ?? '', symbols[one] ?? ''];
  return symbols.join('');
}

/** A code with this pair in this place; with the check character, one is searched among the codes that differ before it. */
function codeWith(first: string, second: string, at: number): Code | null {
  const values = Array.from({ length: 24 }, (_, place) => (place * 7 + at * 5 + SYMBOLS.indexOf(first)) % 32);
  values[at] = SYMBOLS.indexOf(first);
  if (at < 23) {
    values[at + 1] = SYMBOLS.indexOf(second);
    return newCode(() => Uint8Array.from(values));
  }
  for (let value = 0; value < 32; value++) {
    values[0] = value;
    const code = newCode(() => Uint8Array.from(values));
    if (code[24] === second) return code;
  }
  return null;
}

describe('a code as it stands in its address', () => {
  it('is read at once, and nothing else is', () => {
    fc.assert(
      fc.property(codes, fc.nat(24), fc.constantFrom(...Array.from(`${SYMBOLS}ILOU`)), (code, at, symbol) => {
        const written = writtenCode(code);
        expect(written).toBe(groupsOf(code).join('-'));
        expect(codeWritten(written)).toBe(code);
        for (const other of [code, written.toLowerCase(), ` ${written}`, `${written}\n`, `${written}-`]) {
          expect(codeWritten(other)).toBe(other === written ? code : null);
        }
        // One symbol is another one: never a code, also where its look-alike would be.
        const changed = code.slice(0, at) + symbol + code.slice(at + 1);
        const grouped = changed.match(/.{5}/g)?.join('-') ?? '';
        expect(codeWritten(grouped)).toBe(changed === code ? code : null);
      }),
    );
  });
});

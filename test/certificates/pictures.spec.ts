import { describe, expect, it } from '@jest/globals';
import { type Finding } from '../../src/certificates/register/status.rules.js';
import { type HideableField } from '../../src/certificates/register/visibility.rules.js';
import { drawPicture } from '../../src/certificates/verification/pictures/draw-picture.js';
import { pictureWords } from '../../src/certificates/verification/pictures/picture.views.js';
import { publicFacts } from '../../src/certificates/verification/verification.views.js';
import { aSnapshot } from './a-snapshot.js';

const at = new Date('2026-11-28T12:00:00Z');
const findings: Finding[] = [
  { status: 'valid' },
  { status: 'expired', since: at },
  { status: 'superseded', since: at, successorCode: null },
  { status: 'suspended', since: at, reason: null },
  { status: 'revoked', since: at, reason: 'Copied work.' },
  { status: 'erased', since: at },
  { status: 'never-issued' },
  { status: 'typing-error' },
  { status: 'not-a-code' },
];
const tells = ({ status }: Finding) =>
  ['valid', 'expired', 'superseded', 'suspended', 'revoked'].includes(status);

function words(finding: Finding, name = 'Zoë Nguyễn', hidden: readonly HideableField[] = []) {
  const snapshot = aSnapshot({ holder: { name } });
  const told = tells(finding) ? publicFacts({ verdict: { status: 'valid' }, snapshot, hidden }) : null;
  return pictureWords(finding, told, 'https://academy.example:8443/path');
}

/** Width and height stand in a PNG's first chunk. */
function sizeOf(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('the picture of an answer', () => {
  it('says the verdict, the name as printed, course, academy, day and where to check it', () => {
    expect(words({ status: 'valid' })).toEqual({
      kind: 'valid',
      shape: 'badge-check',
      word: 'Valid',
      sentence: 'Issued by the academy and unchanged since.',
      holder: 'Zoë Nguyễn',
      han: 'simplified',
      course: 'Strategist',
      academy: 'Capstone Academy',
      issued: 'Issued on 14 November 2026',
      host: 'academy.example:8443',
    });
  });

  it('names nobody whose name is withheld, and nobody at all where nothing is known', () => {
    expect(words({ status: 'valid' }, 'Zoë Nguyễn', ['holder']).holder).toBeNull();
    for (const finding of findings.filter((one) => !tells(one))) {
      expect(words(finding)).toMatchObject({ holder: null, course: null, academy: null, issued: null });
    }
  });

  it('is another one for every answer, of the size that is announced, and the same each time', () => {
    const pictures = findings.map((finding) => drawPicture(words(finding)));
    for (const png of pictures) expect(sizeOf(png)).toEqual([1200, 630]);
    expect(new Set(pictures.map((png) => Buffer.from(png).toString('base64'))).size).toBe(findings.length);
    expect(Buffer.from(drawPicture(words({ status: 'valid' })))).toEqual(Buffer.from(pictures[0] ?? []));
  });

  it.each([
    'محمد بن عبد الله (أحمد)',
    'שרה כהן Sarah Cohen',
    'प्रिया शर्मा',
    '王小明',
    '山田 さくら',
    '김철수',
    'Θάλεια Παππά',
    'Юлия Иванова',
    'Ng',
    'Wolfeschlegelsteinhausenbergerdorff Maximiliana-Alexandrina von und zu Hohenzollern-Sigmaringen-Ende und Altenburg-Glück',
  ])('has the name %s, whatever its script and length', (name) => {
    const png = drawPicture(words({ status: 'valid' }, name));
    expect(sizeOf(png)).toEqual([1200, 630]);
    const without = drawPicture(words({ status: 'valid' }, name, ['holder']));
    expect(Buffer.from(png).equals(Buffer.from(without))).toBe(false);
  });

  it('leaves out what no font has rather than failing', () => {
    expect(sizeOf(drawPicture(words({ status: 'valid' }, 'Zoë 🦄 Nguyễn')))).toEqual([1200, 630]);
  });
});

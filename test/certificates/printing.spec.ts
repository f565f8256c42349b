import { describe, expect, it } from '@jest/globals';
import { addressOf, newCode } from '../../src/certificates/register/code.rules.js';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import {
  canonicalSnapshot,
  type CertificateSnapshot,
} from '../../src/certificates/register/snapshot.rules.js';
import { pages } from '../../src/certificates/printing/page.js';
import { aSnapshot } from './a-snapshot.js';
import { names } from './names.js';
import {
  expectNothingOutside,
  type PlacedText,
  qrCodesIn,
  type ReadPdf,
  readingPdf,
  type Tag,
} from './pdf-reading.js';

const named = (name: string) => aSnapshot({ holder: { name } });
const rolesOf = (tag: Tag): string[] => [tag.role, ...tag.children.flatMap(rolesOf)];
const find = (tag: Tag, role: string): Tag[] => [
  ...(tag.role === role ? [tag] : []),
  ...tag.children.flatMap((child) => find(child, role)),
];
const squeezed = (text: string) => text.replace(/\s+/g, '').normalize('NFC');

describe('what a certificate says', () => {
  it('is every fact of its snapshot, in words', async () => {
    const snapshot = aSnapshot({ validUntil: '2029-11-14T23:00:00.000Z' });
    await readingPdf(drawCertificate(snapshot), async (pdf) => {
      const text = await pdf.text();
      for (const fact of [
        'Capstone Academy',
        'Zoë Nguyễn',
        'has completed and was examined in',
        'Strategist',
        'Autumn 2026 · 19 October to 8 November 2026 · course version 3',
        ...snapshot.competencies.flatMap(({ title, level }) => [title, level]),
        '15.5 of 20',
        '80.5 %',
        '60 % is needed to pass',
        snapshot.result.passRule,
        'Bob Tanaka',
        'Instructor',
        'Ada Lindqvist',
        'Academy director',
        '14 November 2026',
        // 23:00 UTC is midnight in Paris, so the 14th is the last whole day.
        '14 November 2029',
        'DEM0Z-0EDEM-0Z0ED-EM0Z0-EDEMA',
        'capstone.example/verify/DEM0Z-0EDEM-0Z0ED-EM0Z0-EDEMA',
      ]) {
        expect(text).toContain(fact);
      }
      expect(await pdf.links()).toEqual([snapshot.address]);
    });
  });

  it('stays readable XML when titles hold &, < and >', async () => {
    const snapshot = aSnapshot({ course: { ...aSnapshot().course, title: 'R&D <Strategy>' } });
    await readingPdf(drawCertificate(snapshot), async (pdf) => {
      expect(pdf.document.xml).toContain('Zoë Nguyễn: R&amp;D &lt;Strategy&gt;');
      expect(pdf.document.info['Title']).toBe('Zoë Nguyễn: R&D <Strategy>');
      expect(await pdf.text()).toContain('R&D <Strategy>');
    });
  });
});

describe('a certificate for machine voices and archives', () => {
  it('is tagged in reading order: name, course, table with heads, link and QR code with words', async () => {
    await readingPdf(drawCertificate(aSnapshot()), async (pdf) => {
      const tags = await pdf.tags();
      const roles = rolesOf(tags);
      expect(pdf.document.marked).toBe(true);
      expect(roles.filter((role) => /^H\d$/.test(role))).toEqual(['H1', 'H2']);
      expect(roles.indexOf('H1')).toBeLessThan(roles.indexOf('H2'));
      expect(roles.indexOf('H2')).toBeLessThan(roles.indexOf('Table'));
      const rows = find(tags, 'TR').map((row) => row.children.map(({ role }) => role).join(' '));
      expect(rows).toEqual(['TH TH TH', ...Array.from({ length: 5 }, () => 'TH TD TD')]);
      expect(find(tags, 'Link')).toHaveLength(1);
      expect(find(tags, 'Figure').map(({ alt }) => alt)).toEqual([
        'QR code of the address https://capstone.example/verify/DEM0Z-0EDEM-0Z0ED-EM0Z0-EDEMA',
      ]);
    });
  });

  it('calls itself PDF/A-3a and PDF/UA-1, describes the latter, and has one page and a language', async () => {
    const bytes = drawCertificate(aSnapshot());
    await readingPdf(bytes, (pdf) => {
      expect(pdf.document.xml).toMatch(/<pdfaid:part>3<[\s\S]*<pdfaid:conformance>A</);
      expect(pdf.document.xml).toContain('<pdfuaid:part>1</pdfuaid:part>');
      expect(pdf.document.xml).toContain('<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<');
      expect(pdf.document.info).toMatchObject({ PDFFormatVersion: '1.7', Language: 'en' });
      expect(pdf.document.pages).toBe(1);
      return Promise.resolve();
    });
  });
});

describe('the same snapshot', () => {
  it('gives the same bytes, whatever was printed before it', () => {
    const apostrophe = named('Лукʼяненко');
    const before = drawCertificate(apostrophe);
    // ’ and ʼ share a glyph, and so do - and ‐: a shared font must not remember who asked for it first.
    drawCertificate(named('O’Brien Jean‐Luc'));
    drawCertificate(named('O\u00a0Brien - Jean'));
    expect(Buffer.compare(drawCertificate(apostrophe), before)).toBe(0);
  });

  it('gives the same bytes when it was read back from its canonical text', () => {
    const readBack = JSON.parse(canonicalSnapshot(aSnapshot())) as CertificateSnapshot;
    expect(Buffer.compare(drawCertificate(readBack), drawCertificate(aSnapshot()))).toBe(0);
  });
});

describe('the QR code', () => {
  it.each([150, 300])('reads as the address at %d dots an inch', async (dotsPerInch) => {
    await readingPdf(drawCertificate(aSnapshot()), async (pdf) => {
      expect(await qrCodesIn(await pdf.picture(dotsPerInch))).toEqual([aSnapshot().address]);
    });
  });

  it('reads with a long public address too', async () => {
    const code = newCode();
    const address = addressOf('https://certificates.strategy.academy.some-university.example/capstone', code);
    await readingPdf(drawCertificate(aSnapshot({ code, address })), async (pdf) => {
      expect(await qrCodesIn(await pdf.picture(200))).toEqual([address]);
    });
  });
});

describe('a name', () => {
  it('typed in pieces (NFD) print as the same bytes as in one (NFC)', () => {
    const pieces = drawCertificate(named('Zoë Nguyễn'.normalize('NFD')));
    expect(Buffer.compare(pieces, drawCertificate(named('Zoë Nguyễn')))).toBe(0);
  });
});

describe('everything else that is long', () => {
  const long = (length: number) => 'Strategic organisational development '.repeat(9).slice(0, length).trim();
  const competencies = (count: number, title: string, level: string) =>
    Array.from({ length: count }, (_, at) => ({
      key: `key-${at}`,
      title,
      level,
      meaning: '',
      points: 19.25,
      ofPoints: 120,
    }));
  const signatories = Array.from({ length: 4 }, () => ({ name: long(120), role: long(90) }));

  it.each(['a4', 'letter'] as const)(
    'is set in lines that can be read, all of it at once on %s',
    async (paper) => {
      const snapshot = aSnapshot({
        academy: { name: long(120) },
        holder: { name: names.find((name) => name.length === 120) ?? '' },
        course: { title: long(160), versionNumber: 100, summary: long(600) },
        cohort: { name: long(120), startsOn: '2026-12-21', endsOn: '2027-01-10', timeZone: 'Europe/Paris' },
        competencies: competencies(5, long(120), long(60)),
        result: { percent: 100, passPercent: 66.67, passRule: long(240) },
        signatories,
        address: `https://certificates.${'very-'.repeat(8)}long.example/verify/${aSnapshot().code}`,
        validUntil: '2029-11-14T23:00:00.000Z',
      });
      await readingPdf(drawCertificate(snapshot, { paper, logo: null }), async (pdf) => {
        await expectNothingOutside(pdf.texts(), pages[paper]);
        // An address of such a length is the one thing below: it is in the QR code, too.
        expect(await smallestSize(pdf)).toBeGreaterThan(5.7);
        await expectNothingOverlaid(pdf.texts());
        const text = squeezed(await pdf.flow());
        for (const fact of [
          snapshot.result.passRule,
          snapshot.course.title,
          snapshot.academy.name,
          long(90),
        ]) {
          expect(text).toContain(squeezed(fact));
        }
      });
    },
  );

  it.each([
    ['four signatories with names and roles as long as they may be', { signatories }],
    ['titles and levels as long as they may be', { competencies: competencies(5, long(120), long(60)) }],
    ['thirty competencies, in two columns', { competencies: competencies(30, 'Strategy', 'Proficient') }],
    [
      'words without a blank',
      { competencies: competencies(4, 'M'.repeat(120), 'm'.repeat(60)), signatories },
    ],
  ])('%s: nothing below 6.5 points', async (_what, changes) => {
    const bytes = drawCertificate(aSnapshot(changes));
    await readingPdf(bytes, async (pdf) => {
      await expectNothingOutside(pdf.texts());
      await expectNothingOverlaid(pdf.texts());
      expect(await smallestSize(pdf)).toBeGreaterThanOrEqual(6.49);
    });
  });
});

async function smallestSize(pdf: ReadPdf): Promise<number> {
  const letters = (await pdf.texts()).filter(({ text }) => text.trim() !== '');
  return Math.min(...letters.map(({ size }) => size));
}

/** No two texts on one another: each has its size above its line, and a fifth of it below. */
async function expectNothingOverlaid(texts: Promise<readonly PlacedText[]>): Promise<void> {
  const all = (await texts).filter(({ text }) => text.trim() !== '');
  const overlaid = all.flatMap((one, at) =>
    all
      .slice(at + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
          Math.abs(one.baseline - other.baseline) < 0.9 * Math.min(one.size, other.size),
      )
      .map((other) => `${one.text} / ${other.text}`),
  );
  expect(overlaid).toEqual([]);
}

const { a4 } = pages;

describe('the rosette', () => {
  it('is there at 3 to 5 % and no more, in colour and in grey', async () => {
    await readingPdf(drawCertificate(aSnapshot()), async (pdf) => {
      const darkness = inkIn(await pdf.picture(150), { x: a4.stamps, y: a4.rosette.y, from: 85, to: 110 });
      expect(darkness).toBeGreaterThan(0.03);
      expect(darkness).toBeLessThan(0.05);
    });
  });
});

/** Mean darkness (0 paper, 1 black) of a ring, by the weights of ITU-R BT.709. */
function inkIn(
  { width, pixels }: { width: number; pixels: Uint8ClampedArray },
  ring: { x: number; y: number; from: number; to: number },
): number {
  const scale = width / 841.89;
  let sum = 0;
  let count = 0;
  for (let angle = 0; angle < 360; angle += 0.25) {
    for (let distance = ring.from; distance < ring.to; distance += 0.5) {
      const x = Math.round(scale * (ring.x + distance * Math.cos((angle * Math.PI) / 180)));
      const y = Math.round(scale * (ring.y + distance * Math.sin((angle * Math.PI) / 180)));
      const [red = 0, green = 0, blue = 0] = pixels.subarray(4 * (y * width + x));
      sum += 1 - (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
      count++;
    }
  }
  return sum / count;
}

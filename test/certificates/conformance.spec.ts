import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { withoutUsText } from '../../src/certificates/checking/without-us.rules.js';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { canonicalSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { aSnapshot } from './a-snapshot.js';
import { type Dictionary, type PdfFile, pdfFile, type PdfObject, type PdfStream } from './pdf-file.js';
import { expectNothingOutside, qrCodesIn, readingPdf } from './pdf-reading.js';

/** Everything that a certificate can hold: several scripts, a picture, a date of expiry, three signatories. */
const snapshot = aSnapshot({
  holder: { name: 'אנה नेहा 王小明 محمد Nguyễn g̃', han: 'traditional' },
  academy: { name: 'École «Ὀδυσσεύς»', logo: 'a'.repeat(64) },
  validUntil: '2029-11-14T23:00:00.000Z',
  signatories: [
    { name: '陳大文', role: 'Professor' },
    { name: 'דוד לוי', role: 'Instructor' },
    { name: 'Ada Lindqvist', role: 'Academy director' },
  ],
});

describe.each(['a4', 'letter'] as const)('a certificate on %s, rule by rule', (paper) => {
  let bytes: Uint8Array;
  let file: PdfFile;
  let logo: Buffer;
  beforeAll(async () => {
    logo = await sharp({ create: { width: 300, height: 120, channels: 3, background: '#246' } })
      .png()
      .toBuffer();
    bytes = drawCertificate(snapshot, { paper, logo });
    file = pdfFile(bytes);
  });

  it('has a header, an identifier, and the catalog’s entries (ISO 19005-3, 6.1; ISO 14289-1, 7)', () => {
    expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('%PDF-1.7');
    expect(bytes.subarray(10, 14).every((byte) => byte > 127)).toBe(true);
    const [first, second] = file.trailer.list('ID');
    expect([first, second].every((id) => id instanceof Uint8Array && id.length === 16)).toBe(true);
    expect(file.catalog.get('Lang')).toEqual(Buffer.from('en'));
    expect(file.catalog.dictionary('MarkInfo').get('Marked')).toBe(true);
    expect(file.catalog.dictionary('ViewerPreferences').get('DisplayDocTitle')).toBe(true);
    expect(file.catalog.has('AcroForm') || file.catalog.has('OpenAction') || file.catalog.has('AA')).toBe(
      false,
    );
    expect(file.trailer.has('Encrypt')).toBe(false);
  });

  it('has an output intent with a profile of three colours, and no other colours (6.2.3, 6.2.4)', () => {
    const [intent] = file.catalog.dictionaries('OutputIntents');
    expect(intent?.get('S')).toBe('/GTS_PDFA1');
    const profile = intent?.stream('DestOutputProfile');
    expect(profile?.dictionary.get('N')).toBe(3);
    expect(profile?.data().subarray(36, 40).toString('latin1')).toBe('acsp');
    const operators = file.page.stream('Contents').data().toString('latin1');
    expect(operators).not.toMatch(/\/DeviceCMYK|\b[kK]\n| gs\n/);
  });

  it('uses no transparency (6.2.10): no soft masks, no blending', () => {
    for (const object of file.objects.values()) {
      const dictionary = dictionaryOf(object);
      expect(['SMask', 'BM', 'ca', 'CA'].filter((key) => dictionary?.has(key))).toEqual([]);
    }
  });

  it('embeds every font with the widths that its program has (6.2.11), and says what each code means', () => {
    const shown = file.shownCodes();
    expect(shown.size).toBeGreaterThan(8);
    for (const [name, codes] of shown) {
      const font = file.page.dictionary('Resources').dictionary('Font').dictionary(name);
      expect(font.get('Subtype')).toBe('/Type0');
      expect(font.get('Encoding')).toBe('/Identity-H');
      const [descendant] = font.dictionaries('DescendantFonts');
      const descriptor = descendant?.dictionary('FontDescriptor');
      if (!descendant || !descriptor) throw new Error('This font has no program.');
      expect(descendant.get('BaseFont')).toBe(descriptor.get('FontName'));
      expect(descriptor.has('FontFile2') !== descriptor.has('FontFile3')).toBe(true);
      if (descriptor.has('FontFile2')) expect(descendant.get('CIDToGIDMap')).toBe('/Identity');
      else expect(descriptor.stream('FontFile3').dictionary.get('Subtype')).toBe('/CIDFontType0C');
      const meanings = meaningsOf(font.stream('ToUnicode').data().toString('latin1'));
      const widths = descendant.list('W')[1] as readonly PdfObject[];
      const advances = descriptor.has('FontFile2')
        ? trueTypeAdvances(descriptor.stream('FontFile2').data())
        : null;
      for (const code of codes) {
        expect(code).toBeGreaterThan(0);
        expect(meanings.get(code) ?? '').not.toMatch(/^$|[\0\ufeff\ufffe\ue000-\uf8ff]/);
        if (advances) expect(Math.abs(Number(widths[code]) - (advances[code] ?? 0))).toBeLessThan(1);
        else expect(Number(widths[code])).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('marks all that it draws, as content of a structure element or as ornament (14289-1, 7.1)', () => {
    let depth = 0;
    let marked: string[] = [];
    for (const operator of file.operators()) {
      if (/ B[DM]C$/.test(operator)) {
        depth++;
        marked.push(operator);
      } else if (operator === 'EMC') {
        depth--;
        marked = marked.slice(0, -1);
      } else if (/ TJ$|^[SfF]$| Do$/.test(operator)) {
        expect(marked.some((tag) => tag.includes('/Artifact') || tag.includes('/MCID'))).toBe(true);
      }
      // No ornament within content and no content within ornament.
      expect(marked.filter((tag) => tag.includes('/Artifact') || tag.includes('/MCID')).length).toBeLessThan(
        2,
      );
    }
    expect(depth).toBe(0);
  });

  it('has a tree of standard types, whose content the parent tree leads back to', () => {
    const root = file.catalog.dictionary('StructTreeRoot');
    const elements: Dictionary[] = [];
    const visit = (element: Dictionary) => {
      elements.push(element);
      for (const kid of element.kids()) if (kid.has('S')) visit(kid);
    };
    for (const kid of root.kids()) visit(kid);
    const types = new Set(elements.map((element) => element.get('S')));
    expect([...types].sort()).toEqual(
      ['/Document', '/Figure', '/H1', '/H2', '/Link', '/P', '/Span', '/TD', '/TH', '/TR', '/Table'].sort(),
    );
    expect(root.has('RoleMap')).toBe(false);
    expect(root.kids().map((kid) => kid.get('S'))).toEqual(['/Document']);
    for (const element of elements) expect(element.has('P')).toBe(true);
    for (const cell of elements.filter((element) => element.get('S') === '/TH')) {
      expect(cell.dictionary('A').get('O')).toBe('/Table');
      expect(['/Row', '/Column']).toContain(cell.dictionary('A').get('Scope'));
    }
    const figures = elements.filter((element) => element.get('S') === '/Figure');
    expect(figures.map((figure) => file.text(figure.get('Alt')))).toEqual([
      'École «Ὀδυσσεύς»',
      `QR code of the address ${snapshot.address}`,
    ]);
    for (const figure of figures) expect(figure.dictionary('A').list('BBox')).toHaveLength(4);
    const languages = elements.flatMap((element) =>
      element.has('Lang') ? [file.text(element.get('Lang'))] : [],
    );
    expect(languages).toEqual(['zh-Hant', 'he']);
  });

  it('has one link, in the tree, with words, and tabs through the page as it is read', () => {
    expect(file.page.get('Tabs')).toBe('/S');
    const [link, ...more] = file.page.dictionaries('Annots');
    expect(more).toEqual([]);
    expect(file.text(link?.get('Contents'))).toBe(`Check this certificate at ${snapshot.address}`);
    expect(Number(link?.get('F')) & 4).toBe(4);
    const parents = file.catalog.dictionary('StructTreeRoot').dictionary('ParentTree').list('Nums');
    const place = parents.findIndex((entry, at) => at % 2 === 0 && entry === link?.get('StructParent'));
    const parent = dictionaryOf(file.resolve(parents[place + 1] ?? null));
    expect(parent?.get('S')).toBe('/Link');
    expect(parent?.kids().some((kid) => kid.get('Type') === '/OBJR')).toBe(true);
  });

  it('describes itself in XML that agrees with its information (6.6)', async () => {
    await readingPdf(bytes, (pdf) => {
      const { xml, info } = pdf.document;
      expect(xml).toMatch(/<pdfaid:part>3<[\s\S]*<pdfaid:conformance>A</);
      expect(xml).toContain('<pdfuaid:part>1</pdfuaid:part>');
      expect(xml).toContain('<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<');
      expect(xml).toContain(`<rdf:li xml:lang="x-default">${String(info['Title'])}</rdf:li>`);
      expect(xml).toContain(`<xmp:CreatorTool>${String(info['Creator'])}</xmp:CreatorTool>`);
      expect(xml).toContain(`<pdf:Producer>${String(info['Producer'])}</pdf:Producer>`);
      expect(xml).toContain('<xmp:CreateDate>2026-11-14T09:30:00Z</xmp:CreateDate>');
      expect(info['CreationDate']).toBe('D:20261114093000Z');
      return Promise.resolve();
    });
    expect(file.catalog.stream('Metadata').dictionary.has('Filter')).toBe(false);
  });

  it('encloses its own facts as their source (6.8)', () => {
    const [enclosed, ...more] = file.catalog.dictionaries('AF');
    expect(more).toEqual([]);
    expect(enclosed?.get('AFRelationship')).toBe('/Source');
    expect([enclosed?.get('F'), enclosed?.get('UF')].map((name) => file.text(name))).toEqual([
      'certificate.json',
      'certificate.json',
    ]);
    const stream = enclosed?.dictionary('EF').stream('F');
    expect(stream?.dictionary.get('Subtype')).toBe('/application#2Fjson');
    expect(file.text(stream?.dictionary.dictionary('Params').get('ModDate'))).toBe('D:20261114093000Z');
    const text = stream?.data().toString('utf8') ?? '';
    expect(text).toBe(canonicalSnapshot(snapshot));
    expect(file.catalog.dictionary('Names').has('EmbeddedFiles')).toBe(true);
  });

  it('has its size, keeps inside the margins, and its QR code is the address', async () => {
    const [width, height] = paper === 'a4' ? [841.89, 595.28] : [792, 612];
    expect(file.page.list('MediaBox')).toEqual([0, 0, width, height]);
    await readingPdf(bytes, async (pdf) => {
      await expectNothingOutside(pdf.texts(), { width, height });
      expect(await qrCodesIn(await pdf.picture(150))).toEqual([snapshot.address]);
    });
  });

  it('encloses the credential beside them, letter for letter, and how to check it', () => {
    const credential = '{"name":"Zoë \\"Nguyễn\\" 王小明"}';
    const both = pdfFile(drawCertificate(snapshot, { paper, logo, credential }));
    const [first, second, third, ...more] = both.catalog.dictionaries('AF');
    expect(more).toEqual([]);
    expect([first, second, third].map((one) => both.text(one?.get('UF')))).toEqual([
      'certificate.json',
      'credential.jsonld',
      'how-to-check.txt',
    ]);
    expect(second?.get('AFRelationship')).toBe('/Source');
    const stream = second?.dictionary('EF').stream('F');
    expect(stream?.dictionary.get('Subtype')).toBe('/application#2Fld+json');
    expect(stream?.data().toString('utf8')).toBe(credential);
    expect(third?.get('AFRelationship')).toBe('/Supplement');
    const text = third?.dictionary('EF').stream('F');
    expect(text?.dictionary.get('Subtype')).toBe('/text#2Fplain');
    expect(both.text(text?.dictionary.dictionary('Params').get('ModDate'))).toBe('D:20261114093000Z');
    expect(text?.data().toString('utf8')).toBe(withoutUsText('https://capstone.example'));
    const drawn = (file: PdfFile) => file.page.stream('Contents').data();
    expect(drawn(both).equals(drawn(pdfFile(bytes)))).toBe(true);
  });

  const qpdf = spawnSync('qpdf', ['--version']).error === undefined;
  it(qpdf ? 'is sound to qpdf' : 'skipped, wants qpdf: is sound to qpdf', () => {
    if (!qpdf) return;
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    try {
      writeFileSync(join(folder, 'certificate.pdf'), bytes);
      const { status, stdout } = spawnSync('qpdf', ['--check', join(folder, 'certificate.pdf')], {
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([0, expect.stringContaining('No syntax or stream encoding errors')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('two processes', () => {
  it('that never met print the same bytes', () => {
    const program = `
      import { drawCertificate } from './dist/src/certificates/printing/draw-certificate.js';
      import { createHash } from 'node:crypto';
      let text = '';
      process.stdin.on('data', (part) => (text += part)).on('end', () => {
        const digests = JSON.parse(text).map((one) => createHash('sha256').update(drawCertificate(one)).digest('hex'));
        console.log(JSON.stringify(digests));
      });`;
    const people = ['Zoë Nguyễn', 'مُحَمَّد علي', 'अर्जुन क्षत्रिय', '王小明'].map((name) =>
      aSnapshot({ holder: { name } }),
    );
    const digestsOf = (list: typeof people) => {
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        input: JSON.stringify(list),
        encoding: 'utf8',
      });
      return JSON.parse(stdout) as string[];
    };
    const here = people.map((one) => createHash('sha256').update(drawCertificate(one)).digest('hex'));
    expect(digestsOf(people)).toEqual(here);
    expect(digestsOf(people.toReversed())).toEqual(here.toReversed());
  });
});

function dictionaryOf(object: PdfObject | PdfStream | undefined): Dictionary | null {
  if (object !== null && typeof object === 'object') {
    if ('dictionary' in object && 'data' in object) return object.dictionary;
    if ('kids' in object) return object;
  }
  return null;
}

/** What each code stands for, by the lists that PDFKit writes. */
function meaningsOf(map: string): Map<number, string> {
  const meanings = new Map<number, string>();
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    let code = parseInt(from, 16);
    for (const [, units = ''] of list.matchAll(/<([^>]*)>/g)) {
      const text = units.split(' ').map((unit) => String.fromCharCode(parseInt(unit, 16)));
      meanings.set(code++, units === '' ? '' : text.join(''));
    }
  }
  return meanings;
}

/** Advances of a TrueType program, in thousandths of its size (OpenType 1.9: head, hhea, hmtx). */
function trueTypeAdvances(font: Buffer): number[] {
  const tables = new Map(
    Array.from({ length: font.readUInt16BE(4) }, (_, at) => {
      const entry = 12 + 16 * at;
      return [font.toString('latin1', entry, entry + 4), font.readUInt32BE(entry + 8)] as const;
    }),
  );
  const unitsPerEm = font.readUInt16BE((tables.get('head') ?? 0) + 18);
  const count = font.readUInt16BE((tables.get('hhea') ?? 0) + 34);
  const metrics = tables.get('hmtx') ?? 0;
  return Array.from({ length: count }, (_, at) => (font.readUInt16BE(metrics + 4 * at) * 1000) / unitsPerEm);
}

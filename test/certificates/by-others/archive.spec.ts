import { beforeAll, describe, expect, it } from '@jest/globals';
import { has } from '../pdf-signature.js';
import { handedOut } from './handed-out.js';
import { type Dictionary, QpdfObjects, type Value } from './qpdf-objects.js';
import { people } from './served.js';

/**
 * A certificate as it is handed out, signed, against PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), with qpdf as reader.
 * What is drawn on the page is looked at in conformance.spec.ts, before it is signed: signing appends and changes none of it.
 */
describe.each([
  ['a4', people.arabic],
  ['letter', people.han],
] as const)(`${has('qpdf') ? '' : 'skipped, wants qpdf: '}a signed certificate on %s`, (paper, name) => {
  if (!has('qpdf')) {
    it('can’t be told', () => undefined);
    return;
  }
  let bytes: Buffer;
  let file: QpdfObjects;
  let all: readonly Dictionary[];
  beforeAll(async () => {
    bytes = Buffer.from(await handedOut(name, paper));
    file = new QpdfObjects(bytes);
    all = file.dictionaries;
  });

  /** Every value of a key, wherever it stands. */
  const valuesOf = (key: `/${string}`) => all.flatMap((one) => (key in one ? [one[key]] : []));
  const ofType = (type: string) => all.filter((one) => one['/Type'] === type);
  const xmp = () => file.data(file.catalog, '/Metadata').toString('utf8');

  it('ISO 19005-3, 6.1.2 and 6.1.3: a header with four octets beyond ASCII; an ID, nothing encrypted, nothing behind', () => {
    expect(bytes.toString('latin1', 0, 9)).toBe('%PDF-1.7\n');
    expect(bytes.toString('latin1', 9, 10)).toBe('%');
    expect(bytes.subarray(10, 14).every((octet) => octet > 127)).toBe(true);
    const [first, second] = file.trailer['/ID'] as Value[];
    expect(first).toMatch(/^b:[0-9a-f]{32}$/);
    expect(second).toMatch(/^b:[0-9a-f]{32}$/);
    expect(file.trailer).not.toHaveProperty('/Encrypt');
    expect(bytes.toString('latin1', bytes.length - 6)).toMatch(/%%EOF\n?$/);
  });

  it('6.1.7: streams stand in the file itself, and are packed by none but Flate', () => {
    for (const stream of file.streams) {
      for (const key of ['/F', '/FFilter', '/FDecodeParms']) expect(stream).not.toHaveProperty([key]);
      const filters = [stream['/Filter'] ?? []].flat();
      expect(filters.filter((one) => one !== '/FlateDecode')).toEqual([]);
    }
  });

  it('6.1.12: the catalog permits what the signature says, and no reference of it has a digest', () => {
    expect(Object.keys(file.at(file.catalog, '/Perms'))).toEqual(['/DocMDP']);
    const references = file.list(file.at(file.at(file.catalog, '/Perms'), '/DocMDP'), '/Reference');
    expect(references).toHaveLength(1);
    for (const reference of references) {
      expect(reference['/TransformMethod']).toBe('/DocMDP');
      expect(file.at(reference, '/TransformParams')['/P']).toBe(1);
      for (const key of ['/DigestLocation', '/DigestMethod', '/DigestValue'])
        expect(reference).not.toHaveProperty([key]);
    }
  });

  it('6.2.3 and 6.2.4: one output intent, of red, green and blue, and no colours of another kind', () => {
    const [intent, ...more] = file.list(file.catalog, '/OutputIntents');
    if (!intent) throw new Error('It has no output intent.');
    expect(more).toEqual([]);
    expect(intent['/S']).toBe('/GTS_PDFA1');
    expect(file.at(intent, '/DestOutputProfile')['/N']).toBe(3);
    const profile = file.data(intent, '/DestOutputProfile');
    expect(profile.toString('latin1', 36, 40)).toBe('acsp');
    expect(profile.toString('latin1', 16, 20)).toBe('RGB ');
    expect(JSON.stringify(all)).not.toMatch(/DeviceCMYK|DeviceN|Separation/);
    expect(file.data(file.page, '/Contents').toString('latin1')).not.toMatch(/\s[kK]\n/);
  });

  it('6.2.5 to 6.2.10: no transfer functions, no PostScript, no references, no alternates, nothing transparent', () => {
    const keys = [
      '/TR',
      '/TR2',
      '/HTP',
      '/HTO',
      '/OPI',
      '/Ref',
      '/Alternates',
      '/SMask',
      '/CA',
      '/ca',
    ] as const;
    for (const key of keys) expect([key, valuesOf(key)]).toEqual([key, []]);
    expect(valuesOf('/Interpolate').filter((one) => one === true)).toEqual([]);
    expect(valuesOf('/BM').filter((one) => one !== '/Normal')).toEqual([]);
    expect(all.filter((one) => one['/Subtype'] === '/PS')).toEqual([]);
  });

  it('6.2.11: every font is embedded, as one of two kinds, and says what each of its codes means', () => {
    const fonts = ofType('/Font').filter((one) => one['/Subtype'] === '/Type0');
    expect(fonts.length).toBeGreaterThan(1);
    for (const font of fonts) {
      expect(font['/Encoding']).toBe('/Identity-H');
      expect(file.data(font, '/ToUnicode').toString('latin1')).toContain('beginbfrange');
      const [descendant] = file.list(font, '/DescendantFonts');
      const descriptor = file.at(descendant ?? {}, '/FontDescriptor');
      const key = '/FontFile2' in descriptor ? '/FontFile2' : '/FontFile3';
      expect(file.data(descriptor, key).length).toBeGreaterThan(100);
      expect(descendant?.['/BaseFont']).toMatch(/^\/[A-Z]{6}\+/);
    }
    const kinds = new Set(ofType('/Font').map((one) => one['/Subtype']));
    for (const kind of kinds) expect(kind).toMatch(/^\/(?:Type0|CIDFontType[02])$/);
  });

  it('6.3 and 6.4: a link and the field of the signature, both to be printed; no form that anybody fills in', () => {
    const annotations = all.filter((one) => '/Subtype' in one && '/Rect' in one);
    expect(annotations.map((one) => one['/Subtype']).sort()).toEqual(['/Link', '/Widget']);
    for (const { '/F': flags } of annotations) {
      // Print (bit 3), and neither invisible (1), hidden (2), without view (6) nor toggled (9).
      expect([Number(flags) & 4, Number(flags) & 0b1_0010_0011]).toEqual([4, 0]);
    }
    const [widget] = annotations.filter((one) => one['/Subtype'] === '/Widget');
    // 6.3.3 wants an appearance of every annotation whose rectangle is not empty.
    expect(widget?.['/Rect']).toEqual([0, 0, 0, 0]);
    expect([widget?.['/FT'], widget?.['/TU']]).toEqual(['/Sig', 'u:Signature of the academy']);
    const form = file.at(file.catalog, '/AcroForm');
    expect(form['/SigFlags']).toBe(3);
    expect(file.list(form, '/Fields')).toEqual([widget]);
    for (const key of ['/XFA', '/NeedAppearances', '/DR', '/DA', '/CO'])
      expect(form).not.toHaveProperty([key]);
  });

  it('6.4.3: the signature is over every octet but its own, in DER', () => {
    const [, begin, behind, length] = valuesOf('/ByteRange').flat() as number[];
    expect(valuesOf('/ByteRange')).toHaveLength(1);
    expect(Number(behind) + Number(length)).toBe(bytes.length);
    expect(bytes.toString('latin1', begin, behind)).toMatch(/^<30[0-9a-f]+>$/i);
    const signature = file.at(file.at(file.catalog, '/Perms'), '/DocMDP');
    expect([signature['/Filter'], signature['/SubFilter']]).toEqual([
      '/Adobe.PPKLite',
      '/ETSI.CAdES.detached',
    ]);
  });

  it('6.5, 6.9, 6.10, 6.11: no action but to open the address, no layers, no other presentation', () => {
    expect(all.filter((one) => '/S' in one && '/URI' in one).map((one) => one['/S'])).toEqual(['/URI']);
    const keys = [
      '/AA',
      '/OpenAction',
      '/JS',
      '/JavaScript',
      '/Launch',
      '/OCProperties',
      '/Requirements',
    ] as const;
    for (const key of keys) expect([key, valuesOf(key)]).toEqual([key, []]);
    for (const key of ['/AlternatePresentations', '/PresSteps'] as const) expect(valuesOf(key)).toEqual([]);
  });

  it('6.6: says in XML, in the clear, that it is PDF/A-3a, and that by a schema which it brings along', () => {
    expect(file.at(file.catalog, '/Metadata')).toMatchObject({ '/Type': '/Metadata', '/Subtype': '/XML' });
    expect(file.at(file.catalog, '/Metadata')).not.toHaveProperty('/Filter');
    expect(xmp()).toMatch(/<pdfaid:part>3<\/pdfaid:part>[^]*<pdfaid:conformance>A<\/pdfaid:conformance>/);
    expect(xmp()).toContain('<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<');
  });

  it('6.7 (also 14289-1, 7.1): is tagged, in a language, with a title that is shown', () => {
    expect(file.at(file.catalog, '/MarkInfo')['/Marked']).toBe(true);
    expect(file.at(file.catalog, '/MarkInfo')['/Suspects'] ?? false).toBe(false);
    expect(file.catalog['/Lang']).toBe('u:en');
    expect(file.at(file.catalog, '/ViewerPreferences')['/DisplayDocTitle']).toBe(true);
    expect(xmp()).toMatch(/<dc:title>[^]*?<rdf:li xml:lang="x-default">[^<]+</);
  });

  it('6.8 (also 14289-1, 7.11): what it encloses has a name, a type and its relation to the page', () => {
    const enclosed = file.list(file.catalog, '/AF');
    expect(
      enclosed.map((one) => [
        one['/UF'],
        one['/F'],
        one['/AFRelationship'],
        file.at(file.at(one, '/EF'), '/F')['/Subtype'],
      ]),
    ).toEqual([
      ['u:certificate.json', 'u:certificate.json', '/Source', '/application/json'],
      ['u:credential.jsonld', 'u:credential.jsonld', '/Source', '/application/ld+json'],
      ['u:how-to-check.txt', 'u:how-to-check.txt', '/Supplement', '/text/plain'],
    ]);
    expect(ofType('/Filespec')).toHaveLength(3);
  });

  it('14289-1, 5 and 7.3: says that it is PDF/UA-1, and what its picture shows', () => {
    expect(xmp()).toContain('<pdfuaid:part>1</pdfuaid:part>');
    const figures = all.filter((one) => one['/S'] === '/Figure');
    expect(figures.map((one) => one['/Alt'])).toEqual([expect.stringContaining('QR code of the address')]);
  });

  it('14289-1, 7.1 and 7.2: its tree begins with one document, every element in it knows its parent', () => {
    const root = file.at(file.catalog, '/StructTreeRoot');
    expect(file.list(root, '/K').map((one) => one['/S'])).toEqual(['/Document']);
    const elements = all.filter((one) => '/S' in one && '/P' in one && !('/Subtype' in one));
    expect(elements.length).toBeGreaterThan(40);
    expect(root).toHaveProperty(['/ParentTree']);
    expect(root).not.toHaveProperty(['/RoleMap']);
  });

  it('14289-1, 7.18: its link is described and in the tree, the page is gone through as it is read', () => {
    expect(file.page['/Tabs']).toBe('/S');
    // The field of the signature is on no page: nobody meets it in reading, and 7.18.1 asks for no tag.
    const [link, ...more] = file.list(file.page, '/Annots');
    expect(more).toEqual([]);
    expect(link?.['/Contents']).toMatch(/^u:Check this certificate at https:/);
    expect(link).toHaveProperty(['/StructParent']);
    expect(all.filter((one) => one['/S'] === '/Link')).toHaveLength(1);
  });
});

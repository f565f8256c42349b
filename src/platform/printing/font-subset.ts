import { type Font } from 'fontkit';

/** One outline of a font in its place, in the font's units. */
export interface GlyphPart {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

/** What is drawn for a piece of text, and what text that is. PDFKit keeps it as a glyph. */
export class PrintedGlyph {
  readonly codePoints: readonly number[];
  /** Equal for glyphs that look alike and stand for the same text. */
  readonly key: string;

  constructor(
    text: string,
    /** One that the font has, or any number that a TrueType font puts together; none for a blank. */
    readonly parts: readonly GlyphPart[],
    /** In the font's units. */
    readonly advanceWidth: number,
  ) {
    this.codePoints = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    this.key = `${text}:${advanceWidth}:${parts.map(({ id, x, y }) => `${id},${x},${y}`).join(';')}`;
  }

  /** PDFKit hands a glyph's id to the subset and does nothing else with it. */
  get id(): this {
    return this;
  }
}

/** The part of fontkit's subsets that its types leave out; it is the same for TrueType and CFF but for what is marked. */
interface FontkitSubset {
  font: Font;
  /** Ids of the whole font by ids of the subset. */
  glyphs: number[];
  encode(): Uint8Array;
  /** TrueType only: called by `encode` for each of `glyphs`, in order; it writes the glyph behind those before. */
  _addGlyph?(id: number): number;
  /** TrueType only, and while it is encoded. */
  glyf: Uint8Array[];
  offset: number;
  loca: { offsets: number[] };
  hmtx: { metrics: { advance: number; bearing: number }[] };
}

/** Highest values that the glyphs of a TrueType font reach (OpenType 1.9, maxp). */
interface MaximumProfile {
  readonly maxPoints: number;
  readonly maxContours: number;
  readonly maxComponentElements: number;
  readonly maxComponentDepth: number;
}

/** Ids above all that a font can have stand for the glyphs that are put together. */
const FIRST_COMPOSITE = 0x10000;

/** What PDFKit wants of a subset. */
export interface PrintedSubset {
  readonly cff: unknown;
  includeGlyph(glyph: PrintedGlyph): number;
  encode(): Uint8Array;
}

/**
 * The part of a font that a file embeds. Every printed glyph gets a code of its own in it, so that two texts which share
 * an outline stay two texts.
 */
export function subsetOf(font: Font, whole: FontkitSubset): PrintedSubset {
  const codes = new Map<string, number>();
  const outlines = new Map<number, number>([[0, 0]]);
  const composites: PrintedGlyph[] = [];
  const codeOfOutline = (id: number) => {
    const known = outlines.get(id);
    if (known !== undefined) return known;
    outlines.set(id, whole.glyphs.length);
    return whole.glyphs.push(id) - 1;
  };
  const addPlain = whole._addGlyph?.bind(whole);

  if (addPlain) {
    whole._addGlyph = (id) => {
      const composite = composites[id - FIRST_COMPOSITE];
      return composite ? addComposite(font, whole, composite, codeOfOutline) : addPlain(id);
    };
  }
  return {
    cff: (whole as { cff?: unknown }).cff,
    includeGlyph(glyph) {
      const known = codes.get(glyph.key);
      if (known !== undefined) return known;
      const code = whole.glyphs.length;
      const outline = wholeOutline(font, glyph);
      if (outline !== null) {
        whole.glyphs.push(outline);
        if (!outlines.has(outline)) outlines.set(outline, code);
      } else whole.glyphs.push(FIRST_COMPOSITE + composites.push(glyph) - 1);
      codes.set(glyph.key, code);
      return code;
    },
    encode() {
      if (composites.length > 0) whole.font = withRoomFor(font, composites);
      return whole.encode();
    },
  };
}

/** The id of the font's own glyph that this one is; null where it is put together. */
function wholeOutline(font: Font, { parts, advanceWidth }: PrintedGlyph): number | null {
  const [only] = parts;
  const same = only && parts.length === 1 && only.x === 0 && only.y === 0;
  return same && font.getGlyph(only.id).advanceWidth === advanceWidth ? only.id : null;
}

/** Flags of a component (OpenType 1.9, glyf): its place is given in words, as x and y; another one follows. */
const PLACED_IN_WORDS = 0x0001 | 0x0002;
const MORE_COMPONENTS = 0x0020;

function addComposite(
  font: Font,
  subset: FontkitSubset,
  { parts, advanceWidth }: PrintedGlyph,
  codeOfOutline: (id: number) => number,
): number {
  if (parts.length === 0) return added(subset, new Uint8Array(0), advanceWidth, 0);
  const boxes = parts.map(({ id, x, y }) => ({ x, y, ...outlineOf(font, id) }));
  const left = Math.min(...boxes.map(({ x, xMin }) => x + xMin));
  const data = new DataView(new ArrayBuffer(Math.ceil((10 + 8 * parts.length) / 4) * 4));
  data.setInt16(0, -1);
  data.setInt16(2, left);
  data.setInt16(4, Math.min(...boxes.map(({ y, yMin }) => y + yMin)));
  data.setInt16(6, Math.max(...boxes.map(({ x, xMax }) => x + xMax)));
  data.setInt16(8, Math.max(...boxes.map(({ y, yMax }) => y + yMax)));
  parts.forEach(({ id, x, y }, at) => {
    const place = 10 + 8 * at;
    data.setUint16(place, PLACED_IN_WORDS | (at < parts.length - 1 ? MORE_COMPONENTS : 0));
    data.setUint16(place + 2, codeOfOutline(id));
    data.setInt16(place + 4, x);
    data.setInt16(place + 6, y);
  });
  // An outline is moved by the difference between its bearing and its left edge: there is none.
  return added(subset, new Uint8Array(data.buffer), advanceWidth, left);
}

function added(subset: FontkitSubset, data: Uint8Array, advance: number, bearing: number): number {
  subset.loca.offsets.push(subset.offset);
  subset.offset += data.byteLength;
  subset.hmtx.metrics.push({ advance, bearing });
  return subset.glyf.push(data) - 1;
}

interface Outline {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

/** As the font file has it; null for a blank. */
function decoded(font: Font, id: number): Outline | null {
  return (font.getGlyph(id) as unknown as { _decode(): Outline | null })._decode();
}

/** Whether anything is seen of a glyph. */
export function isBlank(font: Font, id: number): boolean {
  return font.getGlyph(id).path.commands.length === 0;
}

function outlineOf(font: Font, id: number): Outline {
  return decoded(font, id) ?? { xMin: 0, yMin: 0, xMax: 0, yMax: 0 };
}

/** The font with the highest values that its glyphs reach put up to what composites of them may reach. */
function withRoomFor(font: Font, composites: readonly PrintedGlyph[]): Font {
  const most = Math.max(...composites.map(({ parts }) => parts.length));
  const { maxp } = font as unknown as { maxp: MaximumProfile & Record<string, unknown> };
  const { maxPoints, maxContours, maxComponentElements, maxComponentDepth } = maxp;
  const { maxCompositePoints, maxCompositeContours } = maxp as unknown as Record<string, number>;
  const profile = {
    ...maxp,
    maxCompositePoints: Math.min(0xffff, most * Math.max(maxPoints, maxCompositePoints ?? 0)),
    maxCompositeContours: Math.min(0xffff, most * Math.max(maxContours, maxCompositeContours ?? 0)),
    maxComponentElements: Math.max(maxComponentElements, most),
    maxComponentDepth: maxComponentDepth + 1,
  };
  return Object.create(font, { maxp: { value: profile } }) as Font;
}

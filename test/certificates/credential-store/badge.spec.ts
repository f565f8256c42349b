import { describe, expect, it } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import sharp from 'sharp';
import { bakePng, bakeSvg } from '../../../src/certificates/credential-store/badge/baking.js';
import { badgePng, badgeSvg } from '../../../src/certificates/credential-store/badge/draw-badge.js';
import { aSnapshot } from '../a-snapshot.js';
import { names } from '../names.js';
import { credentialInPng, credentialInSvg } from './baked.js';

const credential = JSON.stringify({ name: 'Zoë Nguyễn', proof: [{ type: 'DataIntegrityProof' }] });

describe('a badge', () => {
  const svg = badgeSvg(aSnapshot());

  it('says whose it is, for what, by whom and since when, and nothing of whether it stands', () => {
    expect(svg).toContain(
      '<title>Strategist, Capstone Academy. Issued to Zoë Nguyễn on 14 November 2026.</title>',
    );
    expect(svg).not.toMatch(/<text|<script|href|valid/i);
  });

  it('is the same at each time, and a picture that others open', async () => {
    expect(badgeSvg(aSnapshot())).toBe(svg);
    const png = bakePng(badgePng(svg), credential);
    const { width, height, format, hasAlpha } = await sharp(png).metadata();
    expect({ width, height, format, hasAlpha }).toEqual({
      ...{ width: 1200, height: 1200, format: 'png', hasAlpha: true },
    });
    // The corners are transparent, the middle of the edge is gold, beside the texts it is paper.
    const pixels = await sharp(png).raw().toBuffer();
    const at = (x: number, y: number) => [...pixels.subarray(4 * (y * 1200 + x), 4 * (y * 1200 + x) + 4)];
    expect(at(5, 5)[3]).toBe(0);
    expect(at(600, 30)).toEqual([0x8a, 0x6a, 0x1f, 255]);
    expect(at(600, 110)).toEqual([0xfd, 0xfd, 0xfc, 255]);
  });

  it.each(names)('keeps the name %s within its edge', (name) => {
    const drawn = badgeSvg(aSnapshot({ holder: { name } }));
    const box = new Resvg(withoutGround(drawn)).innerBBox();
    expect(box?.x).toBeGreaterThan(60);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(540);
  });

  it('keeps texts that are as long as can be within its edge', () => {
    const long = 'Strategic organisational development '.repeat(4).trim();
    const drawn = badgeSvg(
      aSnapshot({ course: { ...aSnapshot().course, title: long }, academy: { name: long.slice(0, 120) } }),
    );
    const box = new Resvg(withoutGround(drawn)).innerBBox();
    expect(box?.x).toBeGreaterThan(60);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(540);
    expect(box?.y).toBeGreaterThan(90);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(510);
  });
});

describe('a credential in a picture', () => {
  const png = badgePng(badgeSvg(aSnapshot()));
  const svg = badgeSvg(aSnapshot());

  it('is found in the PNG before the pixels, whole and once', () => {
    const baked = Buffer.from(bakePng(png, credential));
    expect(credentialInPng(baked)).toBe(credential);
    expect(baked.indexOf('iTXt')).toBeLessThan(baked.indexOf('IDAT'));
    expect(() => credentialInPng(png)).toThrow('It holds 0 credentials.');
  });

  it('is found in the SVG as its first element, in the namespace of Open Badges', () => {
    const baked = bakeSvg(svg, credential);
    expect(credentialInSvg(baked)).toBe(credential);
    expect(baked).toMatch(
      /^<svg xmlns:openbadges="https:\/\/purl\.imsglobal\.org\/ob\/v3p0" [^>]*><openbadges:credential>/,
    );
    expect(Buffer.from(badgePng(baked)).equals(Buffer.from(png))).toBe(true);
  });

  it('reads the same whatever it says', () => {
    const small = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>';
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ']]>',
        '<![CDATA[',
        '</openbadges:credential>',
        '\ufffe\uffff',
        '\u0000\u0007',
        '&amp;<&',
      ),
    );
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const json = JSON.stringify({ texts });
        const baked = bakeSvg(small, json);
        // It is XML: what is none can't be drawn.
        expect(new Resvg(baked).width).toBe(10);
        expect(JSON.parse(credentialInSvg(baked))).toEqual({ texts });
        expect(credentialInPng(bakePng(png, json))).toBe(json);
      }),
      { numRuns: 200 },
    );
  });

  it('is not put into what is no picture', () => {
    expect(() => bakePng(Buffer.from('GIF89a'), credential)).toThrow('This is no PNG.');
    expect(() => bakeSvg('<html>', credential)).toThrow('This is no SVG.');
  });
});

/** Only its texts: the ground is as wide as the picture. */
const withoutGround = (svg: string) =>
  svg.replace(/<circle[^>]*>/g, '').replace(/<path d="M[^"]*Z" fill="[^"]*"\/>/, '');

import { describe, expect, it } from '@jest/globals';
import { has, run } from '../pdf-signature.js';
import { askPython, withoutPython } from './python.js';
import { type Person, type Served } from './served.js';

const bytesOf = async (address: string) => Buffer.from(await (await fetch(address)).arrayBuffer());
const skipped = (program: string) => (has(program) ? '' : `skipped, wants ${program}: `);

/** Badges, opened by programs that know nothing of Open Badges. */
export function asPictures(served: () => Record<Person, Served>): void {
  // Of one that was revoked there is no picture.
  const all = () => {
    const { revoked, ...others } = served();
    return Object.values(others).filter((one) => one !== revoked);
  };

  describe('as a picture, each credential', () => {
    it(`${withoutPython}is a text of the PNG to Pillow, letter for letter, beside a picture that it opens`, async () => {
      if (withoutPython !== '') return;
      const pngs = await Promise.all(all().map(({ address }) => bytesOf(`${address}.png`)));
      const answers = await askPython(
        {},
        pngs.map((png) => ['picture', png.toString('base64')] as const),
      );
      for (const [at, { size, mode, texts = {} }] of answers.entries()) {
        expect([size, mode]).toEqual([[1200, 1200], 'RGBA']);
        expect(Object.keys(texts)).toEqual(['openbadgecredential']);
        expect(JSON.parse(texts['openbadgecredential'] ?? '')).toEqual(all()[at]?.credential);
      }
    });

    it(`${skipped('pngcheck')}is a PNG without a fault to pngcheck, chunk by chunk`, async () => {
      if (!has('pngcheck')) return;
      for (const { address } of all()) {
        const { status, stdout } = run('pngcheck', ['-v', 'a.png'], {
          'a.png': await bytesOf(`${address}.png`),
        });
        expect(status).toBe(0);
        expect(stdout).toContain('No errors detected');
        expect(stdout.match(/chunk (?:iTXt|IDAT)/g)?.[0]).toBe('chunk iTXt');
        expect(stdout).toContain('keyword: openbadgecredential');
      }
    });

    it(`${skipped('xmllint')}is an element of well-formed XML to xmllint, in the namespace of Open Badges`, async () => {
      if (!has('xmllint')) return;
      const path =
        '/*/*[1][local-name()="credential" and namespace-uri()="https://purl.imsglobal.org/ob/v3p0"]';
      for (const { address, credential } of all()) {
        const svg = { 'a.svg': await bytesOf(`${address}.svg`) };
        const { status, stdout, stderr } = run(
          'xmllint',
          ['--nonet', '--xpath', `string(${path})`, 'a.svg'],
          svg,
        );
        expect([status, stderr]).toEqual([0, '']);
        expect(JSON.parse(stdout)).toEqual(credential);
        // One, without the attribute that would hold a JWT, and nothing that runs.
        const counts = `concat(count(//*[local-name()="credential"]), count(${path}/@*), count(//*[local-name()="script"]))`;
        expect(run('xmllint', ['--nonet', '--xpath', counts, 'a.svg'], svg).stdout.trim()).toBe('100');
      }
    });
  });
}

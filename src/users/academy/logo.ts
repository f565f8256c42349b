import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { refused } from '../../platform/files/picture.js';

/** Longer side, pixels: 46 mm at 600 dots an inch. */
const MAX_SIDE = 1100;
/** A file of some kilobytes can claim to be a wall of pixels; this much, and no more, is ever unpacked. */
const MAX_PIXELS = 50_000_000;

const accepted = new Set(['image/png', 'image/jpeg']);

/**
 * The academy's picture as certificates print it: a PNG on white paper, without transparency (an archive copy has none),
 * colour profile, or anything else of the file that was uploaded. The same file always gives the same bytes.
 *
 * @throws DomainError invalid, with one sentence for the field `image`
 */
export async function readLogo(file: Buffer): Promise<Buffer> {
  const type = await fileTypeFromBuffer(file);
  const isSvg = type === undefined || /xml/.test(type.mime);
  if (isSvg ? !/<svg[\s>]/i.test(file.toString('latin1', 0, 4096)) : !accepted.has(type.mime)) {
    throw refused('This file is no PNG, JPEG or SVG picture, whatever its name says. Choose one that is.');
  }
  try {
    return await sharp(file, {
      limitInputPixels: MAX_PIXELS,
      failOn: 'error',
      ...(isSvg && { density: await densityOf(file) }),
    })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .removeAlpha()
      .png({ compressionLevel: 9, palette: false, progressive: false })
      .toBuffer();
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) {
      throw refused('This picture has more than 50 million pixels. Make it smaller and choose it again.');
    }
    throw refused('This picture is damaged and can’t be read.');
  }
}

/** Dots an inch at which a drawing gets the size that is printed, and no more; 72 is one pixel of its own units. */
async function densityOf(svg: Buffer): Promise<number> {
  const { width, height } = await sharp(svg, { limitInputPixels: MAX_PIXELS }).metadata();
  return Math.min(300, Math.max(1, Math.ceil((72 * MAX_SIDE) / Math.max(width, height, 1))));
}

import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { invalid } from '../errors/domain-errors.js';

/** Of an uploaded file. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;
/** Longer side of what is kept; twice the measure of a text on a fine screen. */
const MAX_SIDE = 2000;
/** A file of some kilobytes can claim to be a wall of pixels; this much, and no more, is ever unpacked. */
const MAX_PIXELS = 50_000_000;

export interface Picture {
  bytes: Buffer;
  type: 'image/png' | 'image/webp';
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * What somebody uploaded, made anew: turned upright, without its EXIF data – a camera writes there where it was –, at
 * most 2000 px on its longer side. A photograph becomes WebP, a PNG stays one, so that lettering stays sharp. What the
 * file is, its bytes say, not its name.
 *
 * @throws DomainError invalid, with one sentence for the field `image`
 */
export async function readPicture(file: Buffer): Promise<Picture> {
  const type = await fileTypeFromBuffer(file);
  if (type === undefined || !accepted.has(type.mime)) throw notAPicture();
  const source = sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
  try {
    const isPng = type.mime === 'image/png';
    const made = isPng ? source.png({ compressionLevel: 9 }) : source.webp({ quality: 82 });
    const { data, info } = await made.toBuffer({ resolveWithObject: true });
    return {
      bytes: data,
      type: isPng ? 'image/png' : 'image/webp',
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    if (error instanceof Error && /pixel limit/i.test(error.message)) {
      throw refused('This picture has more than 50 million pixels. Make it smaller and choose it again.');
    }
    throw refused('This picture is damaged and can’t be read.');
  }
}

const accepted = new Set(['image/png', 'image/jpeg', 'image/webp']);

const notAPicture = () =>
  refused('This file is no PNG, JPEG or WebP picture, whatever its name says. Choose one that is.');

export const tooLarge = () => refused('This file is larger than 10 MB. Make it smaller and choose it again.');

export const refused = (message: string) => invalid(message, [{ field: 'image', message }]);

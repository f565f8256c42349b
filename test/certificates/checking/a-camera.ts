import { renameSync, writeFileSync } from 'node:fs';
import { create } from 'qrcode';
import sharp from 'sharp';

const [width, height] = [640, 480];
const PAPER = 235;
const INK = 16;

/**
 * Writes a film for the camera that Chromium plays with `--use-file-for-fake-video-capture`: YUV4MPEG2 with ten pictures a
 * second, over and over, read anew each time that the camera is started.
 *
 * @param scenes what is held before the camera, for a second and a half each: the text of a QR code, or null for nothing
 */
export function film(path: string, scenes: readonly (string | null)[]): void {
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`)];
  for (const scene of scenes) {
    const luma = Buffer.alloc(width * height, PAPER);
    if (scene !== null) drawCode(luma, scene);
    for (let n = 0; n < 15; n += 1) parts.push(Buffer.from('FRAME\n'), luma, chroma);
  }
  // At once, as a camera that has not stopped yet may still read the film before it.
  writeFileSync(`${path}.new`, Buffer.concat(parts));
  renameSync(`${path}.new`, path);
}

function drawCode(luma: Buffer, text: string): void {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const scale = Math.floor(400 / modules.size);
  const [left, top] = [width, height].map((side) => Math.floor((side - modules.size * scale) / 2));
  for (let y = 0; y < modules.size * scale; y += 1) {
    for (let x = 0; x < modules.size * scale; x += 1) {
      const dark = modules.get(Math.floor(y / scale), Math.floor(x / scale));
      if (dark) luma[((top ?? 0) + y) * width + (left ?? 0) + x] = INK;
    }
  }
}

/** A photo of 12 megapixels, in which QR codes lie beside each other, each as large as on a sheet that fills it. */
export async function photoOf(texts: readonly string[]): Promise<Buffer> {
  const sheet = sharp({
    create: { width: 4000, height: 3000, channels: 3, background: { r: 243, g: 240, b: 232 } },
  });
  const codes = await Promise.all(
    texts.map(async (text, at) => {
      const { modules } = create(text, { errorCorrectionLevel: 'M' });
      const raw = Buffer.from(Array.from(modules.data, (dark) => (dark ? 20 : 243)));
      const input = await sharp(raw, { raw: { width: modules.size, height: modules.size, channels: 1 } })
        .resize(340, 340, { kernel: 'nearest' })
        .png()
        .toBuffer();
      return { input, left: 3200 - at * 700, top: 2300 };
    }),
  );
  return sheet.composite(codes).jpeg({ quality: 80 }).toBuffer();
}

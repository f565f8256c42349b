/*
 * Reads QR codes in a thread of its own, so that the page stays smooth: pictures of a camera, which come many times a
 * second, and photos, which are large.
 */
import { decodeQRBatch } from 'qr/decode.js';
import type { ReadRequest, ReadAnswer } from './qr-reader.js';

/** Of a photo: more would cost hundreds of megabytes, and browsers of telephones draw no more than 16. */
const MOST_PIXELS = 12_000_000;

/** How hard is tried: of a camera the next picture may be better, a photo is all there is. Milliseconds of a picture. */
const frame = { effort: 16, timeLimit: 60 };
const photo = { effort: Infinity, timeLimit: 4000 };

addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  void answer(data);
});

async function answer({ id, picture }: ReadRequest): Promise<void> {
  let answered: ReadAnswer = { id, texts: null };
  try {
    const isPhoto = picture instanceof Blob;
    const pixels = pixelsOf(isPhoto ? await createImageBitmap(picture) : picture);
    // The library copies this, and what the browser has measured itself would be lost.
    const maxSize = { width: pixels.width, height: pixels.height };
    const [found = []] = await decodeQRBatch([pixels], { ...(isPhoto ? photo : frame), maxSize });
    answered = { id, texts: found.filter((one) => typeof one === 'string') };
  } catch {
    // Told as what can't be opened.
  }
  postMessage(answered);
}

function pixelsOf(bitmap: ImageBitmap): ImageData {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.floor(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('There is nothing to draw on.');
  // What is transparent is white, as on paper.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

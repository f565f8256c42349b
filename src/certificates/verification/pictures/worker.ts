import { drawPicture } from './draw-picture.js';
import { type PictureWords } from './picture.views.js';

/** What a thread does with the words of a picture. */
export default function draw(words: PictureWords): Uint8Array<ArrayBuffer> {
  return drawPicture(words);
}

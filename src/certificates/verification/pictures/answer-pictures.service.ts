import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { projectRoot } from '../../../platform/config/project-root.js';
import { canonicalJson, sha256 } from '../../../platform/digests/digests.js';
import { PrintingThreads } from '../../../platform/printing/printing-threads.js';
import { type PictureWords } from './picture.views.js';

/** Threads run compiled JavaScript only, also while the tests run the rest from its sources. */
const entry = pathToFileURL(join(projectRoot, 'dist/src/certificates/verification/pictures/worker.js'));

/** Counts how pictures are drawn: another number, and copies that others keep are fetched anew. */
const DRAWING = 1;

/** Some 30 kB each. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;

/**
 * The pictures of answers. Each is known by what it says, so nothing ever has to be forgotten: what makes a certificate
 * say something else makes its address lead to another picture, as soon as the answer itself is another.
 */
@Injectable()
export class AnswerPictures implements OnApplicationShutdown {
  // One thread is enough: a picture takes a twentieth of a second, and the next who ask get it from memory.
  private readonly threads = new PrintingThreads<PictureWords, Uint8Array<ArrayBuffer>>({
    entry,
    what: 'A picture',
    threads: 1,
  });
  private readonly drawn = new LRUCache<string, Buffer>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: (png) => png.byteLength,
  });
  private readonly drawing = new Map<string, Promise<Buffer>>();

  async onApplicationShutdown(): Promise<void> {
    await this.threads.close();
  }

  /** Names the picture with these words; without quotation marks. */
  tagOf(words: PictureWords): string {
    return sha256(canonicalJson({ drawing: DRAWING, ...words })).slice(0, 32);
  }

  /** As PNG, 1200 by 630. Who asks while it is being drawn waits for the same one. */
  async draw(words: PictureWords): Promise<Buffer> {
    const tag = this.tagOf(words);
    const known = this.drawn.get(tag);
    if (known) return known;
    let drawing = this.drawing.get(tag);
    if (!drawing) {
      drawing = this.drawAndKeep(tag, words).finally(() => this.drawing.delete(tag));
      this.drawing.set(tag, drawing);
    }
    return drawing;
  }

  private async drawAndKeep(tag: string, words: PictureWords): Promise<Buffer> {
    const png = Buffer.from(await this.threads.print(words));
    this.drawn.set(tag, png);
    return png;
  }
}

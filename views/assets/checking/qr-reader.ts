/** What the thread is asked: a picture of the camera, which it then owns, or a file. */
export interface ReadRequest {
  readonly id: number;
  readonly picture: ImageBitmap | Blob;
}

export interface ReadAnswer {
  readonly id: number;
  /** Null where the picture can't be opened. */
  readonly texts: readonly string[] | null;
}

/** The reader that some browsers bring: https://wicg.github.io/shape-detection-api/ */
interface BarcodeDetector {
  detect(picture: ImageBitmapSource): Promise<{ readonly rawValue: string }[]>;
}
interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** Of a photo, for the browser's own reader, which would copy it as it is: wide enough for a code on a sheet. */
const WIDE_ENOUGH = 2400;

/** Reads QR codes: by what the browser brings where it knows them, otherwise in a thread. */
export class QrReader {
  private own: BarcodeDetector | null = null;
  private thread: ReadingThread | null = null;

  /** Finds out what there is. */
  async prepare(): Promise<void> {
    this.own ??= await ownReader();
    if (!this.own) this.thread ??= new ReadingThread();
  }

  /**
   * @returns the texts of all QR codes in the picture that is shown now
   * @throws Error when there is no reader, since it could not be loaded
   */
  async readFrame(video: HTMLVideoElement): Promise<readonly string[]> {
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return [];
    if (this.own) {
      try {
        return textsOf(await this.own.detect(video));
      } catch {
        // It was promised, and is not there: a service of the system that is missing or broken.
        this.own = null;
      }
    }
    this.thread ??= new ReadingThread();
    return (await this.thread.read(await createImageBitmap(video))) ?? [];
  }

  /**
   * Both readers, one after the other, as there is only this one picture.
   *
   * @returns null where it is no picture that this browser can open
   * @throws Error when there is no reader, since it could not be loaded
   */
  async readPhoto(photo: Blob): Promise<readonly string[] | null> {
    this.thread ??= new ReadingThread();
    const texts = await this.thread.read(photo);
    if (texts === null || texts.length > 0 || !this.own) return texts;
    const bitmap = await createImageBitmap(photo, { resizeWidth: WIDE_ENOUGH, resizeQuality: 'high' });
    try {
      return textsOf(await this.own.detect(bitmap));
    } catch {
      return [];
    } finally {
      bitmap.close();
    }
  }

  close(): void {
    this.thread?.end();
    this.thread = null;
  }
}

/** The library's reader. */
class ReadingThread {
  private readonly worker = new Worker(new URL('./qr-worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, (texts: readonly string[] | null | Error) => void>();
  private asked = 0;
  private broken: Error | null = null;

  constructor() {
    this.worker.addEventListener('message', ({ data }: MessageEvent<ReadAnswer>) => {
      this.waiting.get(data.id)?.(data.texts);
      this.waiting.delete(data.id);
    });
    this.worker.addEventListener('error', () => {
      this.breakOff();
    });
  }

  read(picture: ImageBitmap | Blob): Promise<readonly string[] | null> {
    if (this.broken) return Promise.reject(this.broken);
    const id = (this.asked += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, (texts) => {
        if (texts instanceof Error) reject(texts);
        else resolve(texts);
      });
      const request: ReadRequest = { id, picture };
      this.worker.postMessage(request, picture instanceof Blob ? [] : [picture]);
    });
  }

  end(): void {
    this.worker.terminate();
    this.breakOff();
  }

  private breakOff(): void {
    this.broken = new Error('The reader of QR codes is not there.');
    for (const tell of this.waiting.values()) tell(this.broken);
    this.waiting.clear();
  }
}

async function ownReader(): Promise<BarcodeDetector | null> {
  const { BarcodeDetector: Own } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  try {
    if (!(await Own?.getSupportedFormats())?.includes('qr_code')) return null;
    return Own ? new Own({ formats: ['qr_code'] }) : null;
  } catch {
    return null;
  }
}

const textsOf = (codes: readonly { readonly rawValue: string }[]) =>
  codes.map(({ rawValue }) => rawValue).filter((text) => text !== '');

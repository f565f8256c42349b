import { Sightings, sortScans } from '../../../src/certificates/checking/scan.rules.js';
import { type Camera, CameraTrouble, openCamera, withoutPicture } from './camera.js';
import { QrReader } from './qr-reader.js';
import { listThem, openOne, type Purpose, told, type Told } from './scan-purposes.js';

/** Between two pictures, in milliseconds: often enough to seem immediate, seldom enough for a battery. */
const PAUSE_MS = 100;
/** What could be a photo; more is a film, or nothing that a browser opens. */
const MOST_BYTES = 60_000_000;

const noReader = 'What reads QR codes could not be loaded. Look at your connection, then try again.';

export interface ScannerSettings {
  /** Of this academy, as they stand in addresses. */
  readonly hosts: readonly string[];
  /** Where codes are collected, and how many at most; null: one is opened. */
  readonly list: { readonly field: HTMLTextAreaElement; readonly most: number } | null;
}

/** The dialog that reads QR codes from the camera, or in a photo. Its markup is views/checking/scanner.hbs. */
export class Scanner {
  private reader = new QrReader();
  private sightings = new Sightings();
  private purpose: Purpose = openOne;
  /** From opening to closing, and within that from one start of the camera to its end. */
  private opened = new AbortController();
  private running = new AbortController();
  private lamp: Camera['lamp'] = null;
  private done = false;
  private readonly listening = new AbortController();
  private readonly video: HTMLVideoElement;
  private readonly photo: HTMLInputElement;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly settings: ScannerSettings,
  ) {
    this.video = this.part('video') as HTMLVideoElement;
    this.photo = this.part('photo') as HTMLInputElement;
    const { signal } = this.listening;
    const press = (name: string, act: () => void) => {
      this.part(name).addEventListener('click', act, { signal });
    };
    press('close', () => {
      dialog.close();
    });
    press('again', () => void this.start());
    press('choose', () => {
      this.photo.click();
    });
    press('lamp', () => void this.switchLamp());
    this.photo.addEventListener('change', () => void this.readPhoto(), { signal });
    // By its button, by Escape, by leaving the page
    dialog.addEventListener(
      'close',
      () => {
        this.rest();
      },
      { signal },
    );
    // A camera that films what nobody looks at is no good sign, and others may want it.
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.hidden) this.stop();
        else if (dialog.open && !this.done) void this.start();
      },
      { signal },
    );
  }

  open(): void {
    const { list } = this.settings;
    this.opened = new AbortController();
    this.done = false;
    this.sightings = new Sightings();
    this.purpose = list === null ? openOne : listThem(list.field, list.most, this.count);
    this.count(0);
    this.say(told(''));
    this.dialog.showModal();
    void this.start();
  }

  /** For good: the page is left. */
  end(): void {
    this.dialog.close();
    this.rest();
    this.listening.abort();
  }

  /** Shows the camera's picture and reads it, until something stops it. */
  private async start(): Promise<void> {
    this.stop();
    const running = new AbortController();
    this.running = running;
    this.show(null);
    try {
      await this.reader.prepare();
      const camera = await openCamera(this.video, running.signal, () => {
        if (!running.signal.aborted) this.fail(withoutPicture.ended);
      });
      this.lamp = camera.lamp;
      this.part('lamp').hidden = camera.lamp === null;
      while (!running.signal.aborted) {
        this.look(await this.reader.readFrame(this.video), running.signal);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } catch (error) {
      if (running.signal.aborted) return;
      if (error instanceof CameraTrouble) this.fail(error.message);
      else this.failToRead();
    }
  }

  private look(texts: readonly string[], { aborted }: AbortSignal): void {
    if (aborted) return;
    const fresh = this.sightings.fresh(texts, performance.now());
    if (texts.length > 0) this.take(texts, fresh);
  }

  private async readPhoto(): Promise<void> {
    const [photo] = this.photo.files ?? [];
    if (!photo) return;
    const { signal } = this.opened;
    this.say(told(`Looking for a QR code in ${photo.name} …`));
    try {
      const texts = photo.size > MOST_BYTES ? null : await this.reader.readPhoto(photo);
      if (signal.aborted || this.done) return;
      if (texts === null) {
        this.say(told(`${photo.name} can’t be opened as a picture. Choose a JPEG or a PNG.`));
      } else if (texts.length === 0) {
        const advice = 'Take the photo from nearer, straight from above and in good light.';
        this.say(told(`No QR code could be read in ${photo.name}. ${advice}`));
      } else this.take(texts, texts);
    } catch {
      if (!signal.aborted) this.failToRead();
    } finally {
      // The same file may be chosen again.
      this.photo.value = '';
    }
  }

  private take(texts: readonly string[], fresh: readonly string[]): void {
    const { hosts } = this.settings;
    const [there, came] = [sortScans(texts, hosts), sortScans(fresh, hosts)];
    const [stranger] = came.others;
    const found = this.purpose.take(there.codes, came.codes) ?? (stranger && this.purpose.refuse(stranger));
    if (!found) return;
    this.say(found);
    this.done = found.done;
    if (found.done) this.stop();
  }

  private fail(why: string): void {
    this.stop();
    this.show(why);
  }

  private failToRead(): void {
    this.reader.close();
    this.reader = new QrReader();
    this.fail(noReader);
  }

  private stop(): void {
    this.running.abort();
    this.lamp = null;
    this.part('lamp').hidden = true;
    this.part('lamp').ariaPressed = 'false';
  }

  private rest(): void {
    this.opened.abort();
    this.stop();
    this.reader.close();
  }

  private async switchLamp(): Promise<void> {
    const button = this.part('lamp');
    const on = button.ariaPressed !== 'true';
    try {
      await this.lamp?.(on);
      button.ariaPressed = String(on);
    } catch {
      // It promised to have one.
      button.hidden = true;
    }
  }

  /** @param why there is no picture; null: there is one, or will be */
  private show(why: string | null): void {
    this.part('picture').hidden = why !== null;
    this.part('without').hidden = why === null;
    this.part('why').textContent = why;
  }

  private say({ sentence, good, lookUp }: Told): void {
    const said = this.part('said');
    this.part('tick').hidden = !good;
    // Set again, the same words would be read out again.
    if (said.textContent !== sentence) said.textContent = sentence;
    const link = this.part('look-up');
    link.hidden = lookUp === null;
    link.setAttribute('href', lookUp ?? '');
  }

  private readonly count = (added: number): void => {
    const count = this.dialog.querySelector('[data-scanner-part="count"]');
    if (count) count.textContent = `${String(added)} scanned`;
  };

  private part(name: string): HTMLElement {
    const part = this.dialog.querySelector<HTMLElement>(`[data-scanner-part="${name}"]`);
    if (!part) throw new Error(`The scanner has no ${name}.`);
    return part;
  }
}

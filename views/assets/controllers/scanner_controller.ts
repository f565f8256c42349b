import { Controller } from '@hotwired/stimulus';
import type { Scanner } from '../checking/scanner.js';

/**
 * Offers to read QR codes where the browser can. All else is loaded when somebody wants it.
 * Its markup is views/checking/scanner.hbs.
 */
export default class ScannerController extends Controller<HTMLElement> {
  static override readonly targets = ['button', 'words', 'dialog', 'phone'];
  static override readonly values = {
    /** Of this academy, with blanks between them. */
    hosts: String,
    /** How many codes the list holds at most; 0: one is opened instead. */
    most: Number,
  };
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly dialogTarget: HTMLDialogElement;
  /** What to do with another camera than this one. */
  declare readonly phoneTargets: readonly HTMLElement[];
  declare readonly hostsValue: string;
  declare readonly mostValue: number;

  private scanner: Scanner | null = null;
  private loading = false;

  override connect(): void {
    // Pictures are read in a thread, which draws them first.
    if ('OffscreenCanvas' in globalThis) void this.offer();
  }

  override disconnect(): void {
    this.scanner?.end();
    this.scanner = null;
  }

  async open(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      this.scanner ??= await this.load();
      if (this.element.isConnected) this.scanner.open();
    } catch {
      this.wordsTarget.textContent = 'The scanner could not be loaded. Try again';
    } finally {
      this.loading = false;
    }
  }

  private async offer(): Promise<void> {
    if (await hasCamera()) {
      for (const phone of this.phoneTargets) phone.hidden = true;
    } else {
      this.wordsTarget.textContent =
        this.mostValue > 0 ? 'Read QR codes in photos' : 'Read the QR code in a photo';
    }
    this.buttonTarget.hidden = false;
  }

  private async load(): Promise<Scanner> {
    const { Scanner: Loaded } = await import('../checking/scanner.js');
    const field = this.element.querySelector('textarea');
    return new Loaded(this.dialogTarget, {
      hosts: [location.host, ...this.hostsValue.split(' ')],
      list: field && this.mostValue > 0 ? { field, most: this.mostValue } : null,
    });
  }
}

/** As far as a page may know before it has asked. Pages that did not come by https know of none. */
async function hasCamera(): Promise<boolean> {
  const { mediaDevices } = navigator as Partial<Navigator>;
  const devices = await mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some(({ kind }) => kind === 'videoinput') ?? false;
}

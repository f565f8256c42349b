import { Controller } from '@hotwired/stimulus';
import { type Mount } from './mount.js';

/**
 * Loads the live document's editor, which is heavy, only on the page that has it, and takes it down when Turbo
 * leaves: <div data-controller="handbook" …>.
 */
export default class HandbookController extends Controller<HTMLElement> {
  private unmount: (() => void) | null = null;

  override connect(): void {
    void this.load();
  }

  private async load(): Promise<void> {
    const { mount }: { mount: Mount } = await import('../handbook/editor.js');
    // The reader may leave while the editor is on its way, or while it builds itself.
    if (!this.isHere()) return;
    const unmount = await mount(this.element);
    if (this.isHere()) this.unmount = unmount;
    else unmount();
  }

  private isHere(): boolean {
    return this.element.isConnected;
  }

  override disconnect(): void {
    this.unmount?.();
    this.unmount = null;
  }
}

import { Controller } from '@hotwired/stimulus';

/**
 * Puts a text on the clipboard and says so.
 *
 *   <span data-controller="copy" data-copy-text-value="https://…">
 *     <button type="button" class="button" data-action="copy#copy" hidden data-copy-target="button">Copy the address</button>
 *     <span role="status" data-copy-target="state"></span>
 *
 * The button starts hidden: without scripts or a clipboard there is nothing that it could do.
 */
export default class CopyController extends Controller<HTMLElement> {
  static override targets = ['button', 'state'];
  static override values = { text: String };
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly textValue: string;

  override connect(): void {
    // Absent on pages that came by plain http from another machine.
    this.buttonTarget.hidden = !window.isSecureContext;
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.textValue);
      this.stateTarget.textContent = 'Copied';
    } catch {
      this.stateTarget.textContent = 'The browser refused. Select the text and copy it.';
    }
  }
}

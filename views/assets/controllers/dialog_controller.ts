import { Controller } from '@hotwired/stimulus';

/**
 * Opens a native <dialog>, which holds the focus and gives it back when it closes.
 *
 *   <div data-controller="dialog">
 *     <button type="button" data-action="dialog#open">Revoke…</button>
 *     <dialog class="dialog" data-dialog-target="box" aria-labelledby="…">
 *       … <button type="button" data-action="dialog#close">Keep it</button>
 */
export default class DialogController extends Controller<HTMLElement> {
  static override targets = ['box'];
  declare readonly boxTarget: HTMLDialogElement;

  open(): void {
    this.boxTarget.showModal();
  }

  close(): void {
    this.boxTarget.close();
  }

  /** Turbo keeps a copy of the page for the Back button: not with an open dialog in it. */
  override disconnect(): void {
    if (this.boxTarget.open) this.boxTarget.close();
  }
}

import { Controller } from '@hotwired/stimulus';

/** A file that is to be checked: it can be dropped, and is sent as soon as it is there. Its markup is views/checking/file-form.hbs. */
export default class HeldFileController extends Controller<HTMLFormElement> {
  static override readonly targets = ['zone', 'file', 'hint', 'state'];
  declare readonly zoneTarget: HTMLElement;
  declare readonly fileTarget: HTMLInputElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;

  override connect(): void {
    this.hintTarget.hidden = false;
  }

  over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.zoneTarget.classList.add('file-drop-over');
  }

  leave(): void {
    this.zoneTarget.classList.remove('file-drop-over');
  }

  drop(event: DragEvent): void {
    this.leave();
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0) return;
    event.preventDefault();
    if (files.length > 1) {
      this.stateTarget.textContent = 'Drop one file at a time.';
      return;
    }
    this.fileTarget.files = files;
    this.chosen();
  }

  chosen(): void {
    if (this.fileTarget.files?.length === 1) this.element.requestSubmit();
  }

  sending(): void {
    const [file] = this.fileTarget.files ?? [];
    if (file) this.stateTarget.textContent = `${file.name} is being checked …`;
  }
}

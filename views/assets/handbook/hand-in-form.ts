import { make } from './elements.js';

/**
 * Handing in sends along what this tab holds (a Yjs snapshot in base64, field `snapshot`), so that the server freezes
 * only a document in which all of it has arrived.
 */
export class HandInForm {
  constructor(
    private readonly element: HTMLElement,
    private readonly snapshot: () => string,
  ) {
    element.addEventListener('submit', this.onSubmit, { capture: true });
  }

  destroy(): void {
    this.element.removeEventListener('submit', this.onSubmit, { capture: true });
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('[data-hand-in]')) return;
    let field = form.querySelector<HTMLInputElement>('input[name="snapshot"]');
    if (field === null) {
      field = make('input', { type: 'hidden', name: 'snapshot' });
      form.append(field);
    }
    field.value = this.snapshot();
  };
}

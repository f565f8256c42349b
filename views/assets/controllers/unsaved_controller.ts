import { Controller } from '@hotwired/stimulus';
import { Leaving } from '../handbook/leaving.js';

/**
 * Asks before a page is left whose form holds what is not saved: <form data-controller="unsaved">. A form that came
 * back with errors holds what is not saved, too.
 */
export default class UnsavedController extends Controller<HTMLFormElement> {
  private before = '';
  private sending = false;
  private leaving: Leaving | null = null;

  override connect(): void {
    const cameBack = document.querySelector('.error-summary, [data-clash]') !== null;
    this.before = cameBack ? '' : this.written();
    this.sending = false;
    this.leaving = new Leaving(() => !this.sending && this.written() !== this.before);
    this.element.addEventListener('submit', this.submitted);
    this.element.addEventListener('turbo:submit-end', this.answered);
  }

  override disconnect(): void {
    this.leaving?.destroy();
    this.element.removeEventListener('submit', this.submitted);
    this.element.removeEventListener('turbo:submit-end', this.answered);
  }

  private readonly submitted = (event: SubmitEvent): void => {
    const opensTab = event.submitter?.getAttribute('formtarget') === '_blank';
    if (!opensTab) this.sending = true;
  };

  /** Refused, what was written is still only here. */
  private readonly answered = (event: Event): void => {
    const { success } = (event as CustomEvent<{ success?: boolean }>).detail;
    if (success !== true) this.sending = false;
  };

  /** All but the form token, which may be renewed. */
  private written(): string {
    const fields = [...new FormData(this.element)].filter(([name]) => name !== '_csrf');
    return JSON.stringify(
      fields.map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
    );
  }
}

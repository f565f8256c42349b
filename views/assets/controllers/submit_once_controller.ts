import { Controller } from '@hotwired/stimulus';

/**
 * A second click on a button whose form is under way does nothing. Stands on <html> and listens before Turbo
 * does; a form may be sent again once its answer is here. A download leaves the page as it is and never says
 * that it came, so a form with `data-turbo="false"` is free again after a moment.
 */
export default class SubmitOnceController extends Controller<HTMLElement> {
  private readonly underWay = new Set<HTMLFormElement>();

  override connect(): void {
    document.addEventListener('submit', this.submitted, true);
    document.addEventListener('turbo:submit-end', this.answered);
    window.addEventListener('pageshow', this.shownAgain);
  }

  override disconnect(): void {
    document.removeEventListener('submit', this.submitted, true);
    document.removeEventListener('turbo:submit-end', this.answered);
    window.removeEventListener('pageshow', this.shownAgain);
  }

  private readonly submitted = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === 'dialog') return;
    if (this.underWay.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.underWay.add(form);
    window.setTimeout(() => {
      // Stopped by a confirmation or by another listener: the form never left.
      const stayed = event.defaultPrevented && !form.hasAttribute('aria-busy');
      if (stayed || form.dataset['turbo'] === 'false') this.release(form);
    }, 2000);
  };

  private readonly answered = (event: Event): void => {
    if (event.target instanceof HTMLFormElement) this.release(event.target);
  };

  /** The browser brought the page back from its own memory, with the form still marked. */
  private readonly shownAgain = (): void => {
    this.underWay.clear();
  };

  private release(form: HTMLFormElement): void {
    this.underWay.delete(form);
  }
}

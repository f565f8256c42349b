import * as Turbo from '@hotwired/turbo';

interface Unsaved {
  readonly unsaved: readonly string[];
  settle(): Promise<boolean>;
}

/** Whoever leaves a desk, by a link, a form or the window, leaves once its remarks are saved, or says that they may go. */
export class LeaveGuard {
  constructor(private readonly saver: Unsaved) {
    window.addEventListener('beforeunload', this.unloading);
    document.addEventListener('turbo:before-visit', this.visiting);
    // Before the document's own listeners, which count a form as sent.
    window.addEventListener('submit', this.submitting, true);
  }

  end(): void {
    window.removeEventListener('beforeunload', this.unloading);
    document.removeEventListener('turbo:before-visit', this.visiting);
    window.removeEventListener('submit', this.submitting, true);
  }

  private readonly unloading = (event: Event): void => {
    if (this.saver.unsaved.length > 0) event.preventDefault();
  };

  private readonly visiting = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    this.leaveSaved(event, () => {
      document.removeEventListener('turbo:before-visit', this.visiting);
      Turbo.visit(url);
    });
  };

  /** Finalising, the next handbook, signing out. */
  private readonly submitting = (event: SubmitEvent): void => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || form.method === 'dialog') return;
    this.leaveSaved(event, () => {
      window.removeEventListener('submit', this.submitting, true);
      form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : null);
      window.addEventListener('submit', this.submitting, true);
    });
  };

  private leaveSaved(event: Event, go: () => void): void {
    if (this.saver.unsaved.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.saver.settle().then((settled) => {
      if (settled || window.confirm('Some remarks are not saved. Go on and lose them?')) go();
    });
  }
}

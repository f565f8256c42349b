import * as Turbo from '@hotwired/turbo';
import { type TurningBack } from '../../turning_back.js';

interface Unsaved {
  readonly unsaved: readonly string[];
  settle(): Promise<boolean>;
}

/** Whoever leaves a desk, by a link, a form, Back or the window, leaves once its remarks are saved, or says that they may go. */
export class LeaveGuard {
  /** Whoever signs out has been asked already. */
  private signingOut = false;
  private settling = false;

  constructor(private readonly saver: Unsaved) {
    window.addEventListener('beforeunload', this.unloading);
    document.addEventListener('turbo:before-visit', this.visiting);
    document.addEventListener('capstone:before-back', this.turningBack);
    // Before the document's own listeners, which count a form as sent.
    window.addEventListener('submit', this.submitting, true);
    document.addEventListener('capstone:sign-out', this.askedToSignOut);
    document.addEventListener('turbo:submit-start', this.sending);
    document.addEventListener('turbo:submit-end', this.sent);
  }

  end(): void {
    window.removeEventListener('beforeunload', this.unloading);
    document.removeEventListener('turbo:before-visit', this.visiting);
    document.removeEventListener('capstone:before-back', this.turningBack);
    window.removeEventListener('submit', this.submitting, true);
    document.removeEventListener('capstone:sign-out', this.askedToSignOut);
    document.removeEventListener('turbo:submit-start', this.sending);
    document.removeEventListener('turbo:submit-end', this.sent);
  }

  private readonly unloading = (event: Event): void => {
    if (!this.signingOut && this.saver.unsaved.length > 0) event.preventDefault();
  };

  private readonly visiting = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    this.leaveSaved(event, () => {
      document.removeEventListener('turbo:before-visit', this.visiting);
      Turbo.visit(url);
    });
  };

  private readonly turningBack = (event: Event): void => {
    const { go } = (event as TurningBack).detail;
    this.leaveSaved(event, () => {
      document.removeEventListener('capstone:before-back', this.turningBack);
      go();
    });
  };

  /** Signing out, here or in another tab, asks by itself. */
  private readonly askedToSignOut = (event: Event): void => {
    if (this.saver.unsaved.length > 0) event.preventDefault();
  };

  private readonly sending = ({ target }: Event): void => {
    if (isSignOut(target)) this.signingOut = true;
  };

  private readonly sent = (event: Event): void => {
    const { success } = (event as CustomEvent<{ success: boolean }>).detail;
    if (isSignOut(event.target) && !success) this.signingOut = false;
  };

  /** Finalising, the next handbook. What is in a dialogue leads nowhere. */
  private readonly submitting = (event: SubmitEvent): void => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || isSignOut(form) || form.closest('dialog') !== null) return;
    this.leaveSaved(event, () => {
      window.removeEventListener('submit', this.submitting, true);
      form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : null);
      window.addEventListener('submit', this.submitting, true);
    });
  };

  private leaveSaved(event: Event, go: () => void): void {
    if (this.signingOut || this.saver.unsaved.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Asked again by what else waits to leave
    if (this.settling) return;
    this.settling = true;
    void this.saver.settle().then((settled) => {
      this.settling = false;
      if (settled || window.confirm('Some remarks are not saved. Go on and lose them?')) go();
    });
  }
}

const isSignOut = (target: EventTarget | null): boolean =>
  target instanceof HTMLFormElement && target.hasAttribute('data-sign-out');

import * as Turbo from '@hotwired/turbo';
import { type TurningBack } from '../../turning_back.js';
import { restKeys } from '../keys.js';

interface Unsaved {
  /** Something is not known to be stored by the server, and, the latter, not kept on this device either. */
  readonly unsent: boolean;
  readonly unkept: boolean;
  settle(): Promise<boolean>;
}

/** Who leaves waits for the server this long; what is kept on this device is sent from the next page. */
const leavesWithinMs = 2_000;

/**
 * Whoever leaves a desk, by a link, a form, Back or the window, leaves once its remarks are saved or kept on this device,
 * or says that they may go. What is finalised is to hold all of them.
 */
export class LeaveGuard {
  /** Whoever signs out has been asked already. */
  private signingOut = false;
  private settling = false;
  private go: (() => void) | null = null;

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
    if (!this.signingOut && this.saver.unkept) event.preventDefault();
  };

  private readonly visiting = (event: Event): void => {
    const { url } = (event as CustomEvent<{ url: string }>).detail;
    this.leaveSaved(event, this.mayGo, () => {
      document.removeEventListener('turbo:before-visit', this.visiting);
      Turbo.visit(url);
    });
  };

  private readonly turningBack = (event: Event): void => {
    const { go } = (event as TurningBack).detail;
    this.leaveSaved(event, this.mayGo, () => {
      document.removeEventListener('capstone:before-back', this.turningBack);
      go();
      // What else waits to leave may have kept the page
      document.addEventListener('capstone:before-back', this.turningBack);
    });
  };

  /** Signing out, here or in another tab, asks by itself. */
  private readonly askedToSignOut = (event: Event): void => {
    if (this.saver.unsent) event.preventDefault();
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
    this.leaveSaved(event, submitsDesk(form) ? this.mayFinalise : this.mayGo, () => {
      window.removeEventListener('submit', this.submitting, true);
      form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : null);
      window.addEventListener('submit', this.submitting, true);
    });
  };

  private leaveSaved(event: Event, may: () => boolean, go: () => void): void {
    if (this.signingOut || !this.saver.unsent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Whoever asks last is led where they want to go
    this.go = go;
    if (this.settling) return;
    this.settling = true;
    const wake = restKeys();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, leavesWithinMs));
    void Promise.race([this.saver.settle(), patience]).then(() => {
      this.settling = false;
      wake();
      const last = this.go;
      if (last && may()) last();
    });
  }

  private readonly mayGo = (): boolean =>
    !this.saver.unkept ||
    window.confirm('Some remarks are only in this tab and would be lost. Leave all the same?');

  private readonly mayFinalise = (): boolean =>
    !this.saver.unsent ||
    window.confirm('Some remarks have not reached the server, so the grade would not hold them. Go on?');
}

/** The form of the desk itself, by which grades are finalised. */
const submitsDesk = (form: HTMLFormElement): boolean =>
  /\/grade-events(\?|$)/.test(form.getAttribute('action') ?? '');

const isSignOut = (target: EventTarget | null): boolean =>
  target instanceof HTMLFormElement && target.hasAttribute('data-sign-out');

import { Controller } from '@hotwired/stimulus';

/**
 * Turbo replaces the body without a word, so a screen reader stays silent and the focus is lost
 * (hotwired/turbo#774). After each visit this says the new title in the live region and puts the focus on the
 * page's heading; after a form that came back with errors, on the error summary.
 *
 * Stands on <html>, which Turbo keeps. The live region is #announcement (permanent, so that it is there before
 * its text changes).
 */
export default class AnnounceController extends Controller<HTMLElement> {
  private visiting = false;

  override connect(): void {
    document.addEventListener('turbo:visit', this.visitStarted);
    document.addEventListener('turbo:load', this.pageLoaded);
    document.addEventListener('turbo:render', this.pageRendered);
    // A form that was sent without Turbo also arrives with its errors.
    focusErrors();
  }

  override disconnect(): void {
    document.removeEventListener('turbo:visit', this.visitStarted);
    document.removeEventListener('turbo:load', this.pageLoaded);
    document.removeEventListener('turbo:render', this.pageRendered);
  }

  private readonly visitStarted = (): void => {
    this.visiting = true;
  };

  private readonly pageLoaded = (): void => {
    if (!this.visiting) return;
    this.visiting = false;
    say(document.title);
    if (!focusErrors()) focusTarget();
  };

  /** A refused form (422) is rendered without a visit: only this event comes. */
  private readonly pageRendered = (): void => {
    if (this.visiting || document.documentElement.hasAttribute('data-turbo-preview')) return;
    if (focusErrors()) say(document.title);
  };
}

function say(text: string): void {
  const region = document.getElementById('announcement');
  if (!region) return;
  region.textContent = '';
  // Screen readers drop a change that comes in the same breath as the new page.
  window.setTimeout(() => {
    region.textContent = text;
  }, 150);
}

function focusErrors(): boolean {
  const summary = document.querySelector<HTMLElement>('.error-summary');
  if (!summary) return false;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: 'nearest' });
  return true;
}

/** The place that the address names, else the heading. The scroll position stays Turbo's business. */
function focusTarget(): void {
  if (document.querySelector('[autofocus]')) return;
  const named =
    location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const target = named ?? document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main');
  if (!target) return;
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

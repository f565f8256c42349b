import * as Turbo from '@hotwired/turbo';
import { forgetPagesOfOthers, forgetPerson, holdsUnsent, personOfPage } from './kept_on_device.js';

const question =
  'Something you wrote is only on this device and has not reached the server yet. Signing out removes it from here, and it is lost. Sign out all the same?';
const settlesWithinMs = 2_000;
/** One for the whole page: a channel does not hear itself, and this page goes where the server's answer leads. */
const otherTabs = new BroadcastChannel('capstone-sign-out');

/**
 * After signing out nobody reads the last pages by pressing Back, nor opens a handbook that was kept for working
 * offline. A form with `data-sign-out` and the person's id in `data-person` asks first when something is on this device
 * only; once the server has answered, Turbo's cache is emptied and all that was kept for this person is removed.
 */
export function forgetPagesAtSignOut(): void {
  const ask = Turbo.config.forms.confirm;
  Turbo.config.forms.confirm = async (message, form, submitter) => {
    if (isSignOut(form)) return !(await hasUnsent(form)) || window.confirm(question);
    return ask?.(message, form, submitter) ?? window.confirm(message);
  };
  document.addEventListener('turbo:submit-start', (event) => {
    if (isSignOut(event.target)) Turbo.cache.exemptPageFromCache();
  });
  document.addEventListener('turbo:submit-end', (event) => {
    if (!isSignOut(event.target)) return;
    Turbo.cache.clear();
    const { success } = (event as CustomEvent<{ success: boolean }>).detail;
    const { person } = event.target.dataset;
    if (success && person !== undefined) void leave(person);
  });
  document.addEventListener('turbo:load', () => {
    const person = personOfPage();
    if (person !== null) void forgetPagesOfOthers(person);
  });
  leaveWithOtherTabs();
}

/** Ends the session of whoever is signed in now, on a page that was made for somebody else. */
export async function endSession(): Promise<void> {
  try {
    const page = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    const start = new DOMParser().parseFromString(await page.text(), 'text/html');
    const token = start.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
    const body = new URLSearchParams({ _csrf: token });
    await fetch('/sign-out', { method: 'POST', body, redirect: 'manual', headers: { accept: 'text/html' } });
    const person = personOfPage(start);
    if (person !== null && !(await holdsUnsent(person))) await leave(person);
  } catch {
    // No network: the dialogue that comes next says so
  }
}

async function leave(person: string): Promise<void> {
  try {
    await forgetPerson(person);
  } finally {
    otherTabs.postMessage(person);
  }
}

/** A tab that is left open at a sign-out shows nothing to who comes next, unless something would be lost by that. */
function leaveWithOtherTabs(): void {
  otherTabs.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === personOfPage() && nothingWaits()) location.replace('/sign-in');
  });
}

/** Asks whatever is open on this page. */
function nothingWaits(): boolean {
  return document.dispatchEvent(new Event('capstone:sign-out', { cancelable: true }));
}

async function hasUnsent(form: HTMLElement): Promise<boolean> {
  const { person } = form.dataset;
  // What has just been typed reaches the server, and is struck off here, a moment later
  const end = performance.now() + settlesWithinMs;
  while (!nothingWaits() || (person !== undefined && (await holdsUnsent(person)))) {
    if (performance.now() > end) return true;
    await new Promise((again) => setTimeout(again, 100));
  }
  return false;
}

function isSignOut(target: EventTarget | null): target is HTMLFormElement {
  return target instanceof HTMLFormElement && target.hasAttribute('data-sign-out');
}

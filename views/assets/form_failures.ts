import { renewTokens } from './csrf.js';

/**
 * What was typed is never lost. When a form sent by Turbo fails, Turbo would put the error's page in place of the
 * form without leaving a way back; here the form stays, with a notice beside its button that says what happened.
 * A form that comes back with its errors (422) is the server's business and passes through.
 */
export function keepFormsThatFail(): void {
  document.addEventListener('turbo:submit-start', (event) => {
    if (event.target instanceof HTMLFormElement) withdrawNotice();
  });
  document.addEventListener('turbo:before-fetch-response', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === 'get') return;
    const { fetchResponse } = (event as CustomEvent<{ fetchResponse: FormResponse }>).detail;
    if (sentToSignIn(form, fetchResponse)) {
      event.preventDefault();
      showNotice(form, 'You are signed out. What you typed is still here.', {
        href: '/sign-in',
        label: 'Sign in in another tab, then send it again',
      });
    } else if (fetchResponse.statusCode === 409 && form.dataset['conflict'] === 'page') {
      // The page that comes holds the form with what was typed, beside what somebody else has stored.
    } else if (fetchResponse.statusCode >= 400 && fetchResponse.statusCode !== 422) {
      event.preventDefault();
      void explain(form, fetchResponse);
    }
  });
  document.addEventListener('turbo:fetch-request-error', (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    showNotice(
      event.target,
      'The server can’t be reached. What you typed is still here: send it again in a moment.',
    );
  });
}

/** The part of Turbo's FetchResponse that is read here. */
interface FormResponse {
  statusCode: number;
  redirected: boolean;
  location: URL;
  responseHTML: Promise<string | undefined>;
}

function sentToSignIn(form: HTMLFormElement, response: FormResponse): boolean {
  const leadsThere = ['/sign-in', '/sign-out'].includes(new URL(form.action).pathname);
  return response.redirected && response.location.pathname === '/sign-in' && !leadsThere;
}

async function explain(form: HTMLFormElement, response: FormResponse): Promise<void> {
  const page = parse((await response.responseHTML) ?? '');
  const heading = page.querySelector<HTMLElement>('main h1');
  if (heading?.dataset['problem'] === 'session-expired' && (await renewFromHere())) {
    showNotice(form, 'This page had expired. It is renewed and what you typed is still here: send it again.');
    return;
  }
  const happened = page.querySelector('main .lead')?.textContent.trim() ?? 'The server could not do this.';
  showNotice(form, `${happened} What you typed is still here.`);
}

/** Fetches this page once more and takes over its form token. False when it carries none, so signed out. */
async function renewFromHere(): Promise<boolean> {
  const page = await fetch(location.href, { headers: { accept: 'text/html' } })
    .then((response) => response.text())
    .then(parse, () => null);
  return page !== null && renewTokens(page);
}

function showNotice(form: HTMLFormElement, text: string, way?: { href: string; label: string }): void {
  withdrawNotice();
  const template = document.querySelector<HTMLTemplateElement>('#form-failure');
  const notice = template?.content.firstElementChild?.cloneNode(true);
  if (!(notice instanceof HTMLElement)) return;
  const sentence = notice.querySelector('p');
  if (sentence) {
    sentence.textContent = text;
    if (way) {
      const link = Object.assign(document.createElement('a'), {
        href: way.href,
        target: '_blank',
        textContent: way.label,
      });
      sentence.append(' ', link);
    }
  }
  notice.dataset['formFailure'] = '';
  const main = document.querySelector('main');
  const buttons = form.querySelector('.actions');
  if (buttons) buttons.before(notice);
  else if (form.closest('main')) form.before(notice);
  else main?.prepend(notice);
  notice.scrollIntoView({ block: 'nearest' });
}

function withdrawNotice(): void {
  document.querySelector('[data-form-failure]')?.remove();
}

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html');
}

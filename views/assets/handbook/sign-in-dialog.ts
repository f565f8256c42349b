import { make } from './elements.js';

const unreachable = 'The server can’t be reached. What you wrote is still here: try again in a moment.';

/**
 * Asks for e-mail address and password on the page itself, with the form of the sign-in page, so that nothing has to
 * be left. Resolves true once somebody is signed in – whoever that is –, false when the dialogue was closed.
 *
 * @param sentence what is safe meanwhile
 */
export function signInHere(
  sentence = 'Your handbook stays open behind this. What you wrote is sent once you are signed in.',
): Promise<boolean> {
  const before = document.activeElement;
  const message = make('p', { class: 'field-error', role: 'alert' });
  const place = make('div', {}, make('p', {}, 'One moment…'));
  const cancel = make('button', { type: 'button', class: 'button button-quiet' }, 'Not now');
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'sign-in-here' },
    make('h2', { id: 'sign-in-here' }, 'Sign in again'),
    make('p', {}, sentence),
    message,
    place,
    cancel,
  );
  let done = false;

  const load = async (): Promise<void> => {
    const answer = await ask('/sign-in');
    if (answer === null) message.textContent = unreachable;
    else if (answer === 'elsewhere') succeed();
    else show(answer.page);
  };
  const succeed = (): void => {
    done = true;
    dialog.close();
  };
  const show = (page: Document): void => {
    const form = page.querySelector<HTMLFormElement>('form[action="/sign-in"]');
    if (form === null) {
      message.textContent = sentenceOf(page);
      return;
    }
    const shown = document.importNode(form, true);
    // What leads away from here is on the sign-in page
    for (const link of shown.querySelectorAll('a')) link.target = '_blank';
    shown.dataset['turbo'] = 'false';
    shown.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(shown);
    });
    place.replaceChildren(shown);
    const wrong = shown.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong ?? shown.querySelector<HTMLElement>('input:not([type="hidden"])'))?.focus();
  };
  const send = async (form: HTMLFormElement): Promise<void> => {
    message.textContent = '';
    const button = form.querySelector('button');
    if (button?.getAttribute('aria-disabled') === 'true') return;
    button?.setAttribute('aria-disabled', 'true');
    const fields = [...new FormData(form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : '',
    ]);
    const answer = await ask('/sign-in', new URLSearchParams(fields));
    button?.removeAttribute('aria-disabled');
    if (answer === null) message.textContent = unreachable;
    else if (answer === 'elsewhere') succeed();
    else if (answer.page.querySelector('form[action="/sign-in"]') !== null) show(answer.page);
    else {
      message.textContent = `${sentenceOf(answer.page)}${answer.pause}`;
      // A form that has grown old is renewed, with what was typed
      if (answer.status === 403) await renew(form);
    }
  };
  const renew = async (form: HTMLFormElement): Promise<void> => {
    const answer = await ask('/sign-in');
    if (answer === 'elsewhere') succeed();
    if (answer === null || answer === 'elsewhere') return;
    const token = answer.page.querySelector<HTMLInputElement>(
      'form[action="/sign-in"] [name="_csrf"]',
    )?.value;
    const field = form.querySelector<HTMLInputElement>('[name="_csrf"]');
    if (token === undefined || field === null) return;
    field.value = token;
    message.textContent = 'This had been open for too long and is renewed: press Sign in once more.';
  };

  cancel.addEventListener('click', () => {
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  void load();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(done);
    });
  });
}

/** The page at `path`; 'elsewhere' when it leads on, as it does for who is signed in; null when nobody answers. */
async function ask(
  path: string,
  body?: URLSearchParams,
): Promise<{ status: number; page: Document; pause: string } | 'elsewhere' | null> {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body }),
      redirect: 'manual',
      cache: 'no-store',
      headers: { accept: 'text/html' },
    });
    if (answer.type === 'opaqueredirect') return 'elsewhere';
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return { status: answer.status, page, pause: pauseOf(answer) };
  } catch {
    return null;
  }
}

/** How long to wait, when the server says so. */
function pauseOf(answer: Response): string {
  const seconds = Number(answer.headers.get('retry-after') ?? '0');
  if (answer.status !== 429 || !(seconds > 0)) return '';
  const minutes = Math.ceil(seconds / 60);
  return ` Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

/** What an error page says, the limit of tries for instance. */
function sentenceOf(page: Document): string {
  return (
    page.querySelector('main .lead')?.textContent.trim() ??
    'The server could not do this. Try again in a moment.'
  );
}

import { csrfToken, renewTokens } from '../csrf.js';
import { personOfPage } from '../kept_on_device.js';

/** Longer than this, and a network that swallows everything would keep a mark “saving” for ever; milliseconds. */
const patience = 12_000;

/** What the server said to a request of this page. */
export type DeskAnswer =
  | { kind: 'done'; body: unknown }
  /** It said no, and would again. */
  | { kind: 'refused'; status: number; message: string; details: Readonly<Record<string, unknown>> }
  | { kind: 'signed-out' }
  /** Somebody else is signed in in this browser: nothing of this page is sent in their name. */
  | { kind: 'other-person'; name: string }
  | { kind: 'unreachable' };

/**
 * PUTs JSON in the name of whoever this page was made for, and of nobody else: a form token belongs to a person, so the
 * server refuses that of the page once another one is signed in, and a new one is taken only for the same person.
 *
 * @param keepalive the write goes through even when the page is left (browsers take 64 KiB of those)
 * @param method for what is no PUT
 */
export async function putFromDesk(
  url: string,
  body: object,
  keepalive = false,
  method: 'PUT' | 'POST' | 'DELETE' = 'PUT',
): Promise<DeskAnswer> {
  const put = (to: string, what: object, outlives: boolean) => send(method, to, what, outlives);
  const person = personOfPage();
  const answer = await put(url, body, keepalive);
  if (answer !== 'expired') return answer;
  const renewal = await renewFor(person);
  if (renewal !== null) return renewal;
  const again = await put(url, body, keepalive);
  return again === 'expired' ? { kind: 'signed-out' } : again;
}

async function send(
  method: string,
  url: string,
  body: object,
  keepalive: boolean,
): Promise<DeskAnswer | 'expired'> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-csrf-token': csrfToken(),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
      keepalive,
    });
    return await answerOf(response);
  } catch {
    return { kind: 'unreachable' };
  }
}

interface Problem {
  error: { kind: string; message: string } & Record<string, unknown>;
}

async function answerOf(response: Response): Promise<DeskAnswer | 'expired'> {
  if (response.ok) return { kind: 'done', body: await response.json() };
  // A proxy in front, a server that is being restarted, or one that asks for a pause.
  if (response.status >= 500 || response.status === 429) return { kind: 'unreachable' };
  const { error } = (await response.json()) as Problem;
  if (error.kind === 'sessionExpired') return 'expired';
  if (response.status === 401) return { kind: 'signed-out' };
  const { message, ...details } = error;
  return { kind: 'refused', status: response.status, message, details };
}

/** Takes the tokens of a page that is made now, if it is made for the same person. @returns why not, or null */
export async function renewFor(person: string | null): Promise<DeskAnswer | null> {
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok) return { kind: 'unreachable' };
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const now = personOfPage(page);
    if (now === null) return { kind: 'signed-out' };
    if (now !== person) {
      const name = page.querySelector('.masthead-full-name')?.textContent.trim() ?? 'Somebody else';
      return { kind: 'other-person', name };
    }
    return renewTokens(page) ? null : { kind: 'signed-out' };
  } catch {
    return { kind: 'unreachable' };
  }
}

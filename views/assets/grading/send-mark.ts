import { type Answer, type Send, type StoredMark, type TheirMark } from './mark-saver.js';

/** Writes marks to `url`/<criterion>, with the page's token; a token that has expired is renewed once. */
export function sendMarksTo(url: string): Send {
  return async (criterionId, mark, version) => {
    const write = () => put(`${url}/${criterionId}`, { ...mark, version });
    const answer = await write();
    return answer === 'expired' ? afterRenewal(write) : answer;
  };
}

async function afterRenewal(write: () => Promise<Answer | 'expired'>): Promise<Answer> {
  if (!(await renewToken())) return { kind: 'signed-out' };
  const answer = await write();
  return answer === 'expired' ? { kind: 'signed-out' } : answer;
}

async function put(url: string, body: object): Promise<Answer | 'expired'> {
  try {
    const response = await fetch(url, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-csrf-token': document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '',
      },
      body: JSON.stringify(body),
      // The write goes through even when the page is left.
      keepalive: true,
    });
    return await answerOf(response);
  } catch {
    return { kind: 'unreachable' };
  }
}

interface Problem {
  error: { kind: string; message: string; conflict?: { theirs: TheirMark } };
}

async function answerOf(response: Response): Promise<Answer | 'expired'> {
  if (response.ok) {
    return { kind: 'saved', stored: (await response.json()) as StoredMark & { updatedAt: string } };
  }
  // A proxy in front, or a server that is being restarted.
  if (response.status >= 500) return { kind: 'unreachable' };
  const { error } = (await response.json()) as Problem;
  if (error.kind === 'sessionExpired') return 'expired';
  if (response.status === 401) return { kind: 'signed-out' };
  if (error.conflict) return { kind: 'conflict', theirs: error.conflict.theirs };
  return { kind: 'refused', message: error.message };
}

/** Takes the token of a fresh copy of this page. False when there is none, so signed out. */
async function renewToken(): Promise<boolean> {
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const token = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (!token) return false;
    document.querySelector('meta[name="csrf-token"]')?.setAttribute('content', token);
    for (const input of document.querySelectorAll<HTMLInputElement>('input[name="_csrf"]'))
      input.value = token;
    return true;
  } catch {
    return false;
  }
}

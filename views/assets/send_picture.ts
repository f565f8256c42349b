import { csrfToken } from './csrf.js';

/** As the server takes it (src/platform/files/picture.ts). */
const mostBytes = 10 * 1024 * 1024;

/** What the server made of a picture: where it lies now, or one sentence for whoever chose it. */
export type SentPicture = { path: string } | { problem: string };

/** @param unreachable what to say while the server can't be reached */
export async function sendPicture(url: string, file: File, unreachable: string): Promise<SentPicture> {
  if (file.size > mostBytes)
    return { problem: 'This file is larger than 10 MB. Make it smaller and choose it again.' };
  const body = new FormData();
  body.append('image', file);
  try {
    const headers = { accept: 'application/json', 'x-csrf-token': csrfToken() };
    const answer = await fetch(url, { method: 'POST', headers, body });
    const { path, error } = (await answer.json()) as { path?: string; error?: { message?: string } };
    return path === undefined
      ? { problem: error?.message ?? 'The server could not take this picture.' }
      : { path };
  } catch {
    return { problem: unreachable };
  }
}

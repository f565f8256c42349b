import { csrfToken } from '../../csrf.js';

/** What the server says of a picture that it keeps. */
export interface KeptPicture {
  id: string;
  digest: string;
  width: number;
  height: number;
}

export type UploadResult = { picture: KeptPicture } | { sentence: string };

/** As the server takes it (src/platform/files/picture.ts). */
const mostBytes = 10 * 1024 * 1024;
const accepted = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * Sends a picture to the server. Never throws: whatever goes wrong comes back as a sentence that says what is safe and
 * what to do.
 *
 * @param progress gets the share that has been sent, from 0 to 1
 */
export function uploadPicture(
  path: string,
  file: File,
  progress: (share: number) => void,
): { done: Promise<UploadResult>; cancel: () => void } {
  const problem = problemOf(file);
  if (problem !== null) return { done: Promise.resolve({ sentence: problem }), cancel: () => undefined };
  const request = new XMLHttpRequest();
  const done = new Promise<UploadResult>((resolve) => {
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) progress(loaded / total);
    });
    request.addEventListener('load', () => {
      resolve(readAnswer(request.status, request.responseText));
    });
    for (const event of ['error', 'timeout'])
      request.addEventListener(event, () => {
        resolve({
          sentence:
            'The server can’t be reached, so the picture was not sent. Your text is kept. Try again when you are connected.',
        });
      });
    request.addEventListener('abort', () => {
      resolve({ sentence: 'The picture was not sent.' });
    });
  });
  const body = new FormData();
  body.append('image', file);
  request.open('POST', path);
  request.timeout = 120_000;
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('x-csrf-token', csrfToken());
  request.send(body);
  return {
    done,
    cancel: () => {
      request.abort();
    },
  };
}

function problemOf(file: File): string | null {
  if (file.type === 'image/svg+xml') {
    return 'An SVG can hold programs, so it is not taken. Save the drawing as a PNG and choose that.';
  }
  if (file.type !== '' && !accepted.includes(file.type)) {
    return 'This file is no PNG, JPEG or WebP picture. Choose one that is.';
  }
  if (file.size > mostBytes) return 'This file is larger than 10 MB. Make it smaller and choose it again.';
  return null;
}

function readAnswer(status: number, text: string): UploadResult {
  try {
    const answer = JSON.parse(text) as Partial<KeptPicture> & { error?: { message?: string } };
    const { id, digest, width, height } = answer;
    if (
      status === 200 &&
      id !== undefined &&
      digest !== undefined &&
      width !== undefined &&
      height !== undefined
    ) {
      return { picture: { id, digest, width, height } };
    }
    if (status === 401) {
      return { sentence: 'You have been signed out. Your text is kept. Sign in again, then try again.' };
    }
    if (answer.error?.message !== undefined) return { sentence: answer.error.message };
  } catch {
    // No answer of ours; a proxy may have spoken.
  }
  return { sentence: 'The server could not take this picture. Your text is kept. Try again in a moment.' };
}

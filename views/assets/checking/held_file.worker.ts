// First, as what follows would try whether it may.
import './no_eval.js';
import { type Academy, checkHeldFile } from '../../../src/certificates/checking/files/held-file.js';
import { fileResult } from '../../../src/certificates/checking/files/file-result.views.js';
import { sizeRefusal } from '../../../src/certificates/checking/files/file-size.rules.js';
import result from '../../checking/file-result.hbs';
import { type HeldFileWord } from './held_file_word.js';
import { icon } from './icons.js';

/** Reads one file and says what there is to say of it. */
addEventListener('message', ({ data }: MessageEvent<File>) => {
  void wordOn(data).then((word) => {
    postMessage(word);
  });
});

class NotAnswered extends Error {
  constructor(readonly word: HeldFileWord) {
    super();
  }
}

async function wordOn(file: File): Promise<HeldFileWord> {
  try {
    const refusal = sizeRefusal(file.size);
    if (refusal !== null) return { kind: 'refused', sentence: refusal };
    const checked = await checkHeldFile(new Uint8Array(await file.arrayBuffer()), academy);
    if (!checked) return { kind: 'undecided' };
    const model = fileResult(checked.answer, checked.entry);
    return {
      kind: 'checked',
      title: `${model.band.word}: the file`,
      html: result(model, { helpers: { icon } }),
    };
  } catch (error) {
    return error instanceof NotAnswered ? error.word : { kind: 'unreadable' };
  }
}

const academy: Academy = {
  // Asked for anew: a key may have been marked as stolen a moment ago.
  keys: () => asked('/verify/files/keys', { cache: 'no-cache' }),
  comparison: (request) =>
    asked('/verify/files/comparisons', {
      method: 'POST',
      body: JSON.stringify(request),
    }),
};

async function asked<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const headers = { accept: 'application/json', ...(init.body && { 'content-type': 'application/json' }) };
  try {
    const answer = await fetch(path, { ...init, headers, credentials: 'omit' });
    if (answer.ok) return (await answer.json()) as Answer;
    if (answer.status === 429) {
      const { error } = (await answer.json()) as { error: { message: string } };
      throw new NotAnswered({ kind: 'refused', sentence: error.message });
    }
  } catch (error) {
    if (error instanceof NotAnswered) throw error;
  }
  throw new NotAnswered({ kind: 'unreached' });
}

import { make } from '../elements.js';
import { labelled, openDialog } from './dialog.js';
import { type KeptPicture, uploadPicture } from './picture-upload.js';

const why =
  'One or two sentences for whoever can’t see the picture: what it shows, and what follows from it. Screen readers speak them, and they stand in its place while it can’t be shown.';
const without = 'Without these words nobody who can’t see the picture knows what it shows.';

export interface NewPicture extends KeptPicture {
  alt: string;
  caption: string;
}

/** Asks for a file, then for its words. */
export function choosePicture(chosen: (files: File[]) => void): void {
  const input = make('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp', multiple: '' });
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) chosen([...input.files]);
  });
  input.click();
}

/**
 * Sends a picture and asks for its words meanwhile.
 *
 * @returns null when it was cancelled
 */
export function askForPicture(path: string, file: File, back: () => void): Promise<NewPicture | null> {
  return new Promise((resolve) => {
    const alt = labelled('What the picture shows', why, make('textarea', { class: 'input', rows: '3' }));
    const caption = labelled(
      'Caption',
      'Stands under the picture. You can change it there.',
      make('input', { class: 'input', type: 'text' }),
    );
    const bar = make('progress', { max: '1', value: '0' });
    const state = make('p', { class: 'quiet small', role: 'status' });
    const again = make('button', { type: 'button', class: 'button' }, 'Send it again');
    const set = make('button', { type: 'submit', class: 'button button-primary' }, 'Insert picture');
    const cancel = make('button', { type: 'button', class: 'button button-quiet' }, 'Cancel');
    const sending = make(
      'div',
      { class: 'prose-upload' },
      make('p', { class: 'small break' }, file.name),
      bar,
      state,
      again,
    );
    const form = make(
      'form',
      { method: 'dialog', class: 'prose-form', novalidate: '' },
      sending,
      alt.element,
      caption.element,
      make('div', { class: 'actions' }, set, cancel),
    );
    let kept: KeptPicture | null = null;
    let wanted = false;
    let warned = false;
    let stop = (): void => undefined;

    const finish = (): void => {
      if (kept === null || !wanted) return;
      const picture = { ...kept, alt: alt.field.value.trim(), caption: caption.field.value.trim() };
      resolve(picture);
      dialog.close();
    };
    const send = (): void => {
      again.hidden = true;
      bar.hidden = false;
      bar.value = 0;
      sending.classList.remove('prose-upload-failed');
      state.textContent = 'The picture is being sent …';
      const upload = uploadPicture(path, file, (share) => {
        bar.value = share;
      });
      stop = upload.cancel;
      void upload.done.then((result) => {
        bar.hidden = true;
        if ('picture' in result) {
          kept = result.picture;
          state.textContent = `The picture is here, ${String(kept.width)} × ${String(kept.height)} pixels.`;
          finish();
          return;
        }
        wanted = false;
        state.textContent = result.sentence;
        sending.classList.add('prose-upload-failed');
        again.hidden = false;
      });
    };
    again.addEventListener('click', send);
    cancel.addEventListener('click', () => {
      dialog.close();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (alt.field.value.trim() === '' && !warned) {
        warned = true;
        alt.refuse(without);
        set.textContent = 'Insert without words';
        alt.field.focus();
        return;
      }
      wanted = true;
      if (kept === null && again.hidden)
        state.textContent = 'The picture is inserted as soon as it is here …';
      finish();
    });
    alt.field.addEventListener('input', () => {
      alt.refuse('');
      set.textContent = 'Insert picture';
    });
    const dialog = openDialog('Picture', [form], () => {
      stop();
      // After a picture was handed over this changes nothing
      resolve(null);
      back();
    });
    send();
    alt.field.focus();
  });
}

/** Asks for other words for a picture that is in the text. */
export function askForWords(known: string, done: (alt: string) => void, back: () => void): void {
  const alt = labelled('What the picture shows', why, make('textarea', { class: 'input', rows: '3' }));
  alt.field.value = known;
  const cancel = make('button', { type: 'button', class: 'button button-quiet' }, 'Cancel');
  const form = make(
    'form',
    { method: 'dialog', class: 'prose-form' },
    alt.element,
    make(
      'div',
      { class: 'actions' },
      make('button', { type: 'submit', class: 'button button-primary' }, 'Keep these words'),
      cancel,
    ),
  );
  cancel.addEventListener('click', () => {
    dialog.close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    done(alt.field.value.trim());
    dialog.close();
  });
  const dialog = openDialog('Alternative text', [form], back);
  alt.field.focus();
}

import { make } from '../elements.js';
import { labelled, openDialog } from './dialog.js';

/**
 * Asks for the words of a footnote.
 *
 * @param known the words that it has; null for a new one
 * @param done gets the new words, or null when the footnote is to go
 */
export function askForFootnote(
  known: string | null,
  done: (text: string | null) => void,
  back: () => void,
): void {
  const text = labelled(
    'Footnote',
    'A source, or a remark that would hold up the text.',
    make('textarea', { class: 'input', rows: '4' }),
  );
  text.field.value = known ?? '';
  const cancel = make('button', { type: 'button', class: 'button button-quiet' }, 'Cancel');
  const remove = make('button', { type: 'button', class: 'button' }, 'Remove footnote');
  remove.hidden = known === null;
  const form = make(
    'form',
    { method: 'dialog', class: 'prose-form', novalidate: '' },
    text.element,
    make(
      'div',
      { class: 'actions' },
      make(
        'button',
        { type: 'submit', class: 'button button-primary' },
        known === null ? 'Insert footnote' : 'Keep these words',
      ),
      remove,
      cancel,
    ),
  );
  cancel.addEventListener('click', () => {
    dialog.close();
  });
  remove.addEventListener('click', () => {
    done(null);
    dialog.close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = text.field.value.trim();
    if (words === '') {
      text.refuse('Write what the footnote says.');
      text.field.focus();
      return;
    }
    done(words);
    dialog.close();
  });
  text.field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const dialog = openDialog(known === null ? 'New footnote' : 'Footnote', [form], back);
  text.field.focus();
}

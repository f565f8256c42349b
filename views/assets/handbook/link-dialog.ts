import { type Editor } from '@tiptap/core';
import { safeLink } from '../../../src/assignments/sections/prose.rules.js';
import { make } from './elements.js';
import { openDialog } from './prose/dialog.js';

/** Asks for the address of a link in a dialogue that gives the focus back to the text. */
export function openLinkDialog(editor: Editor): void {
  const { from, to } = editor.state.selection;
  const known: unknown = editor.getAttributes('link')['href'];
  const input = make('input', {
    class: 'input',
    id: 'handbook-link',
    type: 'text',
    inputmode: 'url',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': 'handbook-link-error',
    value: typeof known === 'string' ? known : '',
  });
  const error = make('p', { class: 'field-error', id: 'handbook-link-error' });
  const set = make('button', { type: 'submit', class: 'button button-primary' }, 'Set link');
  const remove = make('button', { type: 'button', class: 'button' }, 'Remove link');
  const cancel = make('button', { type: 'button', class: 'button button-quiet' }, 'Cancel');
  remove.hidden = typeof known !== 'string';
  const form = make(
    'form',
    { class: 'editor-link', method: 'dialog' },
    make(
      'div',
      { class: 'field' },
      make('label', { for: 'handbook-link' }, 'Address of the link'),
      error,
      input,
    ),
    make('div', { class: 'actions' }, set, remove, cancel),
  );
  cancel.addEventListener('click', () => {
    dialog.close();
  });
  remove.addEventListener('click', () => {
    dialog.close();
    editor.chain().setTextSelection({ from, to }).extendMarkRange('link').unsetLink().run();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const href = completed(input.value);
    if (href === null) {
      error.textContent = 'Enter an address such as https://example.org/page';
      input.setAttribute('aria-invalid', 'true');
      input.focus();
      return;
    }
    dialog.close();
    const chain = editor.chain().setTextSelection({ from, to });
    if (from === to && typeof known !== 'string') {
      chain
        .insertContent({ type: 'text', text: input.value.trim(), marks: [{ type: 'link', attrs: { href } }] })
        .run();
    } else {
      chain.extendMarkRange('link').setLink({ href }).run();
    }
  });
  const dialog = openDialog('Link', [form], () => {
    editor.view.focus();
  });
  input.select();
}

/** “example.org” means https, “a@b.org” a mail address. Null for what a link may not be. */
function completed(value: string): string | null {
  const address = value.trim();
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return safeLink(`mailto:${address}`);
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return safeLink(address);
  return address.includes('.') && !/\s/.test(address) ? safeLink(`https://${address}`) : null;
}

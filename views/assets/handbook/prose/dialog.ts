import { make } from '../elements.js';

let count = 0;

/** An id that no other element of the page has. */
function freshId(name: string): string {
  count += 1;
  return `prose-${name}-${String(count)}`;
}

/**
 * Opens a dialogue with a heading. It is taken out of the page when it closes, by whatever way.
 *
 * @param back gives the focus back to where it was
 */
export function openDialog(title: string, content: readonly Node[], back: () => void): OpenDialog {
  const id = freshId('title');
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': id },
    make('h2', { id }, title),
    ...content,
  );
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    dialog.remove();
    back();
  };
  // By Escape; what closes it here does not wait for the event: a quick typist would lose letters meanwhile
  dialog.addEventListener('close', end);
  document.body.append(dialog);
  dialog.showModal();
  return {
    element: dialog,
    close: () => {
      dialog.close();
      end();
    },
  };
}

export interface OpenDialog {
  element: HTMLDialogElement;
  close: () => void;
}

export interface LabelledField<Field extends HTMLElement> {
  element: HTMLElement;
  field: Field;
  /** Shows a sentence between hint and field; an empty one takes it away. */
  refuse: (sentence: string) => void;
}

/** A field with its label above, a hint under that, and room for what is wrong with it. */
export function labelled<Field extends HTMLElement>(
  label: string,
  hint: string | null,
  field: Field,
): LabelledField<Field> {
  const id = freshId('field');
  field.id = id;
  const error = make('p', { class: 'field-error', id: `${id}-error`, hidden: '' });
  const described = hint === null ? `${id}-error` : `${id}-hint ${id}-error`;
  field.setAttribute('aria-describedby', described);
  const element = make('div', { class: 'field' }, make('label', { for: id }, label));
  if (hint !== null) element.append(make('p', { class: 'field-hint', id: `${id}-hint` }, hint));
  element.append(error, field);
  return {
    element,
    field,
    refuse: (sentence) => {
      error.textContent = sentence;
      error.hidden = sentence === '';
      element.classList.toggle('field-invalid', sentence !== '');
      if (sentence === '') field.removeAttribute('aria-invalid');
      else field.setAttribute('aria-invalid', 'true');
    },
  };
}

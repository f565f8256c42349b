import { icon, type IconName } from './icons.js';

/** A new element with attributes and children; an attribute that is null is left out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string | null> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button with an icon only; its label is its name and its tooltip. */
export function iconButton(
  name: IconName,
  label: string,
  attributes: Record<string, string | null> = {},
): HTMLButtonElement {
  return make('button', { type: 'button', 'aria-label': label, title: label, ...attributes }, icon(name));
}

/** A region that screen readers speak without moving the focus. */
export function speaker(parent: HTMLElement): (sentence: string) => void {
  const region = make('p', { class: 'visually-hidden', role: 'status' });
  parent.append(region);
  return (sentence) => {
    region.textContent = sentence;
  };
}

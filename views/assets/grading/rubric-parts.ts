import { type TypedCriterion, type TypedLevel } from '../../../src/grading/rubrics/rubric-form.rules.js';

/** The parts of a rubric's editor that come and go: criteria and their levels. */

/** @param fresh takes the fields that nobody has come to yet: that they are empty is no news */
export function criterionItem(criterion: TypedCriterion, fresh: Set<string>): HTMLElement {
  const { token } = criterion;
  const item = copyOf('new-criterion', (html) => html.replace(/\bc0(?=[-" ])/g, token));
  const list = item.querySelector('[data-level-list]');
  for (const level of criterion.levels) list?.append(levelItem(token, level, fresh));
  const weight = item.querySelector<HTMLInputElement>(`#${token}-weight`);
  if (weight) weight.value = criterion.weight;
  for (const part of ['title', 'competency', 'sections', 'levels']) fresh.add(`${token}-${part}`);
  return item;
}

/** @param token of its criterion */
export function levelItem(token: string, level: TypedLevel, fresh: Set<string>): HTMLElement {
  const prefix = `${token}-${level.token}`;
  const item = copyOf('new-level', (html) =>
    html.replace(/\bc0-l0(?=[-" ])/g, prefix).replace(/\bc0 l0\b/g, `${token} ${level.token}`),
  );
  item.dataset['token'] = level.token;
  for (const part of ['title', 'points', 'description'] as const) {
    const field = item.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${prefix}-${part}`);
    if (field) field.value = level[part];
    fresh.add(`${prefix}-${part}`);
  }
  return item;
}

/** A copy of a template whose fields are named by their own tokens instead of the template's. */
function copyOf(templateId: string, rename: (html: string) => string): HTMLElement {
  const template = document.querySelector<HTMLTemplateElement>(`#${templateId}`);
  const holder = document.createElement('template');
  holder.innerHTML = rename(template?.innerHTML ?? '');
  const item = holder.content.querySelector('li');
  if (!item) throw new Error(`The page has no template ${templateId}.`);
  return item;
}

export const levelsOf = (item: HTMLElement) => [
  ...item.querySelectorAll<HTMLElement>('[data-level-list] > [data-token]'),
];

export const tokens = (items: readonly HTMLElement[]) =>
  items.map((item) => item.dataset['token'] ?? '').join(' ');

export const nameOf = (item: HTMLElement) => {
  const name = item.querySelector('[data-heading], [data-level-name]')?.textContent ?? '';
  return item.matches('.rubric-level') ? `The level “${name}”` : `“${name}”`;
};

import { countWords } from '../../../src/grading/rubrics/rubric-words.rules.js';
import { type RubricProblem } from '../../../src/grading/rubrics/rubric.rules.js';
import {
  fieldOf,
  type TypedCriterion,
  type TypedRubric,
} from '../../../src/grading/rubrics/rubric-form.rules.js';

/** What the editor of a rubric shows of what is typed. Its markup is views/grading/rubrics/edit.hbs. */

/** The fields of a form by their names, as the server gets them. */
export function fieldsIn(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields[name] = value;
  return fields;
}

/** What is wrong stands beside its field, and nothing beside the others. */
export function showProblems(form: HTMLElement, problems: ReadonlyMap<string, RubricProblem>): void {
  for (const line of form.querySelectorAll<HTMLElement>('[data-problem]')) {
    const field = line.dataset['problem'] ?? '';
    const problem = problems.get(field);
    const words = line.querySelector('[data-words]');
    if (words && words.textContent !== (problem?.message ?? '')) words.textContent = problem?.message ?? '';
    line.hidden = problem === undefined;
    line.toggleAttribute('data-later', problem?.blocks === 'publishing');
    line.closest('.field')?.classList.toggle('field-invalid', problem !== undefined);
    const control = form.querySelector(`#${CSS.escape(field)}`);
    if (control instanceof HTMLFieldSetElement || control instanceof HTMLDivElement) continue;
    if (problem?.blocks === 'saving') control?.setAttribute('aria-invalid', 'true');
    else control?.removeAttribute('aria-invalid');
  }
}

/** A criterion's line: its title wherever it is named, its share, and how much is to be put right in it. */
export function showCriterion(
  item: HTMLElement,
  criterion: TypedCriterion,
  { share, wrong }: { share: string; wrong: number },
): void {
  const heading = criterion.title.trim() || 'A criterion without a title';
  for (const name of item.querySelectorAll('[data-heading], [data-name]')) name.textContent = heading;
  const shown = item.querySelector('[data-share]');
  if (shown) shown.textContent = share;
  const count = item.querySelector<HTMLElement>('[data-count]');
  const words = count?.querySelector('[data-words]');
  if (count) count.hidden = wrong === 0;
  if (words) words.textContent = countWords(wrong);
  showLevels(item, criterion);
}

function showLevels(item: HTMLElement, { levels, required }: TypedCriterion): void {
  const choice = item.querySelector<HTMLSelectElement>('[data-required]');
  const named = levels.map(({ token, title }, at) => ({ token, name: title.trim() || `Level ${at + 1}` }));
  for (const { token, name } of named) {
    const level = item.querySelector(`[data-level-list] > [data-token="${token}"]`);
    for (const each of level?.querySelectorAll('[data-level-name]') ?? []) each.textContent = name;
  }
  if (!choice) return;
  const [none] = choice.options;
  const wanted = [none?.text ?? '', ...named.map(({ name }) => name)].join('\n');
  const values = ['', ...named.map(({ token }) => token)].join('\n');
  const [now, nowValues] = [
    [...choice.options].map(({ text }) => text),
    [...choice.options].map(({ value }) => value),
  ];
  if (now.join('\n') !== wanted || nowValues.join('\n') !== values) {
    choice.replaceChildren(
      new Option(none?.text ?? '', ''),
      ...named.map(({ token, name }) => new Option(name, token)),
    );
    choice.value = required;
    if (choice.selectedIndex === -1) choice.value = '';
  }
}

/** What keeps the rubric from being published, each line leading to its field. */
export function showMissing(
  section: HTMLElement,
  typed: TypedRubric,
  problems: readonly RubricProblem[],
): void {
  const later = problems.filter(({ blocks }) => blocks === 'publishing');
  section.hidden = later.length === 0;
  section.querySelector('[data-list]')?.replaceChildren(
    ...later.map(({ place, message }) => {
      const line = document.createElement('li');
      const link = document.createElement('a');
      link.href = `#${fieldOf(typed, place)}`;
      link.dataset['turbo'] = 'false';
      link.dataset['action'] = 'rubric-editor#show';
      link.textContent = message;
      line.append(link);
      return line;
    }),
  );
}

/** The first of a list goes no further up, the last no further down. */
export function markEnds(items: readonly HTMLElement[], of: string): void {
  items.forEach((item, at) => {
    item.querySelector(`${of} [value$=" up"]`)?.setAttribute('aria-disabled', String(at === 0));
    item
      .querySelector(`${of} [value$=" down"]`)
      ?.setAttribute('aria-disabled', String(at === items.length - 1));
  });
}

import { standingWords } from '../../../src/grading/desk/standing-words.rules.js';
import { strip } from '../../../src/grading/desk/strip.rules.js';
import { type Choices, type Scale, standing } from '../../../src/grading/grades/grading.rules.js';

/** Says on the page where the handbook stands: the total, what it means so far, and each criterion's points. */
export function showStanding(page: HTMLElement, scale: Scale, choices: Choices): void {
  const { total, kind, verdict } = standingWords(scale, standing(scale, choices));
  say(page.querySelector('.desk-percent'), total);
  const verdictLine = page.querySelector<HTMLElement>('.desk-verdict');
  say(verdictLine, verdict);
  if (verdictLine) verdictLine.dataset['kind'] = kind;
  for (const { id, title, missing, points, spoken } of strip(scale, choices)) {
    const link = page.querySelector<HTMLElement>(`.desk-strip a[data-id="${id}"]`);
    if (!link) continue;
    link.toggleAttribute('data-missing', missing);
    link.title = `${title}: ${spoken}`;
    say(link.querySelector('[data-strip="points"]'), points);
    say(link.querySelector('[data-strip="spoken"]'), spoken);
  }
}

/** The same words written again would be read aloud again. */
function say(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}

/** A remark as a line of its section's list says it. */
export interface ListedRemark {
  id: string;
  number: number;
  quote: string;
  body: string;
  criterion: string;
  by: string;
  /** Empty when the server has it. */
  state: string;
}

/** Writes the list under a section anew; the line that held the focus keeps it. */
export function showList(
  list: HTMLElement,
  template: HTMLTemplateElement,
  remarks: readonly ListedRemark[],
): void {
  const lines = list.querySelector('ol');
  if (!lines) return;
  const active = document.activeElement;
  const held =
    active instanceof HTMLElement && lines.contains(active) ? active.closest('li')?.dataset['remark'] : null;
  lines.replaceChildren(...remarks.map((remark) => lineOf(template, remark)));
  list.hidden = remarks.length === 0;
  if (held != null) lines.querySelector<HTMLElement>(`[data-remark="${held}"]`)?.focus();
}

function lineOf(template: HTMLTemplateElement, remark: ListedRemark): HTMLElement {
  const line = template.content.firstElementChild?.cloneNode(true);
  if (!(line instanceof HTMLElement)) throw new Error('A line of remarks has no template.');
  line.id = `remark-${remark.number}`;
  line.dataset['remark'] = remark.id;
  const say = (name: string, text: string) => {
    const part = line.querySelector(`[data-line="${name}"]`);
    if (part) part.textContent = text;
  };
  say('number', String(remark.number));
  say('quote', `“${remark.quote}”`);
  say('body', remark.body);
  say(
    'by',
    [remark.criterion, remark.by]
      .filter((words) => words !== '')
      .map((words) => `${words} ·`)
      .join(' '),
  );
  say('edits', ` remark ${remark.number}`);
  say('deletes', ` remark ${remark.number}`);
  say('state', remark.state === '' ? '' : `· ${remark.state}`);
  const quote = line.querySelector<HTMLAnchorElement>('[data-line="quote"]');
  if (quote) quote.href = `#words-${remark.number}`;
  return line;
}

/**
 * Footnotes as Word, LibreOffice and web pages write them: a link to a place at the end, which links back. Takes those
 * places out of `body`.
 *
 * @returns the text of each note, by the link that stands for its mark
 */
export function footnotesIn(body: Element): Map<Element, string> {
  const anchors = [...body.querySelectorAll('a[href^="#"]')];
  const byPlace = new Map<string, Element>();
  for (const element of body.querySelectorAll('[id], a[name]')) {
    for (const place of placesOf(element)) if (!byPlace.has(place)) byPlace.set(place, element);
  }
  const notes = new Map<Element, string>();
  const used = new Set<Element>();
  for (const mark of anchors) {
    const aim = byPlace.get(aimOf(mark));
    if (!aim || used.has(mark) || aim === mark) continue;
    const home = aim.closest('li, div, p, dd, aside') ?? aim;
    const back = [...home.querySelectorAll('a[href^="#"]')].find((other) => leadsTo(other, mark));
    // Two links that lead to each other; the first of them in the text is the mark
    if (!back || home.contains(mark) || !precedes(mark, home)) continue;
    used.add(back);
    notes.set(mark, textOf(home, back));
  }
  for (const [mark] of notes) {
    const aim = byPlace.get(aimOf(mark));
    (aim?.closest('li, div, p, dd, aside') ?? aim)?.remove();
  }
  for (const [mark, text] of notes) if (text === '') notes.delete(mark);
  return notes;
}

function placesOf(element: Element): string[] {
  return [element.id, element.getAttribute('name') ?? ''].filter((place) => place !== '');
}

function aimOf(anchor: Element): string {
  return (anchor.getAttribute('href') ?? '').slice(1);
}

/** To the mark itself or to what is right around it, such as a `sup` with the id. */
function leadsTo(link: Element, mark: Element): boolean {
  const aim = aimOf(link);
  const around = [mark, mark.parentElement, mark.parentElement?.parentElement, ...mark.children];
  return around.some((element) => element && placesOf(element).includes(aim));
}

function precedes(one: Element, other: Element): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function textOf(home: Element, back: Element): string {
  const copy = home.cloneNode(true) as Element;
  for (const link of copy.querySelectorAll('a'))
    if (link.getAttribute('href') === back.getAttribute('href')) link.remove();
  return copy.textContent.replaceAll(/[\s\u00A0]+/g, ' ').trim();
}

import { diffArrays, diffWordsWithSpace } from 'diff';
import * as Y from 'yjs';
import { cleanProse, freezeProse, type ProseDocument, thawProse } from '../sections/prose.rules.js';

/**
 * Makes a fragment hold a frozen text. Paragraphs that are the same stay, those that follow each other in their place
 * are changed word by word, so that whoever writes in one of them goes on writing.
 */
export function restoreProse(fragment: Y.XmlFragment, content: unknown): void {
  const wanted = cleanProse(content).content;
  const present = freezeProse(fragment).content;
  if (JSON.stringify(present) === JSON.stringify(wanted)) return;
  // What reading unwraps or leaves out has no block of its own
  if (present.length === fragment.length) restoreBlocks(fragment, present, wanted);
  if (JSON.stringify(freezeProse(fragment).content) !== JSON.stringify(wanted))
    thawProse(fragment, { type: 'doc', content: wanted });
}

const mostEdits = 800;

function restoreBlocks(fragment: Y.XmlFragment, present: ProseBlocks, wanted: ProseBlocks): void {
  const fresh = elementsOf(wanted);
  const changes = diffArrays(
    present.map((block) => JSON.stringify(block)),
    wanted.map((block) => JSON.stringify(block)),
    { maxEditLength: mostEdits },
  );
  // So little in common that all of it is replaced; looking for more would take the square of the time
  if (changes === undefined) return;
  let at = 0;
  let next = 0;
  let surplus = 0;
  const dropSurplus = () => {
    if (surplus > 0) fragment.delete(at, surplus);
    surplus = 0;
  };
  for (const { added, removed, count } of changes) {
    if (removed) {
      dropSurplus();
      surplus = count;
      continue;
    }
    if (added) {
      for (let n = 0; n < count; n += 1) {
        const made = fresh[next];
        const live = surplus > 0 ? fragment.get(at) : null;
        if (made !== undefined && !(live instanceof Y.XmlElement && restoreElement(live, made))) {
          if (surplus > 0) fragment.delete(at, 1);
          fragment.insert(at, [made.clone()]);
        }
        surplus = Math.max(0, surplus - 1);
        at += 1;
        next += 1;
      }
      continue;
    }
    dropSurplus();
    at += count;
    next += count;
  }
  dropSurplus();
}

type ProseBlocks = ProseDocument['content'];

/** As the editor itself would have made them, in a document of their own. */
function elementsOf(blocks: ProseBlocks): Y.XmlElement[] {
  const scratch = new Y.Doc().getXmlFragment('scratch');
  thawProse(scratch, { type: 'doc', content: blocks });
  return scratch.toArray().filter((child) => child instanceof Y.XmlElement);
}

/** @returns false, having done nothing, unless both are a line of words of the same sort */
function restoreElement(live: Y.XmlElement, wanted: Y.XmlElement): boolean {
  if (live.nodeName !== wanted.nodeName || live.length !== 1 || wanted.length !== 1) return false;
  if (JSON.stringify(live.getAttributes()) !== JSON.stringify(wanted.getAttributes())) return false;
  const [from, to] = [live.get(0), wanted.get(0)];
  if (!(from instanceof Y.XmlText) || !(to instanceof Y.XmlText)) return false;
  const runs = to.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  if (!runs.every(({ insert }) => typeof insert === 'string')) return false;
  restoreText(from, runs.map(({ insert }) => String(insert)).join(''));
  restoreMarks(from, runs as { insert: string; attributes?: Record<string, unknown> }[]);
  return true;
}

/** Makes a text say something else by the words that differ; what is the same stays what it was. */
export function restoreText(text: Y.Text, wanted: string): void {
  // Of an XmlText the string would hold its marks as tags
  const present = (text.toDelta() as { insert: unknown }[]).map(({ insert }) => insert);
  if (!present.every((insert) => typeof insert === 'string')) {
    text.delete(0, text.length);
    text.insert(0, wanted);
    return;
  }
  const before = present.join('');
  if (before === wanted) return;
  const whole = [
    { value: before, removed: true, added: false },
    { value: wanted, removed: false, added: true },
  ];
  let at = 0;
  for (const { value, added, removed } of diffWordsWithSpace(before, wanted, { maxEditLength: 2000 }) ??
    whole) {
    if (removed) text.delete(at, value.length);
    else {
      if (added) text.insert(at, value);
      at += value.length;
    }
  }
}

function restoreMarks(
  text: Y.XmlText,
  wanted: readonly { insert: string; attributes?: Record<string, unknown> }[],
): void {
  const runs = text.toDelta() as { attributes?: Record<string, unknown> }[];
  if (JSON.stringify(runs) === JSON.stringify(wanted)) return;
  const none = Object.fromEntries(
    runs.flatMap(({ attributes = {} }) => Object.keys(attributes)).map((name) => [name, null]),
  );
  let at = 0;
  for (const { insert, attributes = {} } of wanted) {
    text.format(at, insert.length, { ...none, ...attributes });
    at += insert.length;
  }
}

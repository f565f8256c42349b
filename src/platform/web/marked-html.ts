import { Parser } from 'htmlparser2';
import { HtmlText, type Stretch, stretches } from './html-text.rules.js';

/** Words of a text that are marked, known on the page by a number. */
export interface TextMark {
  number: number;
  /** In the text as `HtmlText` counts it. */
  start: number;
  /** Behind the last unit. */
  end: number;
}

/** What places in some HTML are counted in. */
export function textOfHtml(html: string): string {
  const gathered = new HtmlText();
  read(html, {
    open: (name) => {
      gathered.edge(name);
    },
    text: (data) => {
      gathered.add(data);
    },
    close: (name) => {
      gathered.edge(name);
    },
  });
  return gathered.text;
}

/**
 * Well-formed HTML with a `<mark>` around each marked stretch of text: `data-remarks` names the numbers of its marks,
 * and the first stretch of mark 3 has the id `words-3`. With `links` the number itself stands behind the last words, as
 * a link to `#remark-3`.
 */
export function markHtml(html: string, marks: readonly TextMark[], { links }: { links: boolean }): string {
  const parts = stretches(marks.map(({ number, start, end }) => ({ id: number, start, end })));
  const gathered = new HtmlText();
  const begun = new Set<number>();
  // No link stands within a link of the text.
  const waiting: number[] = [];
  let inLink = false;
  let out = '';
  read(html, {
    open: (name, attributes) => {
      gathered.edge(name);
      if (name === 'a') inLink = true;
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
      out += `<${name}${written.join('')}>`;
    },
    text: (data) => {
      out += markedText(data, gathered.add(data), {
        parts,
        begun,
        link: (numbers) => {
          if (!links) return '';
          if (!inLink) return numbers.map(linkTo).join('');
          waiting.push(...numbers);
          return '';
        },
      });
    },
    close: (name) => {
      gathered.edge(name);
      if (!empty.has(name)) out += `</${name}>`;
      if (name !== 'a') return;
      inLink = false;
      out += waiting.splice(0).map(linkTo).join('');
    },
  });
  return out;
}

/** Elements that have no end tag (HTML, 13.1.2), as far as prose may hold them. */
const empty = new Set(['br', 'hr', 'img', 'col']);

interface Reader {
  open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  text: (data: string) => void;
  close: (name: string) => void;
}

function read(html: string, { open, text, close }: Reader): void {
  // One call for each text node, however many entities it holds.
  let pending = '';
  const flush = () => {
    if (pending !== '') text(pending);
    pending = '';
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      flush();
      open(name, attributes);
    },
    ontext: (data) => {
      pending += data;
    },
    onclosetag: (name) => {
      flush();
      close(name);
    },
  });
  // Browsers read line ends so (HTML, 13.2.3.5), and places are counted in what they read.
  parser.write(html.replace(/\r\n?/g, '\n'));
  parser.end();
  flush();
}

interface Marking {
  parts: readonly Stretch<number>[];
  begun: Set<number>;
  link: (numbers: readonly number[]) => string;
}

function markedText(data: string, start: number, { parts, begun, link }: Marking): string {
  const end = start + data.length;
  let out = '';
  let at = start;
  for (const part of parts) {
    if (part.end <= start || part.start >= end) continue;
    const from = Math.max(part.start, start);
    const to = Math.min(part.end, end);
    out += escaped(data.slice(at - start, from - start));
    const ids = part.ids.filter((id) => !begun.has(id));
    for (const id of ids) begun.add(id);
    out += marked(escaped(data.slice(from - start, to - start)), part.ids, ids);
    if (to === part.end) out += link(part.endsOf);
    at = to;
  }
  return out + escaped(data.slice(at - start));
}

/** Of several marks that begin at the same words, the others get an empty place to be linked to. */
function marked(html: string, numbers: readonly number[], begins: readonly number[]): string {
  const [first, ...others] = begins;
  const id = first === undefined ? '' : ` id="words-${first}"`;
  const places = others.map((number) => `<span id="words-${number}"></span>`).join('');
  return `${places}<mark class="remarked"${id} data-remarks="${numbers.join(' ')}">${html}</mark>`;
}

const linkTo = (number: number) =>
  `<a class="remark-number" href="#remark-${number}" aria-label="Remark ${number}" data-turbo="false">${number}</a>`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

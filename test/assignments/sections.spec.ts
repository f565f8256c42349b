import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { isPlace, placeBetween } from '../../src/assignments/sections/order.rules.js';
import { safeLink } from '../../src/assignments/sections/prose.rules.js';
import {
  freezeHandbook,
  isSectionKindName,
  sectionKinds,
} from '../../src/assignments/sections/section-kinds.rules.js';
import {
  addSwotRow,
  moveSwotRow,
  quadrants,
  removeSwotRow,
  swotRows,
} from '../../src/assignments/sections/swot-rows.rules.js';
import { countWords, escapeHtml } from '../../src/assignments/sections/text.rules.js';

const { prose, swot } = sectionKinds;

describe('counting words', () => {
  it.each([
    ['', 0],
    ['   \n\t ', 0],
    ['One, two — three!', 3],
    ['naïve co-operation isn’t “simple”', 5],
    ['Zoë Nguyễn & 4,200 guests', 4],
    ['東京へ行きます', 4],
    ['👩‍👩‍👧 🇨🇦', 0],
  ])('%j has %i', (text, count) => {
    expect(countWords(text)).toBe(count);
  });
});

describe('prose', () => {
  it('freezes what the editor wrote as ProseMirror’s JSON and prints it', () => {
    const doc = written([
      element('heading', { level: 3 }, [text('Why ', {}), text('now', { italic: {} })]),
      element('paragraph', {}, [
        text('Sales rose ', {}),
        text('12 %', { bold: {}, 'link--AbCdEfGh': link('https://stat.example/a?b=1&c=2') }),
      ]),
      element('bulletList', {}, [element('listItem', {}, [element('paragraph', {}, [text('first', {})])])]),
      element('orderedList', { start: 3 }, [
        element('listItem', {}, [element('paragraph', {}, [text('third', {})])]),
      ]),
      element('blockquote', {}, [
        element('paragraph', {}, [text('a', {}), element('hardBreak', {}, []), text('b', {})]),
      ]),
    ]);
    const frozen = prose.freeze(doc, 'brief');
    expect(frozen).toMatchObject({
      type: 'doc',
      content: [{ type: 'heading', attrs: { level: 3 } }, {}, {}, {}, {}],
    });
    expect(prose.toHtml(frozen)).toBe(
      '<h3>Why <em>now</em></h3>' +
        '<p>Sales rose <a href="https://stat.example/a?b=1&amp;c=2" rel="nofollow noopener noreferrer"><strong>12 %</strong></a></p>' +
        '<ul><li><p>first</p></li></ul><ol start="3"><li><p>third</p></li></ol><blockquote><p>a<br>b</p></blockquote>',
    );
    expect(prose.summarise(frozen)).toEqual({ words: 9, entries: null });
    expect(prose.isEmpty(frozen)).toBe(false);
  });

  it('is empty until there is more than white space', () => {
    expect(prose.isEmpty(prose.freeze(new Y.Doc(), 'brief'))).toBe(true);
    const doc = written([
      element('paragraph', {}, [text('  \u00A0 ', {})]),
      element('heading', { level: 4 }, []),
    ]);
    expect(prose.isEmpty(prose.freeze(doc, 'brief'))).toBe(true);
  });

  it('unwraps what it does not know and keeps its text', () => {
    const doc = written([
      element('script', { src: '//evil.example/x.js' }, [
        element('paragraph', { onclick: 'x()' }, [text('alert(1)', { blink: {} })]),
      ]),
      element('paragraph', {}, [text('<img src=x onerror=alert(1)>', { link: link('javascript:alert(1)') })]),
    ]);
    expect(prose.toHtml(prose.freeze(doc, 'brief'))).toBe(
      '<p>alert(1)</p><p>&lt;img src=x onerror=alert(1)&gt;</p>',
    );
  });

  it('survives a document that is nested a thousand deep', () => {
    const doc = new Y.Doc();
    let parent: Y.XmlFragment | Y.XmlElement = doc.getXmlFragment('brief');
    for (let depth = 0; depth < 1000; depth += 1) {
      const child = new Y.XmlElement('blockquote');
      parent.insert(0, [child]);
      parent = child;
    }
    expect(prose.isEmpty(prose.freeze(doc, 'brief'))).toBe(true);
  });

  it('sends readers to the web and to mail only', () => {
    expect(safeLink('https://a.example/ü')).toBe('https://a.example/%C3%BC');
    expect(safeLink('mailto:a@b.example')).toBe('mailto:a@b.example');
    for (const bad of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'data:text/html,x',
      '/sign-in',
      '//x',
      '',
      7,
      null,
    ])
      expect(safeLink(bad)).toBeNull();
  });
});

describe('the SWOT grid', () => {
  it('freezes four ordered lists without the empty rows', () => {
    const doc = new Y.Doc();
    addSwotRow(doc, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'Brand' });
    addSwotRow(doc, 'swot', { id: 'b', quadrant: 'strengths', at: 0, text: 'People & place' });
    addSwotRow(doc, 'swot', { id: 'c', quadrant: 'threats', at: 9, text: '  ' });
    const frozen = swot.freeze(doc, 'swot');
    expect(frozen).toEqual({
      strengths: [
        { id: 'b', text: 'People & place' },
        { id: 'a', text: 'Brand' },
      ],
      weaknesses: [],
      opportunities: [],
      threats: [],
    });
    expect(swot.summarise(frozen)).toEqual({ words: 3, entries: 2 });
    expect(swot.toHtml(frozen)).toContain(
      '<h3>Strengths</h3><ul><li>People &amp; place</li><li>Brand</li></ul>',
    );
    expect(swot.isEmpty(frozen)).toBe(false);
    expect(swot.isEmpty(swot.freeze(new Y.Doc(), 'swot'))).toBe(true);
  });

  it('keeps both first rows when two people begin at the same time', () => {
    const [alice, bob] = [new Y.Doc(), new Y.Doc()];
    addSwotRow(alice, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'from Alice' });
    addSwotRow(bob, 'swot', { id: 'b', quadrant: 'strengths', at: 0, text: 'from Bob' });
    sync(alice, bob);
    expect(swot.summarise(swot.freeze(alice, 'swot')).entries).toBe(2);
    expect(swot.freeze(alice, 'swot')).toEqual(swot.freeze(bob, 'swot'));
    // both rows may share a place; a third still fits between and after them
    addSwotRow(alice, 'swot', { id: 'c', quadrant: 'strengths', at: 1, text: 'third' });
    addSwotRow(alice, 'swot', { id: 'd', quadrant: 'strengths', at: 3, text: 'last' });
    expect(swotRows(alice, 'swot').at(-1)?.id).toBe('d');
  });

  it('keeps what is typed into a row while somebody else moves it', () => {
    const [alice, bob] = [new Y.Doc(), new Y.Doc()];
    addSwotRow(alice, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'Brand' });
    sync(alice, bob);
    swotRows(alice, 'swot')[0]?.text.insert(5, ' in Toronto');
    moveSwotRow(bob, 'swot', 'a', { quadrant: 'opportunities', at: 0 });
    sync(alice, bob);
    expect(swot.freeze(alice, 'swot')).toMatchObject({
      strengths: [],
      opportunities: [{ id: 'a', text: 'Brand in Toronto' }],
    });
  });

  it('shows the same rows in the order of a plain list, whatever is done to it', () => {
    const action = fc.record({
      do: fc.constantFrom('add', 'move', 'remove'),
      quadrant: fc.constantFrom(...quadrants),
      row: fc.nat(20),
      at: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const doc = new Y.Doc();
        const model = new Map(quadrants.map((name) => [name, [] as string[]]));
        const list = (name: (typeof quadrants)[number]): string[] => model.get(name) ?? [];
        actions.forEach((step, index) => {
          const all = quadrants.flatMap(list);
          const id = step.do === 'add' ? `row-${index}` : all[step.row % Math.max(1, all.length)];
          if (id === undefined) return;
          for (const name of quadrants)
            model.set(
              name,
              list(name).filter((other) => other !== id),
            );
          if (step.do !== 'remove') list(step.quadrant).splice(step.at, 0, id);
          if (step.do === 'add') addSwotRow(doc, 'swot', { id, quadrant: step.quadrant, at: step.at });
          else if (step.do === 'move') moveSwotRow(doc, 'swot', id, { quadrant: step.quadrant, at: step.at });
          else removeSwotRow(doc, 'swot', id);
        });
        expect(swotRows(doc, 'swot').map(({ id }) => id)).toEqual(quadrants.flatMap(list));
      }),
      { numRuns: 60 },
    );
  });
});

describe('places in a list', () => {
  it('always finds one strictly between two others', () => {
    const place = fc.stringMatching(/^[0-9A-Za-z]{0,6}[1-9A-Za-z]$/);
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one !== other);
        const [low, high] = one < other ? [one, other] : [other, one];
        for (const [a, b] of [
          [low, high],
          [null, low],
          [high, null],
        ] as const) {
          const between = placeBetween(a, b);
          expect(isPlace(between)).toBe(true);
          expect(a === null || a < between).toBe(true);
          expect(b === null || between < b).toBe(true);
        }
      }),
    );
    expect(() => placeBetween('b', 'a')).toThrow(RangeError);
  });
});

describe('every kind of section', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({ type: fc.constant('doc'), content: fc.array(fc.anything()) }),
    fc.record({ strengths: fc.array(fc.record({ id: fc.anything(), text: fc.anything() })) }),
    fc.letrec((tie) => ({
      node: fc.record({
        type: fc.constantFrom('doc', 'text', 'paragraph', 'heading', 'orderedList', 'iframe', 'listItem'),
        text: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        attrs: fc.oneof(
          fc.dictionary(fc.string(), fc.anything()),
          fc.record({ level: fc.anything(), start: fc.anything() }),
        ),
        marks: fc.array(
          fc.record({ type: fc.constantFrom('bold', 'link', 'x'), attrs: fc.record({ href: fc.webUrl() }) }),
        ),
        content: fc.oneof(
          { maxDepth: 5, depthIdentifier: 'prose' },
          fc.constant([]),
          fc.array(tie('node'), { maxLength: 4 }),
        ),
      }),
    })).node,
  );

  it.each(Object.entries(sectionKinds))(
    '%s takes anything and answers with balanced, escaped HTML',
    (_name, kind) => {
      fc.assert(
        fc.property(anything, (content) => {
          const { words, entries } = kind.summarise(content);
          expect(words).toBeGreaterThanOrEqual(0);
          expect(entries === null || entries >= 0).toBe(true);
          expect(typeof kind.isEmpty(content)).toBe('boolean');
          expectBalanced(kind.toHtml(content));
        }),
        { numRuns: 200 },
      );
    },
  );

  it('escapes every character that HTML gives a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(escapeHtml(raw)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('freezing a handbook', () => {
  const sections = [
    { key: 'brief', kind: 'prose' },
    { key: 'swot', kind: 'swot' },
  ] as const;

  it('takes the template’s sections in its order and nothing else, the same from every copy', () => {
    const doc = written([element('paragraph', {}, [text('Hello', {})])]);
    addSwotRow(doc, 'swot', { id: 'a', quadrant: 'threats', at: 0, text: 'Rivals' });
    doc.getMap('forged').set('admin', true);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const frozen = freezeHandbook(copy, sections);
    expect(frozen.sections.map(({ key, kind }) => `${key}:${kind}`)).toEqual(['brief:prose', 'swot:swot']);
    expect(JSON.stringify(frozen)).toBe(JSON.stringify(freezeHandbook(doc, sections)));
    expect(JSON.parse(JSON.stringify(frozen))).toEqual(frozen);
  });

  it('knows its kinds by name', () => {
    expect(['prose', 'swot', 'toString', 3].map(isSectionKindName)).toEqual([true, true, false, false]);
  });
});

type Child = Y.XmlElement | Y.XmlText;

function written(content: Child[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment('brief').insert(0, content);
  return doc;
}

function element(
  name: string,
  attributes: Record<string, string | number | object>,
  content: Child[],
): Y.XmlElement {
  const made = new Y.XmlElement<Record<string, string | number | object>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.insert(0, content);
  return made as Y.XmlElement;
}

function text(value: string, marks: Record<string, object>): Y.XmlText {
  const made = new Y.XmlText();
  made.insert(0, value, marks);
  return made;
}

function link(href: string): object {
  return { href, target: '_blank', rel: null, class: null };
}

function sync(...docs: Y.Doc[]): void {
  for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
}

function expectBalanced(html: string): void {
  const open: string[] = [];
  for (const [, closing, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^<>]*>/g)) {
    if (name === 'br') continue;
    if (closing === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
}

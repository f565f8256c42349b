import { describe, expect, it } from '@jest/globals';
import { getSchema } from '@tiptap/core';
import { Node } from '@tiptap/pm/model';
import { fixTables } from '@tiptap/pm/tables';
import { EditorState } from '@tiptap/pm/state';
import { prosemirrorToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import fc from 'fast-check';
import * as Y from 'yjs';
import { blocksToHtml } from '../../src/assignments/sections/blocks.rules.js';
import {
  cleanProse,
  freezeProse,
  picturesIn,
  proseBlocks,
  proseText,
  thawProse,
} from '../../src/assignments/sections/prose.rules.js';
import { proseFromMarkdown } from '../../src/assignments/sections/prose-markdown.js';
import { sectionKinds } from '../../src/assignments/sections/section-kinds.rules.js';
import { proseSchema } from '../../views/assets/handbook/prose/schema.js';

const schema = getSchema(proseSchema({ imageHref: (id) => `/images/${id}` }));
const image = '0f8fad5b-d9cb-469f-a165-70867728950e';
const picture = { image, digest: 'a'.repeat(64), width: 640, height: 480, alt: 'A harbour' };

/** Anything that a document could hold, whether an editor wrote it or somebody forged it. */
const anyNode = fc.letrec((tie) => ({
  node: fc.record(
    {
      type: fc.constantFrom(
        ...[
          'text',
          'paragraph',
          'heading',
          'blockquote',
          'bulletList',
          'orderedList',
          'listItem',
          'hardBreak',
        ],
        ...['table', 'tableRow', 'tableCell', 'tableHeader', 'figure', 'footnote', 'script', 'doc'],
      ),
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('word'), fc.anything()),
      attrs: fc.oneof(
        fc.constant(picture),
        fc.constant({ text: 'see p. 3' }),
        fc.record({
          level: fc.anything(),
          start: fc.anything(),
          colspan: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer(), fc.anything()),
          rowspan: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.integer(), fc.anything()),
          alt: fc.anything(),
          image: fc.oneof(fc.uuid(), fc.anything()),
        }),
      ),
      marks: fc.array(
        fc.record({
          type: fc.constantFrom('bold', 'italic', 'link', 'x'),
          attrs: fc.record({ href: fc.webUrl() }),
        }),
        { maxLength: 3 },
      ),
      content: fc.oneof(
        { maxDepth: 7, depthIdentifier: 'prose' },
        fc.constant([]),
        fc.array(tie('node'), { maxLength: 5 }),
      ),
    },
    { requiredKeys: ['type'] },
  ),
})).node;
const anything = fc.record({ content: fc.array(anyNode, { maxLength: 6 }) });

describe('frozen prose', () => {
  it('is of a form that the editor accepts, whatever it was made from', () => {
    fc.assert(
      fc.property(anything, (source) => {
        const frozen = cleanProse(source);
        expect(cleanProse(frozen)).toEqual(frozen);
        expect(cleanProse(JSON.parse(JSON.stringify(frozen)))).toEqual(frozen);
        if (frozen.content.length === 0) return;
        const node = Node.fromJSON(schema, frozen);
        node.check();
        // Nothing that the editor would put right, which would be a change that nobody made
        expect(fixTables(EditorState.create({ doc: node }))).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('goes into a living document and comes out of it the same, as the editor itself would have written it', () => {
    fc.assert(
      fc.property(anything, (source) => {
        const frozen = cleanProse(source);
        const thawed = new Y.Doc().getXmlFragment('brief');
        thawProse(thawed, frozen);
        expect(freezeProse(thawed)).toEqual(frozen);
        thawProse(thawed, frozen);
        expect(freezeProse(thawed)).toEqual(frozen);
        if (frozen.content.length === 0) return;
        const written = new Y.Doc().getXmlFragment('brief');
        prosemirrorToYXmlFragment(Node.fromJSON(schema, frozen), written);
        expect(elements(thawed)).toEqual(elements(written));
        expect(freezeProse(written)).toEqual(frozen);
        const opened = yXmlFragmentToProseMirrorRootNode(thawed, schema);
        expect(opened.toJSON()).toEqual(Node.fromJSON(schema, frozen).toJSON());
      }),
      { numRuns: 200 },
    );
  });
});

describe('the words of prose', () => {
  const level = fc.constantFrom(
    ...['blockquote', 'bulletList', 'orderedList', 'listItem', 'paragraph', 'heading'],
    ...['table', 'tableRow', 'tableCell', 'figure', 'anything'],
  );

  it('are never lost by freezing, however deep they lie', () => {
    fc.assert(
      fc.property(fc.array(level, { maxLength: 150 }), (levels) => {
        const fragment = new Y.Doc().getXmlFragment('brief');
        let at: Y.XmlFragment = fragment;
        for (const [depth, name] of levels.entries()) {
          const inner = new Y.XmlElement(name);
          at.insert(0, [new Y.XmlText(`<${depth}>`), inner, new Y.XmlText(`</${depth}>`)]);
          at = inner;
        }
        at.insert(0, [new Y.XmlText('<the end>')]);
        const frozen = freezeProse(fragment);
        const words = levels.flatMap((_, depth) => [`<${depth}>`, `</${depth}>`]);
        const text = proseText(frozen);
        expect([...words, '<the end>'].filter((word) => !text.includes(word))).toEqual([]);
        expect(cleanProse(frozen)).toEqual(frozen);
      }),
      { numRuns: 100 },
    );
  });

  it('are read from a hundred thousand levels without ending the stack, each paragraph in a line', () => {
    const word = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
    let node: object = { type: 'blockquote', content: [word('deep'), word('down')] };
    for (let depth = 0; depth < 100_000; depth += 1) node = { type: 'blockquote', content: [node] };
    expect(proseText(cleanProse({ content: [node] }))).toMatch(/deep\s+down/);
  });
});

describe('a table in prose', () => {
  const cell = (text: string, attrs = {}, type = 'tableCell') => ({
    type,
    attrs,
    content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
  });
  const table = (...rows: object[][]) => ({
    content: [{ type: 'table', content: rows.map((content) => ({ type: 'tableRow', content })) }],
  });

  it('is made regular: no cell reaches beyond it or into another, every row is as wide as the widest', () => {
    const { content } = cleanProse(
      table(
        [cell('a', { colspan: 2, rowspan: 9 }), cell('b')],
        [cell('c', { colspan: 99 })],
        [],
        [cell('d'), cell('e')],
      ),
    );
    expect(content).toMatchObject([
      {
        type: 'table',
        content: [
          {
            content: [
              { attrs: { colspan: 2, rowspan: 3 } },
              { attrs: { colspan: 1, rowspan: 1 } },
              ...empty(39),
            ],
          },
          { content: [{ attrs: { colspan: 40, rowspan: 1 } }] },
          { content: [{ attrs: { colspan: 1 } }, { attrs: { colspan: 1 } }, ...empty(38)] },
        ],
      },
    ]);
  });

  it('of a small forged document does not become a large one', () => {
    const rows = Array.from({ length: 2000 }, () => [cell('x')]);
    const source = table([cell('wide', { colspan: 40 })], ...rows);
    const frozen = cleanProse(source);
    expect(frozen.content[0]?.type).toBe('paragraph');
    expect(proseText(frozen).split('\n')).toHaveLength(2002);
  });

  it('reads as a table with a head where its first row is one, with lists and words in its cells only', () => {
    const source = table(
      [cell('Channel', {}, 'tableHeader'), cell('Cost', {}, 'tableHeader')],
      [
        cell('Search'),
        { type: 'tableCell', content: [{ type: 'heading', content: [{ type: 'text', text: '€ 40' }] }] },
      ],
    );
    expect(blocksToHtml(proseBlocks(source), { imageHref: () => '', prefix: 'a' })).toBe(
      '<div class="table-box" tabindex="0"><table><thead><tr><th scope="col">Channel</th><th scope="col" class="to-right">Cost</th></tr></thead>' +
        '<tbody><tr><td>Search</td><td class="to-right">€ 40</td></tr></tbody></table></div>',
    );
    expect(proseText(cleanProse(source))).toBe('Channel\tCost\nSearch\t€ 40\n');
  });
});

function empty(count: number): object[] {
  return Array.from({ length: count }, () => ({ type: 'tableCell', content: [{ type: 'paragraph' }] }));
}

describe('pictures and footnotes in prose', () => {
  const source = {
    content: [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'Guests' },
          { type: 'footnote', attrs: { text: ' Ministry, 2025 ' } },
          { type: 'footnote', attrs: { text: '  ' } },
        ],
      },
      {
        type: 'blockquote',
        content: [{ type: 'figure', attrs: picture, content: [{ type: 'text', text: 'Port' }] }],
      },
      {
        type: 'bulletList',
        content: [{ type: 'paragraph', content: [{ type: 'footnote', attrs: { text: 'b' } }] }],
      },
    ],
  };

  it('are numbered, printed and counted', () => {
    expect(blocksToHtml(proseBlocks(source), { imageHref: (id) => `/p/${id}`, prefix: 'x' })).toBe(
      '<p>Guests<sup class="footnote-ref"><a href="#fn-x-1" id="fnref-x-1">1</a></sup></p>' +
        `<blockquote><figure><img src="/p/${image}" alt="A harbour" width="640" height="480"><figcaption>Port</figcaption></figure></blockquote>` +
        '<ul><li><p><sup class="footnote-ref"><a href="#fn-x-2" id="fnref-x-2">2</a></sup></p></li></ul>' +
        '<section class="footnotes"><ol><li id="fn-x-1"><p>Ministry, 2025 <a href="#fnref-x-1" class="footnote-backref">↩</a></p></li>' +
        '<li id="fn-x-2"><p>b <a href="#fnref-x-2" class="footnote-backref">↩</a></p></li></ol></section>',
    );
    expect(picturesIn(source)).toEqual([picture]);
    expect(proseText(cleanProse(source))).toBe('Guests [Ministry, 2025]\nPort\n [b]\n');
  });

  it.each([
    ['an address instead of an id', { image: 'https://evil.example/x.png' }],
    ['a path', { image: '../../x' }],
    ['a digest that is none', { digest: 'x' }],
    ['a size beyond reason', { width: 1_000_000 }],
  ])('are not there with %s, and their caption is kept', (_what, forged) => {
    const frozen = cleanProse({
      content: [
        { type: 'figure', attrs: { ...picture, ...forged }, content: [{ type: 'text', text: 'Port' }] },
      ],
    });
    expect(frozen.content).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'Port' }] }]);
  });

  it('a section of one picture is not empty, and a picture without words is told', () => {
    const { prose } = sectionKinds;
    const content = { content: [{ type: 'figure', attrs: { ...picture, alt: ' ' } }] };
    expect(prose.isEmpty(content)).toBe(false);
    const section = { key: 'goal', kind: 'prose', title: 'Goal', content };
    const book = { currency: null, sections: [section] };
    expect(prose.findings(section, book)).toMatchObject([{ sentence: 'A picture has no alternative text.' }]);
    expect(prose.findings({ ...section, content: source }, book)).toEqual([]);
  });
});

describe('prose from Markdown', () => {
  it('has the headings, lists, quotations, marks, links, tables and footnotes', () => {
    const frozen = proseFromMarkdown(
      [
        '### Goal',
        'Twelve **direct** *bookings*\na week[^src], see [the plan](https://plan.example/a).',
        '#### Why',
        '- one\n  - deeper\n- two',
        '3. third\n4. fourth',
        '> Said so.',
        '| Channel | Cost |\n| --- | ---: |\n| Search | 40 |',
        '[^src]: Ministry of\n  Tourism, <b>2025</b>',
        '<script>alert(1)</script> [bad](javascript:alert(1))',
      ].join('\n\n'),
    );
    expect(blocksToHtml(proseBlocks(frozen), { imageHref: () => '', prefix: 'm' })).toBe(
      '<h3>Goal</h3>' +
        '<p>Twelve <strong>direct</strong> <em>bookings</em> a week<sup class="footnote-ref"><a href="#fn-m-1" id="fnref-m-1">1</a></sup>, see <a href="https://plan.example/a" rel="nofollow noopener noreferrer">the plan</a>.</p>' +
        '<h4>Why</h4>' +
        '<ul><li><p>one</p><ul><li><p>deeper</p></li></ul></li><li><p>two</p></li></ul>' +
        '<ol start="3"><li><p>third</p></li><li><p>fourth</p></li></ol>' +
        '<blockquote><p>Said so.</p></blockquote>' +
        '<div class="table-box" tabindex="0"><table><thead><tr><th scope="col">Channel</th><th scope="col" class="to-right">Cost</th></tr></thead><tbody><tr><td>Search</td><td class="to-right">40</td></tr></tbody></table></div>' +
        '<p>&lt;script&gt;alert(1)&lt;/script&gt; [bad](javascript:alert(1))</p>' +
        '<section class="footnotes"><ol><li id="fn-m-1"><p>Ministry of Tourism, &lt;b&gt;2025&lt;/b&gt; <a href="#fnref-m-1" class="footnote-backref">↩</a></p></li></ol></section>',
    );
  });
});

/** A fragment with all its attributes and their types, to be compared. */
function elements(parent: Y.XmlFragment | Y.XmlElement): unknown[] {
  return parent
    .toArray()
    .map((child) =>
      child instanceof Y.XmlElement
        ? [child.nodeName, child.getAttributes(), elements(child)]
        : child instanceof Y.XmlText
          ? (child.toDelta() as unknown)
          : null,
    );
}

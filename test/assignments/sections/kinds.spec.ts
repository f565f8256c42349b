import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { safeLink } from '../../../src/assignments/sections/prose.rules.js';
import {
  freezeHandbook,
  isSectionKindName,
  sectionKinds,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { addSwotRow } from '../../../src/assignments/sections/swot-rows.rules.js';
import { element, emptyBook, expectBalanced, frame, html, link, text, written } from './support.js';

const { prose } = sectionKinds;

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
    const frozen = prose.freeze(doc, 'brief', frame);
    expect(frozen).toMatchObject({
      type: 'doc',
      content: [{ type: 'heading', attrs: { level: 3 } }, {}, {}, {}, {}],
    });
    expect(html(prose.toBlocks(frozen, emptyBook))).toBe(
      '<h3>Why <em>now</em></h3>' +
        '<p>Sales rose <a href="https://stat.example/a?b=1&amp;c=2" rel="nofollow noopener noreferrer"><strong>12 %</strong></a></p>' +
        '<ul><li><p>first</p></li></ul><ol start="3"><li><p>third</p></li></ol><blockquote><p>a<br>b</p></blockquote>',
    );
    expect(prose.summarise(frozen)).toEqual({ words: 9, entries: null, sum: null });
    expect(prose.isEmpty(frozen)).toBe(false);
  });

  it('is empty until there is more than white space', () => {
    expect(prose.isEmpty(prose.freeze(new Y.Doc(), 'brief', frame))).toBe(true);
    const doc = written([
      element('paragraph', {}, [text('  \u00A0 ', {})]),
      element('heading', { level: 4 }, []),
    ]);
    expect(prose.isEmpty(prose.freeze(doc, 'brief', frame))).toBe(true);
  });

  it('unwraps what it does not know and keeps its text', () => {
    const doc = written([
      element('script', { src: '//evil.example/x.js' }, [
        element('paragraph', { onclick: 'x()' }, [text('alert(1)', { blink: {} })]),
      ]),
      element('paragraph', {}, [text('<img src=x onerror=alert(1)>', { link: link('javascript:alert(1)') })]),
    ]);
    expect(html(prose.toBlocks(prose.freeze(doc, 'brief', frame), emptyBook))).toBe(
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
    expect(prose.isEmpty(prose.freeze(doc, 'brief', frame))).toBe(true);
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
          expectBalanced(html(kind.toBlocks(content, emptyBook)));
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('freezing a handbook', () => {
  const sections = [
    { key: 'brief', kind: 'prose', title: 'Brief' },
    { key: 'swot', kind: 'swot', title: 'SWOT' },
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

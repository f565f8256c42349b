import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stretches } from '../../src/platform/web/html-text.rules.js';
import { markHtml, textOfHtml } from '../../src/platform/web/marked-html.js';
import { sanitise } from '../../src/platform/web/safe-html.js';

const html =
  '<h3>Goal &amp; way</h3><p>Small <strong>hotels</strong> answer<br>guests.</p><ul><li><p>One</p></li><li><p>Two</p></li></ul><div class="table-box" tabindex="0"><table><tbody><tr><th scope="row">A</th><td class="to-right">1 &lt; 2</td></tr></tbody></table></div>';
const text = 'Goal & way\nSmall hotels answer\nguests.\nOne\nTwo\nA\n1 < 2\n';
const place = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });

describe('marks on words of a text', () => {
  it('are counted in a text with a line for each block', () => {
    expect(textOfHtml(html)).toBe(text);
    expect(textOfHtml(sanitise(html).toString())).toBe(text);
    expect(textOfHtml('<p>one\r\ntwo</p>')).toBe('one\ntwo\n');
  });

  it('go around words and leave everything else as it is', () => {
    expect(markHtml(html, [{ number: 1, ...place('hotels answer') }], { links: true })).toContain(
      'Small <strong><mark class="remarked" id="words-1" data-remarks="1">hotels</mark></strong><mark class="remarked" data-remarks="1"> answer</mark><a class="remark-number" href="#remark-1" aria-label="Remark 1" data-turbo="false">1</a><br>guests.',
    );
    expect(markHtml(html, [], { links: true })).toBe(html);
  });

  it('put no link into a link', () => {
    const marks = [{ number: 4, start: 3, end: 8 }];
    expect(markHtml('<p>In <a href="/x">these words</a>.</p>', marks, { links: true })).toBe(
      '<p>In <a href="/x"><mark class="remarked" id="words-4" data-remarks="4">these</mark> words</a><a class="remark-number" href="#remark-4" aria-label="Remark 4" data-turbo="false">4</a>.</p>',
    );
  });

  it('may overlap, and may go from one block into the next', () => {
    const marks = [
      { number: 1, ...place('answer\nguests.\nOne') },
      { number: 2, ...place('guests.') },
      { number: 3, ...place('guests.') },
    ];
    const marked = markHtml(html, marks, { links: false });
    expect(marked).toContain(
      '<mark class="remarked" id="words-1" data-remarks="1">answer</mark><br><span id="words-3"></span><mark class="remarked" id="words-2" data-remarks="1 2 3">guests.</mark></p><ul><li><p><mark class="remarked" data-remarks="1">One</mark></p>',
    );
    expect(textOfHtml(marked)).toBe(text);
  });

  it('wherever they stand, change no word and no element', () => {
    const mark = fc
      .tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 30 }))
      .map(([start, length]) => ({ start, end: Math.min(text.length, start + length) }));
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 6 }), (places) => {
        const marks = places.map((one, at) => ({ ...one, number: at + 1 }));
        const marked = markHtml(html, marks, { links: false });
        expect(textOfHtml(marked)).toBe(text);
        expect(marked.replace(/<\/?mark[^>]*>|<span id="words-\d+"><\/span>/g, '')).toBe(html);
        // Every mark can be linked to, unless it stands on line feeds alone.
        for (const { number, start, end } of marks) {
          if (text.slice(start, end).trim() !== '') expect(marked).toContain(`id="words-${number}"`);
        }
      }),
    );
  });

  it('are cut into stretches that do not overlap', () => {
    expect(
      stretches([
        { id: 'a', start: 0, end: 10 },
        { id: 'b', start: 5, end: 12 },
        { id: 'c', start: 20, end: 21 },
      ]),
    ).toEqual([
      { start: 0, end: 5, ids: ['a'], endsOf: [] },
      { start: 5, end: 10, ids: ['a', 'b'], endsOf: ['a'] },
      { start: 10, end: 12, ids: ['b'], endsOf: ['b'] },
      { start: 20, end: 21, ids: ['c'], endsOf: ['c'] },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderLesson, renderMarkdown } from '../../src/courses/versions/markdown.js';
import { videoAt } from '../../src/courses/versions/video.rules.js';

const html = (source: string, options = {}) => renderMarkdown(source, options).toString();
const picture = '/course-images/4f1c8a52-6f3e-4a8e-9c58-0d1f6a2b7c3d';

describe('A lesson', () => {
  it('has headings that can be linked to, each by an address of its own', () => {
    expect(html('# One & all\n\n## Costs\n\n## Costs\n\n## ***\n')).toBe(
      [
        '<h2 id="s-one-all">One &amp; all</h2>',
        '<h2 id="s-costs">Costs</h2>',
        '<h2 id="s-costs-2">Costs</h2>',
        '<hr />',
        '',
      ]
        .join('\n')
        .replace('<hr />', '<h2 id="s-part">***</h2>'),
    );
  });

  it('begins with a list of its contents when it has three parts or more', () => {
    const parts = '## One\n\n## <Two>\n\n### Within\n\n';
    expect(html(parts, { contents: true })).not.toContain('<nav');
    const long = renderLesson(`${parts}## Three`).toString();
    expect(long).toContain('<nav class="contents" aria-label="In this text">');
    expect(long).toContain('<li><a href="#s-two">&lt;Two&gt;</a></li><li><a href="#s-three">Three</a></li>');
    expect(renderLesson(`${parts}## Three`).toString()).toBe(long);
  });

  it('has callouts of seven kinds, each with its word, and the title that was typed behind it', () => {
    expect(html('> [!EXERCISE] Count <b>ten</b>\n> Do it.')).toBe(
      '<div class="callout callout-exercise"><p class="callout-title">Exercise: Count &lt;b&gt;ten&lt;/b&gt;</p>\n<p>Do it.</p>\n</div>\n',
    );
    for (const kind of ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION', 'EXAMPLE']) {
      const word = kind.charAt(0) + kind.slice(1).toLowerCase();
      expect(html(`> [!${kind}]\n> Text`)).toContain(
        `<div class="callout callout-${kind.toLowerCase()}"><p class="callout-title">${word}</p>`,
      );
    }
    expect(html('> [!SECRET]\n> Text')).toContain('<blockquote>');
  });

  it('has footnotes that lead there and back', () => {
    const text = html('One[^a], and again[^a].\n\n[^a]: A source.');
    expect(text).toContain('<a href="#fn1" id="fnref1">1</a>');
    expect(text).toContain('<a href="#fn1" id="fnref1:1">1</a>');
    expect(text).toContain('<section class="footnotes" aria-label="Notes">');
    expect(text).toContain('aria-label="Back to the text of note 1"');
  });

  it('shows a picture of the house with its caption, and says so where there is none', () => {
    expect(html(`![A *curve*](${picture} "Reach & cost")`)).toBe(
      `<figure><img src="${picture}" alt="A curve" loading="lazy" /><figcaption>Reach &amp; cost</figcaption></figure>\n`,
    );
    for (const address of [
      'images/curve.svg',
      'https://elsewhere.example/x.png',
      'data:image/png;base64,AAAA',
    ]) {
      const text = html(`Before ![A curve](${address}) after`);
      expect(text).not.toContain('<img');
      expect(text).not.toContain('src=');
    }
    expect(html('![A curve](images/curve.svg)')).toContain('Picture not found: A curve');
  });

  it('shows a link to a video that stands alone as a video, and loads nothing from there', () => {
    const text = html('[How a desk works](https://www.youtube.com/watch?v=dQw4w9WgXcQ)');
    expect(text).toContain('<figure class="video" data-controller="video"><a href="https://www.youtube.com/');
    expect(text).toContain('data-action="video#play"');
    expect(text).toContain('<figcaption>Video at YouTube.');
    expect(text).not.toMatch(/iframe|embed/);
    expect(html('See [it](https://vimeo.com/76979871) there.')).not.toContain('figure');
    expect(html('[A page](https://example.org/video)')).not.toContain('figure');
  });

  it('shows code and tables as they are', () => {
    expect(html('```html\n<b>&</b>\n```')).toBe('<pre><code>&lt;b&gt;&amp;&lt;/b&gt;\n</code></pre>\n');
    expect(html('|a|\n|-|\n|1|')).toContain('<div tabindex="0"><table>');
  });
});

describe('Hostile Markdown', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://elsewhere.example"></iframe>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt&colon;alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '![x](data:image/svg+xml;base64,PHN2Zz4=)',
    '![x](//elsewhere.example/x.png)',
    `![x](${picture}" onload="alert(1))`,
    '> [!NOTE] "><script>alert(1)</script>\n> x',
    '[x]: javascript:alert(1)\n\n[x]',
    '[^<script>]: <script>\n\nx[^<script>]',
    '## <style>*{display:none}</style>',
    '[play](https://www.youtube.com/watch?v="><script>)',
    '<https://vimeo.com/1"onclick="alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ];

  it.each(attacks)('%s stays harmless', (attack) => {
    expectHarmless(html(attack, { contents: true }));
  });

  it('stays harmless in whatever mixture', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...attacks,
        '> ',
        '\n',
        '\n\n',
        '# ',
        '- ',
        '`',
        '```\n',
        '|',
        '*',
        '_',
        '[',
        '](',
        ')',
        '"',
        "'",
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        expectHarmless(html(pieces.join(''), { contents: true }));
      }),
      {
        numRuns: 400,
        // A colon after what is no scheme: relative, though it looks like one.
        examples: [[['[x]: javascript:alert(1)\n\n[x]', ':', '[x](JaVaScRiPt&colon;alert(1))']]],
      },
    );
  });

  it.each([
    ['quotations', '>'.repeat(20_000) + ' x'],
    ['lists', '- '.repeat(5_000) + 'x'],
    ['brackets', '['.repeat(50_000)],
    ['emphasis', '*a '.repeat(20_000)],
    ['pictures', '![['.repeat(20_000)],
    ['footnotes', '[^'.repeat(20_000)],
    ['callouts', '> [!NOTE] x\n'.repeat(5_000)],
    ['tags', '<'.repeat(50_000)],
  ])('of endless %s is answered at once', (_what, source) => {
    const begun = performance.now();
    expectHarmless(html(source, { contents: true }));
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('An address of a video', () => {
  it.each([
    [
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1',
    ],
    ['https://youtu.be/dQw4w9WgXcQ?t=10', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1'],
    [
      'https://m.youtube.com/shorts/dQw4w9WgXcQ',
      'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1',
    ],
    ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871?autoplay=1&dnt=1'],
    ['https://media.example/talk.mp4', 'https://media.example/talk.mp4'],
  ])('%s is played from %s', (address, src) => {
    expect(videoAt(address)?.player.src).toBe(src);
  });

  it.each([
    'http://youtu.be/dQw4w9WgXcQ',
    'https://youtube.com.elsewhere.example/watch?v=dQw4w9WgXcQ',
    'https://user@www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/watch?v=../../x',
    'https://www.youtube.com/@channel',
    'https://vimeo.com/channels/staffpicks',
    'javascript:alert(1)//x.mp4',
    'talk.mp4',
    '',
  ])('%s is none', (address) => {
    expect(videoAt(address)).toBeNull();
  });
});

/** Text is escaped, so whatever looks like a tag is one. */
function expectHarmless(text: string): void {
  for (const [, tag = '', attributes = ''] of text.matchAll(/<([a-z][a-z0-9]*)\b([^>]*)>/gi)) {
    expect(known.has(tag)).toBe(true);
    for (const [, name = '', value = ''] of attributes.matchAll(/([a-z-]+)="([^"]*)"/gi)) {
      expect(name).toMatch(
        /^(href|src|alt|title|rel|id|class|tabindex|loading|start|aria-label|data-controller|data-action)$/,
      );
      // As a browser reads it: what it can't read leads nowhere.
      if (name === 'href') {
        expect(value).not.toMatch(/&(?!(?:amp|lt|gt|quot);)/);
        expect(URL.parse(value, 'https://academy.example/')?.protocol ?? 'https:').toMatch(
          /^(https?|mailto):$/,
        );
      }
      if (name === 'src') expect(value).toMatch(/^\/course-images\//);
    }
  }
}

const known = new Set(
  'h2 h3 h4 h5 h6 p br hr div section ul ol li table thead tbody tr th td a code em s strong sup span blockquote pre figure figcaption img nav'.split(
    ' ',
  ),
);

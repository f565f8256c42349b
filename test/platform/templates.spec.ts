import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sanitise } from '../../src/platform/web/safe-html.js';
import { createTemplates } from '../../src/platform/web/templates.js';

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), source);
  }
  return folder;
}

function rendered(source: string, model: object, others: Record<string, string> = {}): string {
  return createTemplates(folderOf({ 'page.hbs': source, ...others }), { rereadMs: Infinity }).render(
    'page',
    model,
  );
}

describe('a view', () => {
  it('escapes what people typed', () => {
    expect(rendered('<p>{{name}}</p>', { name: '<b>"Zoë"</b>' })).toBe(
      '<p>&lt;b&gt;&quot;Zoë&quot;&lt;/b&gt;</p>',
    );
  });

  it('is strict: a name that the model lacks is an error that names the view', () => {
    expect(() => rendered('{{nmae}}', { name: 'Zoë' })).toThrow(/View "page": "nmae" not defined/);
  });

  it('is read at the start, so a syntax error stops the start and names the file', () => {
    expect(() => createTemplates(folderOf({ 'users/broken.hbs': '{{#if}' }), { rereadMs: Infinity })).toThrow(
      /users\/broken\.hbs: Parse error/,
    );
  });

  it('fills a layout, and the rail of a layout that has one', () => {
    const layouts = {
      'layouts/base.hbs': '[{{title}} {{> @partial-block}}]',
      'layouts/work.hbs': '{{#> layouts/base}}{{> rail}}|{{> @partial-block}}{{/layouts/base}}',
    };
    const page =
      '{{#> layouts/work title="T"}}{{#*inline "rail"}}rail of {{who}}{{/inline}}work of {{who}}{{/layouts/work}}';
    expect(rendered(page, { who: 'Alice' }, layouts)).toBe('[T rail of Alice|work of Alice]');
  });

  it('gives back what was typed into a textarea line by line, however deep its partial is indented', () => {
    const html = rendered(
      '<div>\n    {{> field}}\n</div>',
      { value: 'one\n  two\n' },
      { 'field.hbs': '<textarea>\n{{value}}</textarea>' },
    );
    expect(html).toContain('<textarea>\none\n  two\n</textarea>');
  });

  it('is read again in development when its file changed', () => {
    const folder = folderOf({ 'page.hbs': 'before' });
    const templates = createTemplates(folder, { rereadMs: 0 });
    expect(templates.render('page', {})).toBe('before');
    writeFileSync(join(folder, 'page.hbs'), 'after');
    utimesSync(join(folder, 'page.hbs'), new Date(0), new Date(0));
    expect(templates.render('page', {})).toBe('after');
  });

  it('is unknown by a name that no file has', () => {
    expect(() => createTemplates(folderOf({}), { rereadMs: Infinity }).render('users/nobody', {})).toThrow(
      /no view "users\/nobody"/,
    );
  });

  it('draws icons for eyes only, and refuses one that does not exist', () => {
    expect(rendered('{{icon "check"}}', {})).toMatch(
      /^<svg class="icon"[^>]* aria-hidden="true"[^>]*><path [^>]*><\/svg>$/,
    );
    expect(() => rendered('{{icon "no-such-icon"}}', {})).toThrow(/no icon of this name/);
    expect(() => rendered('{{icon name}}', { name: '../package' })).toThrow(/wants the name/);
  });
});

describe('HTML that people wrote', () => {
  it('is printed as HTML only after it was sanitised', () => {
    expect(rendered('{{safeHtml body}}', { body: sanitise('<p>Text</p>') })).toBe('<p>Text</p>');
    expect(rendered('{{safeHtml body}}', { body: '<p>Text</p>' })).toBe('&lt;p&gt;Text&lt;/p&gt;');
    expect(rendered('{{safeHtml body}}', { body: { toString: () => '<script>' } })).toBe('');
  });

  it.each([
    ['scripts', '<p>a<script>alert(1)</script></p>', '<p>a</p>'],
    ['handlers and styles', '<p onclick="x()" style="position:fixed">a</p>', '<p>a</p>'],
    ['addresses that run', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
    ['forms', '<form action="/sign-out"><input name="a"><button>b</button></form>', 'b'],
    ['ids that could shadow ours', '<li id="main">a</li>', '<li>a</li>'],
    ['classes that could look like ours', '<p class="verdict verdict-valid">Valid</p>', '<p>Valid</p>'],
    ['pictures from elsewhere', '<img src="https://tracker.example/a.png" alt="a">', ''],
    [
      'pictures that are none',
      '<img src="/sign-out" alt="a"><img src="/handbooks/x/images/../../.." alt="b">',
      '',
    ],
    ['frames', '<iframe src="https://example.org"></iframe>', ''],
  ])('loses %s', (_what, html, kept) => {
    expect(sanitise(html).toString()).toBe(kept);
  });

  it('keeps prose: tables, quotations, code, footnotes', () => {
    const prose =
      '<h2>A</h2><table><thead><tr><th scope="col">Year</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody></table>' +
      '<blockquote><p>q</p></blockquote><pre><code>x &lt; y</code></pre>' +
      '<ol><li id="fn1">note</li></ol><figure><img src="/handbooks/0f8fad5b-d9cb-469f-a165-70867728950e/images/0f8fad5b-d9cb-469f-a165-70867728950f" alt="A chart" loading="lazy" /><figcaption>c</figcaption></figure>';
    expect(sanitise(prose).toString()).toBe(prose);
  });

  it('leaves the first rank of headings to the page', () => {
    expect(sanitise('<h1>Mine</h1>').toString()).toBe('<h2>Mine</h2>');
  });

  it('tells other sites nothing about where a link was', () => {
    expect(sanitise('<a href="https://example.org/" rel="opener">a</a>').toString()).toBe(
      '<a href="https://example.org/" rel="noopener noreferrer nofollow">a</a>',
    );
  });
});

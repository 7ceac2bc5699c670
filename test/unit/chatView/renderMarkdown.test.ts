import assert from 'node:assert/strict';
import fc from 'fast-check';
import { languageOf, highlight } from '../../../src/webviews/chat/markdown/highlight.js';
import { linkTarget } from '../../../src/webviews/chat/markdown/linkTarget.js';
import { renderMarkdown } from '../../../src/webviews/chat/markdown/renderMarkdown.js';

/** Tags that the renderer may produce; anything else in its HTML came from the text. */
const ownTags =
  /<\/?(?:p|br|hr|h[1-6]|blockquote|ul|ol|li|strong|em|del|code|pre|kbd|sub|sup|a|table|thead|tbody|tr|th|td)(?: (?:data-href|data-cite|align|start|class)="[^"<>]*")*\s*\/?>/g;

describe('renderMarkdown', () => {
  it('writes links without an address that a browser would follow', () => {
    assert.equal(
      renderMarkdown('[a](https://example.com/?a=1&b=2)'),
      '<p><a data-href="https://example.com/?a=1&amp;b=2">a</a></p>\n',
    );
    assert.equal(
      renderMarkdown('![cat](https://example.com/cat.png)'),
      '<p><a data-href="https://example.com/cat.png">Image: cat</a></p>\n',
    );
  });

  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript&colon;alert(1)',
    '%6aavascript:alert(1)',
    'command:workbench.action.terminal.new',
    'data:text/html,x',
    'vbscript:x',
    'vscode://file/etc/passwd',
    'mailto:a@b.c',
    '//evil.example/x',
    '#anchor',
  ]) {
    it(`shows a link to ${href} as plain text`, () => {
      assert.equal(renderMarkdown(`[label](${href})`), '<p>label</p>\n');
      assert.doesNotMatch(renderMarkdown(`<${href}>`), /<a/);
      assert.doesNotMatch(renderMarkdown(`![label](${href})`), /<a|<img/);
    });
  }

  it('shows raw HTML as text, except breaks and the like', () => {
    assert.match(renderMarkdown('<script>alert(1)</script>'), /^<p>&lt;script&gt;/);
    assert.equal(
      renderMarkdown('a <b onclick="x">b</b>'),
      '<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>\n',
    );
    assert.equal(renderMarkdown('a<br>b <kbd>Ctrl</kbd>'), '<p>a<br>b <kbd>Ctrl</kbd></p>\n');
    assert.doesNotMatch(renderMarkdown('<kbd onclick="x">a</kbd>'), /<kbd/);
  });

  it('turns numbers of sources into references, but not in code', () => {
    assert.equal(
      renderMarkdown('It is [1] and [2, 3].'),
      '<p>It is [<a data-cite="1">1</a>] and [<a data-cite="2">2</a>, <a data-cite="3">3</a>].</p>\n',
    );
    assert.equal(renderMarkdown('`a[1]`'), '<p><code>a[1]</code></p>\n');
    assert.equal(renderMarkdown('[1](src/a.ts)'), '<p><a data-href="src/a.ts">1</a></p>\n');
  });

  it('links bare places in files, and nothing that only looks like one', () => {
    assert.match(renderMarkdown('See src/cart.ts:12-30.'), /<a data-href="src\/cart.ts:12-30">/);
    assert.match(renderMarkdown('at src/cart.ts:12:5)'), /<a data-href="src\/cart.ts:12:5">/);
    assert.doesNotMatch(renderMarkdown('At 12:30 or example.com:8080 or a/b:3'), /<a/);
    const [link, ...more] = renderMarkdown('https://example.com/a/b.ts:12').matchAll(
      /data-href="([^"]*)"/g,
    );
    assert.equal(link?.[1], 'https://example.com/a/b.ts:12');
    assert.equal(more.length, 0);
  });

  it('writes only tags of its own, whatever the text is', () => {
    const nasty = fc.array(
      fc.oneof(
        fc.constantFrom('<', '>', '"', "'", '[', ']', '(', ')', '`', '```\n', '\n', '\n\n', '&lt;'),
        fc.constantFrom('<img src=x onerror=alert(1)>', '<a href="javascript:1">', '<!--', ']]>'),
        fc.constantFrom('[x](javascript:1)', '![x](data:x)', '|', '---', '- ', '> ', 'a/b.ts:1'),
        fc.string(),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        assert.doesNotMatch(renderMarkdown(parts.join('')).replaceAll(ownTags, ''), /</);
      }),
      { numRuns: 1_000 },
    );
  });

  const bombs: Readonly<Record<string, string>> = {
    'a line of a million characters': 'x'.repeat(1_000_000),
    'quotes in quotes': '> '.repeat(9_000),
    'lists in lists': '- '.repeat(9_000),
    brackets: '['.repeat(19_000),
    'brackets and links': '[a]('.repeat(4_900),
    stars: '*a_ '.repeat(4_900),
    'stars without spaces': '**a'.repeat(6_000),
    backticks: Array.from({ length: 190 }, (_, count) => '`'.repeat(count)).join(' '),
    'open tags': '<a '.repeat(6_000),
    paths: 'a/'.repeat(9_000),
    dots: 'a.'.repeat(9_000),
    'table cells': `${'|a'.repeat(4_000)}|\n${'|-'.repeat(4_000)}|\n`,
    ampersands: '&'.repeat(19_000),
    addresses: 'http://a'.repeat(2_400),
    mails: 'a@'.repeat(9_000),
  };
  for (const [name, text] of Object.entries(bombs)) {
    it(`does not hang on ${name}`, function () {
      this.timeout(20_000);
      const startMs = performance.now();
      renderMarkdown(text);
      const tookMs = performance.now() - startMs;
      assert.ok(tookMs < 5_000, `${tookMs.toFixed(0)} ms`);
    });
  }
});

describe('linkTarget', () => {
  it('takes web addresses and paths as they stand', () => {
    for (const href of [
      'https://a.b/c',
      'src/a.ts:12',
      'a.ts',
      './a%20b.ts#L3',
      'C:\\w\\a.ts:4',
      'file:///w/a.ts',
    ]) {
      assert.equal(linkTarget(` ${href} `), href);
    }
  });

  it('takes nothing else', () => {
    for (const href of [
      '',
      '#a',
      '?a',
      'command:a',
      'command:a:12',
      'java\nscript:1',
      '%',
      'http://',
      'file://host/x',
      '\\\\host\\x',
    ]) {
      assert.equal(linkTarget(href), undefined, href);
    }
  });
});

describe('highlight', () => {
  it('takes the language from the info string', () => {
    assert.equal(languageOf('ts src/cart.ts'), 'ts');
    assert.equal(languageOf('c++'), 'c++');
    assert.equal(languageOf('ts:src/cart.ts'), 'ts');
    assert.equal(languageOf(''), '');
  });

  it('colours known languages, escapes the code, and leaves the rest alone', () => {
    assert.match(highlight('const a = "<b>";', 'ts') ?? '', /hljs-keyword.*&lt;b&gt;/);
    assert.match(highlight('{"a": 1}', 'jsonc') ?? '', /hljs-attr/);
    assert.equal(highlight('a', 'brainfuck'), undefined);
    assert.equal(highlight('a'.repeat(100_000), 'ts'), undefined);
  });
});

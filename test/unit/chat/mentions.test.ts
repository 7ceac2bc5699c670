import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import {
  kindSuggestions,
  mentionQuery,
  mentionsIn,
  mentionText,
  parseMention,
} from '../../../src/features/chat/core/mentions.js';
import { rankPaths } from '../../../src/features/chat/core/rankPaths.js';
import { languageOfTag } from '../../../src/features/chat/core/codeLanguage.js';
import { splitCommand } from '../../../src/features/chat/core/slashCommands.js';
import { suggestMentions } from '../../../src/features/chat/core/suggestMentions.js';
import { FakeSource } from './fakeChatParts.js';

describe('mentions', () => {
  it('are found in a question, each once, without the punctuation around them', () => {
    const question =
      'See @file:src/a.ts, (@folder:"my dir/x") and @file:src/a.ts. What says @problems? @symbol:total#src/a.ts!';
    assert.deepEqual(mentionsIn(question), [
      { kind: 'file', value: 'src/a.ts' },
      { kind: 'folder', value: 'my dir/x' },
      { kind: 'problems', value: '' },
      { kind: 'symbol', value: 'total#src/a.ts' },
    ]);
  });

  it('are not seen in addresses, packages, decorators or halves of words', () => {
    assert.deepEqual(
      mentionsIn('a@file:b.c @scope/file @Injectable @file @workspaces me@workspace ./@selection'),
      [],
    );
  });

  it('come back from their own text', () => {
    for (const value of ['src/a.ts', 'my dir/a b.ts', 'odd.)', 'a"b']) {
      const mention = { kind: 'file', value } as const;
      if (!value.includes('"')) assert.deepEqual(parseMention(mentionText(mention)), mention);
    }
    assert.deepEqual(parseMention('@terminal-selection'), { kind: 'terminalSelection', value: '' });
    assert.equal(parseMention('@nothing:x'), undefined);
    assert.deepEqual(parseMention('@changes'), { kind: 'changes', value: '' });
    const named = { kind: 'changes', value: '/w/my repo' } as const;
    assert.deepEqual(parseMention(mentionText(named)), named);
  });

  it('know what is being typed', () => {
    assert.deepEqual(mentionQuery('fi'), { text: 'fi' });
    assert.deepEqual(mentionQuery('file:ca'), { kind: 'file', text: 'ca' });
    assert.deepEqual(mentionQuery('file:"my d'), { kind: 'file', text: 'my d' });
    assert.deepEqual(mentionQuery('problems:x'), { text: 'problems:x' });
  });

  it('are suggested: kinds first, then files', async () => {
    const source = new FakeSource();
    source.files.set('src/files.ts', '');
    const signal = new AbortController().signal;
    const all = await suggestMentions(source, '', untranslated, signal);
    assert.equal(all.length, 8);
    const some = await suggestMentions(source, 'file', untranslated, signal);
    assert.deepEqual(
      some.map(({ insertText, continues }) => [insertText, continues]),
      [
        ['@file:', true],
        ['@file:src/files.ts', false],
      ],
    );
    assert.deepEqual(
      kindSuggestions('Se', untranslated).map(({ label }) => label),
      ['@selection'],
    );
  });
});

describe('rankPaths', () => {
  it('puts names before folders and whole words before scattered letters', () => {
    const paths = ['cart/index.ts', 'src/scart.ts', 'src/cart.ts', 'c/a/r/t.md', 'other.md'];
    assert.deepEqual(rankPaths(paths, 'Cart', 9), [
      'src/cart.ts',
      'src/scart.ts',
      'cart/index.ts',
      'c/a/r/t.md',
    ]);
    assert.deepEqual(rankPaths(paths, '', 2), ['cart/index.ts', 'src/scart.ts']);
  });
});

describe('splitCommand', () => {
  it('takes known commands only', () => {
    assert.deepEqual(splitCommand(' /fix the loop'), { command: 'fix', question: 'the loop' });
    assert.deepEqual(splitCommand('/explain'), { command: 'explain', question: '' });
    assert.deepEqual(splitCommand('/usr/bin is what?'), { question: '/usr/bin is what?' });
    assert.deepEqual(splitCommand('/fixture'), { question: '/fixture' });
  });
});

describe('languageOfTag', () => {
  it('knows the tags that models write', () => {
    const known = ['typescript', 'python', 'go'];
    assert.equal(languageOfTag('ts', known), 'typescript');
    assert.equal(languageOfTag('Python {linenos}', known), 'python');
    assert.equal(languageOfTag('go', known), 'go');
    assert.equal(languageOfTag('brainfuck', known), undefined);
  });
});

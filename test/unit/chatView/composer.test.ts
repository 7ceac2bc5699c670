import assert from 'node:assert/strict';
import { isSubmitKey } from '../../../src/webviews/chat/composer/submitKey.js';
import {
  commandSuggestions,
  complete,
  mentionSuggestion,
  triggerAt,
  withoutMention,
} from '../../../src/webviews/chat/composer/trigger.js';
import { windowParts, windowText } from '../../../src/webviews/chat/composer/windowParts.js';

/** The trigger where `|` stands in the text. */
function at(marked: string): string | undefined {
  const caret = marked.indexOf('|');
  const trigger = triggerAt(marked.replace('|', ''), caret);
  return trigger && `${trigger.kind} ${trigger.start} ${trigger.query}`;
}

describe('triggerAt', () => {
  it('sees a command only at the beginning', () => {
    assert.equal(at('/|'), 'command 0 ');
    assert.equal(at('  /ex|'), 'command 2 ex');
    assert.equal(at('/explain |'), undefined);
    assert.equal(at('look in src/|'), undefined);
    assert.equal(at('what is /ex|'), undefined);
  });

  it('sees a mention at the beginning of a word', () => {
    assert.equal(at('@|'), 'mention 0 ');
    assert.equal(at('in @file:src/ca| and'), 'mention 3 file:src/ca');
    assert.equal(at('(@fi|'), 'mention 1 fi');
    assert.equal(at('see @file:"my dir/a b|'), 'mention 4 file:"my dir/a b');
    assert.equal(at('mail a@b|'), undefined);
    assert.equal(at('@file:a.ts |'), undefined);
    assert.equal(at(`@${'a'.repeat(500)}|`), undefined);
  });
});

describe('complete', () => {
  it('puts the suggestion in place of what was typed', () => {
    const whole = { insertText: '@file:a.ts', continues: false };
    assert.deepEqual(complete('see @fi now', { start: 4, end: 7 }, whole), {
      text: 'see @file:a.ts now',
      caret: 15,
    });
    assert.deepEqual(complete('@fi', { start: 0, end: 3 }, whole), {
      text: '@file:a.ts ',
      caret: 11,
    });
    assert.deepEqual(
      complete('@fi', { start: 0, end: 3 }, { insertText: '@file:', continues: true }),
      {
        text: '@file:',
        caret: 6,
      },
    );
  });

  it('offers the commands that begin so, and attaches what does not go on', () => {
    const commands = [
      { name: 'explain', description: 'a' },
      { name: 'fix', description: 'b' },
    ];
    assert.deepEqual(
      commandSuggestions(commands, 'f').map(({ label }) => label),
      ['/fix'],
    );
    const file = { kind: 'file', insertText: '@file:', label: '@file', continues: true } as const;
    assert.equal(mentionSuggestion(file).attaches, false);
    assert.equal(mentionSuggestion({ ...file, continues: false }).attaches, true);
  });
});

describe('withoutMention', () => {
  const link = { uri: 'file:///w/a.ts', path: 'a.ts' };
  it('removes the mentions that stand for the attachment, and no others', () => {
    const file = { id: '1', kind: 'file', label: 'a.ts', link } as const;
    assert.equal(
      withoutMention('x @file:a.ts y @file:b.ts @folder:a.ts', file),
      'x y @file:b.ts @folder:a.ts',
    );
    assert.equal(withoutMention('@file:"a.ts" y', file), 'y');
    const symbol = { id: '1', kind: 'symbol', label: 'f', link } as const;
    assert.equal(withoutMention('@symbol:f#a.ts y', symbol), 'y');
    const selection = { id: '1', kind: 'selection', label: 'a.ts:1', link } as const;
    assert.equal(withoutMention('fix @selection now', selection), 'fix now');
    assert.equal(withoutMention('a@selection', selection), 'a@selection');
    assert.equal(withoutMention('@x', { id: '1', kind: 'paste', label: 'p' }), '@x');
  });
});

describe('isSubmitKey', () => {
  const enter = { key: 'Enter', shiftKey: false, altKey: false, isComposing: false };
  it('is Enter alone, and not while an input method composes', () => {
    assert.equal(isSubmitKey(enter), true);
    assert.equal(isSubmitKey({ ...enter, shiftKey: true }), false);
    assert.equal(isSubmitKey({ ...enter, isComposing: true }), false);
    assert.equal(isSubmitKey({ ...enter, key: 'a' }), false);
  });
});

describe('windowParts', () => {
  const use = {
    contextSize: 4_096,
    instructions: 100,
    history: 200,
    attachments: 0,
    question: 20,
    answer: 1_024,
  };
  it('adds what is free, and says what the prompt takes', () => {
    const parts = windowParts(use);
    assert.equal(
      parts.reduce((sum, { tokens }) => sum + tokens, 0),
      4_096,
    );
    assert.deepEqual(parts.at(-1), { kind: 'free', label: 'Free', tokens: 2_752 });
    assert.equal(windowText(use), '320 of 4,096 tokens (8 %)');
  });

  it('is never less than empty', () => {
    assert.equal(windowParts({ ...use, attachments: 9_000 }).at(-1)?.tokens, 0);
    assert.equal(windowText({ ...use, contextSize: 0 }), '320 of 0 tokens (–)');
  });
});

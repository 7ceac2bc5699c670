import assert from 'node:assert/strict';
import type {
  ChatPart,
  ChatRequestMessage,
} from '../../../src/features/languageModel/core/chatPart.js';
import {
  plainMessages,
  toolMessages,
} from '../../../src/features/languageModel/core/promptMessages.js';

const text = (words: string): ChatPart => ({ kind: 'text', text: words });
const call: ChatPart = { kind: 'call', callId: 'c1', name: 'search', input: { query: 'tax' } };
const result = (callId = 'c1'): ChatPart => ({ kind: 'result', callId, text: 'cart.ts' });
const say = (role: ChatRequestMessage['role'], ...parts: ChatPart[]): ChatRequestMessage => ({
  role,
  parts,
});

const conversation = [
  say('system', text('Be brief.')),
  say('user', text('Where is '), text('the tax?')),
  say('assistant', text('I look.'), call),
  say('user', result(), text('Go on.')),
  say('system', text('Be kind.')),
  say('assistant', text('There.')),
];

describe('messages for a chat template', () => {
  it('puts system text first and each result behind its call', () => {
    assert.deepEqual(toolMessages(conversation), [
      { role: 'system', text: 'Be brief.\n\nBe kind.' },
      { role: 'user', text: 'Where is the tax?' },
      {
        role: 'assistant',
        text: 'I look.',
        toolCalls: [{ id: 'c1', name: 'search', arguments: { query: 'tax' } }],
      },
      { role: 'tool', callId: 'c1', name: 'search', text: 'cart.ts' },
      { role: 'user', text: 'Go on.' },
      { role: 'assistant', text: 'There.' },
    ]);
  });

  it('reads a result whose call is gone as the user’s words', () => {
    const [only, ...others] = toolMessages([say('user', result('gone'))]);
    assert.deepEqual(others, []);
    assert.equal(only?.role, 'user');
    assert.match(only.text, /cart\.ts/);
  });

  it('tells a model without tools about them in words, roles in turn', () => {
    const messages = plainMessages([...conversation, say('assistant', { kind: 'image' })]);
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user', 'assistant'],
    );
    assert.match(messages[2]?.text ?? '', /I look\.[\s\S]*search[\s\S]*tax/);
    assert.match(messages[3]?.text ?? '', /cart\.ts[\s\S]*Go on\./);
    assert.match(messages[4]?.text ?? '', /cannot see/);
  });

  it('leaves out what says nothing', () => {
    assert.deepEqual(toolMessages([say('user'), say('assistant'), say('system')]), []);
    assert.deepEqual(plainMessages([say('user'), say('assistant'), say('system')]), []);
  });
});

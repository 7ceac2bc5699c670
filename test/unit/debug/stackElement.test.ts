import assert from 'node:assert/strict';
import { stackElement } from '../../../src/features/debug/core/stackElement.js';

describe('stackElement', () => {
  const sessionId = '5d9e0d2e-6b1c-4a53-9f3f-6f0c4e1f9a55';

  it('reads a frame, a thread and a session of the call stack', () => {
    const thread = { sessionId, threadId: `thread:${sessionId}:17` };
    const frame = {
      ...thread,
      frameId: `stackframe:thread:${sessionId}:17:0:total`,
      frameName: 'total',
      frameLocation: { range: { startLineNumber: 4, endLineNumber: 4 }, source: { path: '/w/a' } },
    };
    assert.deepEqual(stackElement({ sessionId }), { sessionId });
    assert.deepEqual(stackElement(thread), { sessionId, threadId: 17 });
    assert.deepEqual(stackElement(frame), {
      sessionId,
      threadId: 17,
      frame: { name: 'total', line: 4 },
    });
  });

  it('knows nothing else', () => {
    for (const argument of [undefined, null, 'file:///w/a.js', 17, {}, { sessionId: 3 }]) {
      assert.equal(stackElement(argument), undefined);
    }
    const odd = stackElement({ sessionId, threadId: 'main' });
    assert.deepEqual(odd, { sessionId });
  });
});

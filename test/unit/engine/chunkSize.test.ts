import assert from 'node:assert/strict';
import { ChunkSize } from '../../../src/engine/scheduling/chunkSize.js';

describe('ChunkSize', () => {
  it('begins small, as the machine may be slow', () => {
    assert.equal(new ChunkSize(256).tokens, 64);
    assert.equal(new ChunkSize(40).tokens, 40);
  });

  it('becomes what the machine computes in 150 ms, within its bounds', () => {
    const speeds: [msPerToken: number, tokens: number][] = [
      [0.1, 256],
      [1, 150],
      [2, 75],
      [20, 64],
    ];
    for (const [msPerToken, tokens] of speeds) {
      const size = new ChunkSize(256);
      for (let batch = 0; batch < 12; batch++) size.observe(64, 64 * msPerToken);
      assert.equal(size.tokens, tokens, `${String(msPerToken)} ms per token`);
    }
  });

  it('follows a machine that becomes busy, and forgets it again', () => {
    const size = new ChunkSize(256);
    const after = (tokens: number, durationMs: number): number => {
      for (let batch = 0; batch < 8; batch++) size.observe(tokens, durationMs);
      return size.tokens;
    };
    assert.equal(after(128, 64), 256);
    assert.equal(after(128, 640), 64);
    assert.ok(after(64, 32) > 200);
  });

  it('does not judge by the last few tokens of a prompt', () => {
    const size = new ChunkSize(256);
    size.observe(3, 90);
    assert.equal(size.tokens, 64);
  });
});

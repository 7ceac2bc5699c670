import assert from 'node:assert/strict';
import { ThreadGovernor } from '../../../src/engine/scheduling/threadGovernor.js';

const tokens = 20;
const fast = (governor: ThreadGovernor): number | undefined =>
  governor.observe(10 * tokens, tokens);
const slow = (governor: ThreadGovernor): number | undefined =>
  governor.observe(50 * tokens, tokens);

describe('ThreadGovernor', () => {
  it('leaves the threads alone while requests take about as long', () => {
    const governor = new ThreadGovernor(8);
    for (const msPerToken of [10, 12, 9, 20, 35]) {
      assert.equal(governor.observe(msPerToken * tokens, tokens), undefined);
    }
  });

  it('halves them after two slow requests in a row', () => {
    const governor = new ThreadGovernor(7);
    fast(governor);
    assert.equal(slow(governor), undefined);
    assert.equal(slow(governor), 3);
  });

  it('forgives one slow request', () => {
    const governor = new ThreadGovernor(8);
    fast(governor);
    slow(governor);
    fast(governor);
    assert.equal(slow(governor), undefined);
  });

  it('judges by time per token, not by time', () => {
    const governor = new ThreadGovernor(8);
    fast(governor);
    assert.equal(governor.observe(100 * 10 * tokens, 100 * tokens), undefined);
    assert.equal(governor.observe(100 * 10 * tokens, 100 * tokens), undefined);
  });

  it('does not judge requests of a few tokens, slow or fast', () => {
    const governor = new ThreadGovernor(8);
    governor.observe(1, 7);
    fast(governor);
    slow(governor);
    assert.equal(governor.observe(70_000, 7), undefined);
    assert.equal(slow(governor), 4, 'the short request neither counted nor excused');
  });

  it('measures anew after a change, as fewer threads are slower by themselves', () => {
    const governor = new ThreadGovernor(8);
    fast(governor);
    slow(governor);
    assert.equal(slow(governor), 4);
    for (let request = 0; request < 5; request++) assert.equal(slow(governor), undefined);
    const muchSlower = (): number | undefined => governor.observe(250 * tokens, tokens);
    assert.equal(muchSlower(), undefined);
    assert.equal(muchSlower(), 2);
  });

  it('never goes below one thread', () => {
    const governor = new ThreadGovernor(1);
    fast(governor);
    for (let request = 0; request < 5; request++) assert.equal(slow(governor), undefined);
  });

  it('has nothing to compare the first request with', () => {
    assert.equal(new ThreadGovernor(8).observe(1e6, tokens), undefined);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PrefixTrie } from '../../../src/features/completion/core/reuse/prefixTrie.js';

describe('PrefixTrie', () => {
  it('finds what a list of all keys would find, after any changes', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '🚀'), { maxLength: 7 });
    const key = text.map((parts) => parts.join(''));
    const change = fc.record({ key, isRemoved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), key, (changes, query) => {
        const trie = new PrefixTrie<{ key: string; order: number }>();
        const all = new Map<string, { key: string; order: number }>();
        changes.forEach((one, order) => {
          if (one.isRemoved) {
            trie.delete(one.key);
            all.delete(one.key);
          } else {
            const value = { key: one.key, order };
            trie.set(one.key, value);
            all.set(one.key, value);
          }
        });
        const expected = [...all.values()]
          .filter((value) => query.startsWith(value.key))
          .sort((one, other) => one.key.length - other.key.length);
        assert.deepEqual(trie.prefixesOf(query), expected);
        trie.clear();
        assert.deepEqual(trie.prefixesOf(query), []);
      }),
      { numRuns: 2_000 },
    );
  });
});

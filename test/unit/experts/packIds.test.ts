import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packIds, unpackIds } from '../../../src/base/routing/packIds.js';
import { arbitraryRouting } from '../../support/expertsView/arbitraryRouting.js';

describe('packIds', () => {
  it('comes back unchanged', () => {
    fc.assert(
      fc.property(arbitraryRouting, ({ ids, expertCount }) => {
        const given = Int16Array.from(ids);
        assert.deepEqual(unpackIds(packIds(given, expertCount), expertCount), given);
      }),
    );
  });

  it('uses one byte up to 255 experts and two beyond', () => {
    const ids = Int16Array.of(254, -1, 0);
    assert.deepEqual(packIds(ids, 255), Uint8Array.of(254, 255, 0));
    assert.deepEqual(packIds(Int16Array.of(255, -1), 256), Int16Array.of(255, -1));
  });
});

import assert from 'node:assert/strict';
import { checkMemory } from '../../../src/engine/runtime/memoryCheck.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { sampleModel } from '../../support/sampleModel.js';

const gib = 1024 ** 3;
const file = { ...sampleModel().file, name: 'Big MoE', sizeBytes: 4 * gib };

describe('checkMemory', () => {
  it('lets a model through that leaves half a GiB', () => {
    checkMemory(file, undefined, 4.5 * gib);
  });

  it('refuses one that does not, with both sizes and what to do', () => {
    assert.throws(
      () => {
        checkMemory(file, undefined, 4.5 * gib - 1);
      },
      (error) => {
        assert.ok(EngineError.is(error, 'notEnoughMemory'));
        assert.match(error.message, /Big MoE needs about 4\.5 GiB .* 4\.5 GiB are free\. Close/);
        return true;
      },
    );
  });

  it('asks the system when it is not told', () => {
    checkMemory({ ...file, sizeBytes: 0 });
    assert.throws(() => {
      checkMemory({ ...file, sizeBytes: 2 ** 60 });
    });
  });
});

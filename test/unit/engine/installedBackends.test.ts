import assert from 'node:assert/strict';
import { isInstalled, ladderOf } from '../../../src/engine/backend/installedBackends.js';

describe('ladderOf', () => {
  it('is Metal on Apple silicon, else CUDA before Vulkan, and ends on the CPU everywhere', () => {
    assert.deepEqual(ladderOf('linux', 'x64'), ['cuda', 'vulkan', 'cpu']);
    assert.deepEqual(ladderOf('linux', 'arm64'), ['cuda', 'vulkan', 'cpu']);
    assert.deepEqual(ladderOf('win32', 'x64'), ['cuda', 'vulkan', 'cpu']);
    assert.deepEqual(ladderOf('darwin', 'arm64'), ['metal', 'cpu']);
    assert.deepEqual(ladderOf('darwin', 'x64'), ['cpu']);
  });
});

describe('isInstalled', () => {
  it('needs no package for the CPU', () => {
    assert.equal(isInstalled('cpu'), true);
  });

  it('does not find the other platforms’ backends', () => {
    if (process.platform === 'darwin') {
      assert.equal(isInstalled('cuda'), false);
      assert.equal(isInstalled('vulkan'), false);
    } else {
      assert.equal(isInstalled('metal'), false);
    }
  });
});

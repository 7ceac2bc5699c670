import assert from 'node:assert/strict';
import { engineEnvironment } from '../../../src/engineClient/engineEnvironment.js';

describe('engineEnvironment', () => {
  it('keeps ordinary variables and drops what changes how Node starts', () => {
    const environment = engineEnvironment({
      PATH: '/bin',
      HOME: '/home/ada',
      NODE_OPTIONS: '--inspect',
      Node_Options: '--inspect',
      VSCODE_IPC_HOOK: '/run/hook',
      vscode_pid: '1',
      ELECTRON_NO_ASAR: '1',
      CUDA_VISIBLE_DEVICES: '0',
      UNSET: undefined,
    });
    assert.deepEqual(environment, {
      PATH: '/bin',
      HOME: '/home/ada',
      CUDA_VISIBLE_DEVICES: '0',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });

  it('drops an empty CI only', () => {
    assert.equal('CI' in engineEnvironment({ CI: '' }), false);
    assert.equal(engineEnvironment({ CI: 'true' })['CI'], 'true');
  });

  it('sets ELECTRON_RUN_AS_NODE whatever the host had', () => {
    assert.equal(engineEnvironment({ ELECTRON_RUN_AS_NODE: '' })['ELECTRON_RUN_AS_NODE'], '1');
  });
});

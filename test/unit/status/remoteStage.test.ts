import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import { statusView } from '../../../src/features/status/core/statusView.js';
import type { StatusView } from '../../../src/features/status/core/statusItem.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { RemoteServer } from '../../../src/protocol/remoteServer.js';
import { sampleModel } from '../../support/sampleModel.js';

const host = 'gpu.example.org:8000';
const server: RemoteServer = { host, software: 'vllm', isLocal: false, isEncrypted: true };

function view(engine: EngineState, completionEnabled = true): StatusView {
  return statusView(
    { engine, modelFound: true, completionEnabled, remoteHost: host },
    untranslated,
  );
}

const ready = (remote: RemoteServer): EngineState => ({
  kind: 'ready',
  model: { ...sampleModel(), remote },
});

describe('statusView with a remote endpoint', () => {
  it('says in the bar itself where text goes', () => {
    const { text, severity, details } = view(ready(server));
    assert.equal(text, `Switchyard $(cloud-upload) ${host}`);
    assert.equal(severity, 'normal');
    assert.match(
      details[0] ?? '',
      /leave this machine: they are sent to gpu\.example\.org:8000, enc/,
    );
  });

  it('warns where it goes there unencrypted', () => {
    const { severity, details } = view(ready({ ...server, isEncrypted: false }));
    assert.equal(severity, 'warning');
    assert.match(details[0] ?? '', /NOT encrypted/);
  });

  it('does not cry wolf for a server on this machine', () => {
    const { text, details } = view(ready({ ...server, isLocal: true, isEncrypted: false }));
    assert.match(text, /\$\(server\)/);
    assert.match(details[0] ?? '', /nothing leaves it/);
  });

  it('offers the way back first where the endpoint cannot be used, with the reason', () => {
    const message = 'It is gone.';
    const failed = view({ kind: 'idle', error: { reason: 'remoteUnreachable', message } });
    assert.equal(failed.severity, 'error');
    assert.deepEqual(failed.details, [message]);
    assert.deepEqual(failed.actions.slice(0, 2), ['reconnect', 'useLocalModel']);
  });

  it('never offers what is about the engine of this machine', () => {
    for (const engine of [ready(server), { kind: 'starting' }, { kind: 'stopped' }] as const) {
      assert.ok(!view(engine).actions.includes('restartEngine'), engine.kind);
      assert.ok(view(engine).actions.includes('useLocalModel'), engine.kind);
    }
  });

  it('says that completion is off', () => {
    assert.match(view(ready(server), false).text, /\$\(circle-slash\)/);
  });
});

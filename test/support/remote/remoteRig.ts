import { systemClock } from '../../../src/base/clock.js';
import { untranslated } from '../../../src/base/translate.js';
import { parseEndpointAddress } from '../../../src/remoteClient/endpointAddress.js';
import type { RemotePolicy } from '../../../src/remoteClient/http/remotePolicy.js';
import { defaultRemotePolicy } from '../../../src/remoteClient/http/remotePolicy.js';
import { RemoteClient } from '../../../src/remoteClient/remoteClient.js';
import type { RemoteEndpoint } from '../../../src/remoteClient/remoteEndpoint.js';
import type { RoutingTrace } from '../../../src/protocol/routingTrace.js';
import { eventually } from '../eventually.js';
import { FakeLog } from '../fakeLog.js';

/** Short enough for a test to wait for, long enough for a busy machine. */
export const quickPolicy: RemotePolicy = {
  ...defaultRemotePolicy,
  connectMs: 2_000,
  idleMs: 300,
  trailerMs: 200,
  smallAnswerMs: 2_000,
  firstRetryMs: 100,
  longestRetryMs: 400,
};

export interface RemoteRig {
  readonly client: RemoteClient;
  readonly log: FakeLog;
  readonly traces: { readonly id: string; readonly trace: RoutingTrace }[];
}

/** A client on the system's clock, with the key `the-key` for every origin unless another is given. */
export function remoteRig(
  options: {
    readonly policy?: Partial<RemotePolicy>;
    readonly key?: string | undefined;
  } = {},
): RemoteRig {
  const log = new FakeLog();
  const key = 'key' in options ? options.key : 'the-key';
  const client = new RemoteClient({
    log,
    clock: systemClock,
    t: untranslated,
    userAgent: 'Switchyard/test',
    key: () => Promise.resolve(key),
    knownExperts: () => undefined,
    policy: { ...quickPolicy, ...options.policy },
  });
  const traces: RemoteRig['traces'] = [];
  client.onRoutingTrace((trace) => traces.push(trace));
  return { client, log, traces };
}

export function endpointAt(address: string, changes: Partial<RemoteEndpoint> = {}): RemoteEndpoint {
  return {
    address: parseEndpointAddress(address, { allowPlainHttp: false }),
    model: '',
    contextSize: 0,
    firstTokenMs: 2_000,
    routing: 'streamed',
    fimFamily: 'auto',
    ...changes,
  };
}

/** @returns the client when it has heard what the endpoint serves, or that it cannot be used */
export async function settled({ client }: RemoteRig): Promise<RemoteClient['state']> {
  await eventually(
    () => client.state.kind === 'ready' || client.state.kind === 'idle',
    'the endpoint is asked',
  );
  return client.state;
}

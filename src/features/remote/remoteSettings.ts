import type { Settings } from '../../platform/settings.js';
import { parseEndpointAddress } from '../../remoteClient/endpointAddress.js';
import type { RemoteEndpoint } from '../../remoteClient/remoteEndpoint.js';

/** @returns undefined where no endpoint is configured @throws {RemoteError} badAddress, plainHttp */
export function readRemoteEndpoint(settings: Settings): RemoteEndpoint | undefined {
  const text = settings.read('switchyard.remote.endpoint').trim();
  if (text === '') return undefined;
  const allowPlainHttp = settings.read('switchyard.remote.allowPlainHttp');
  const experts = settings.read('switchyard.remote.experts');
  return {
    address: parseEndpointAddress(text, { allowPlainHttp }),
    model: settings.read('switchyard.remote.model').trim(),
    contextSize: settings.read('switchyard.remote.contextSize'),
    firstTokenMs: settings.read('switchyard.remote.firstTokenSeconds') * 1_000,
    routing: settings.read('switchyard.remote.routing'),
    fimFamily: settings.read('switchyard.remote.fimFamily'),
    ...(experts && { experts: { sharedCount: 0, ...experts } }),
  };
}

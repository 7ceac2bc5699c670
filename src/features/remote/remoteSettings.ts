import type { Settings } from '../../platform/settings.js';
import type { SettingKey } from '../../platform/settingTable.js';
import type { EndpointAddress } from '../../remoteClient/endpointAddress.js';
import { parseEndpointAddress } from '../../remoteClient/endpointAddress.js';
import type { RemoteEndpoint } from '../../remoteClient/remoteEndpoint.js';

/** Settings whose change asks the endpoint again. */
export const endpointSettings: readonly SettingKey[] = [
  'switchyard.remote.endpoint',
  'switchyard.remote.model',
  'switchyard.remote.allowPlainHttp',
  'switchyard.remote.contextSize',
  'switchyard.remote.firstTokenSeconds',
  'switchyard.remote.routing',
  'switchyard.remote.fimFamily',
  'switchyard.remote.experts',
];

/** @returns undefined where no endpoint is configured @throws {RemoteError} badAddress, plainHttp */
export function readRemoteEndpoint(settings: Settings): RemoteEndpoint | undefined {
  const text = settings.read('switchyard.remote.endpoint').trim();
  if (text === '') return undefined;
  const allowPlainHttp = settings.read('switchyard.remote.allowPlainHttp');
  return remoteEndpoint(parseEndpointAddress(text, { allowPlainHttp }), settings);
}

/** @returns the endpoint at an address, as the other settings say */
export function remoteEndpoint(address: EndpointAddress, settings: Settings): RemoteEndpoint {
  const experts = settings.read('switchyard.remote.experts');
  return {
    address,
    model: settings.read('switchyard.remote.model').trim(),
    contextSize: settings.read('switchyard.remote.contextSize'),
    firstTokenMs: settings.read('switchyard.remote.firstTokenSeconds') * 1_000,
    routing: settings.read('switchyard.remote.routing'),
    fimFamily: settings.read('switchyard.remote.fimFamily'),
    ...(experts && { experts: { sharedCount: 0, ...experts } }),
  };
}

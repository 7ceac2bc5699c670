import type { Clock } from '../base/clock.js';
import type { ServerModels } from './api/serverModels.js';
import type { EndpointAddress } from './endpointAddress.js';
import { HttpClient } from './http/httpClient.js';
import type { RemotePolicy } from './http/remotePolicy.js';
import { defaultRemotePolicy } from './http/remotePolicy.js';
import { RemoteConnection } from './remoteConnection.js';

/** Asks an endpoint once what it serves, without using it yet. @throws {RemoteError} */
export async function servedModels(
  address: EndpointAddress,
  key: string | undefined,
  options: { readonly clock: Clock; readonly userAgent: string; readonly policy?: RemotePolicy },
  signal: AbortSignal,
): Promise<ServerModels> {
  const policy = options.policy ?? defaultRemotePolicy;
  const http = new HttpClient({ ...options, policy });
  try {
    const connection = new RemoteConnection(address, key, http, {
      ...options,
      policy,
      firstTokenMs: policy.smallAnswerMs,
    });
    return await connection.models(signal);
  } finally {
    http.dispose();
  }
}

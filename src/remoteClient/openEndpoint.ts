import * as v from 'valibot';
import { fimSupport, seesContextFiles } from '../generation/modelProfile.js';
import type { Translate } from '../base/translate.js';
import type { LoadedModel } from '../protocol/engineProtocol.js';
import type { RemoteServer, ServerSoftware } from '../protocol/remoteServer.js';
import type { ServedModel, ServerModels } from './api/serverModels.js';
import type { RemoteConnection } from './remoteConnection.js';
import type { RemoteEndpoint } from './remoteEndpoint.js';
import { RemoteError } from './remoteError.js';
import type { FimWay, RemoteModel } from './remoteModel.js';
import { fimWay } from './remoteModel.js';
import { routingAbsence } from './routing/routingAbsence.js';

export interface OpenedEndpoint {
  readonly model: RemoteModel;
  /** The model in the words of the features. */
  readonly loaded: LoadedModel;
}

/** Where neither the server nor the settings say how much fits. */
const cautiousContextSize = 8_192;

const propsSchema = v.object({
  default_generation_settings: v.object({ n_ctx: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
});

/** Asks an endpoint what it serves. @throws {RemoteError} */
export async function openEndpoint(
  endpoint: RemoteEndpoint,
  connection: RemoteConnection,
  t: Translate,
  signal: AbortSignal,
): Promise<OpenedEndpoint> {
  const startedMs = performance.now();
  const served = await connection.models(signal);
  const chosen = chooseModel(served, endpoint);
  const { software } = served;
  const told = await contextSizeOf(chosen, served, connection, signal);
  const contextSize = endpoint.contextSize > 0 ? endpoint.contextSize : told;
  const model: RemoteModel = {
    id: chosen.id,
    software,
    contextSize: contextSize ?? cautiousContextSize,
    fim: fimWay([chosen.id, ...chosen.otherNames], endpoint.fimFamily, software),
  };
  const { host, isLocal, isEncrypted } = endpoint.address;
  const remote: RemoteServer = { host, software, isLocal, isEncrypted };
  return {
    model,
    loaded: {
      file: fileOf(chosen, model.contextSize, endpoint.address.api),
      contextSize: model.contextSize,
      ...fimOf(model.fim),
      chat: true,
      backend: { backend: 'remote', deviceNames: [host], ladder: [], threads: 0, gpuLayers: 0 },
      loadMs: performance.now() - startedMs,
      routing: { kind: 'notMeasurable', reason: routingAbsence(software, endpoint.routing, t) },
      notices: assumptions(contextSize, software, t),
      remote,
    },
  };
}

/** What had to be assumed because the server does not tell. */
function assumptions(
  contextSize: number | undefined,
  software: ServerSoftware,
  t: Translate,
): string[] {
  return [
    ...(contextSize === undefined
      ? [
          t(
            'The server does not say how long the model’s context is; {0} tokens are assumed. The setting switchyard.remote.contextSize corrects that.',
            cautiousContextSize,
          ),
        ]
      : []),
    ...(software === 'other'
      ? [
          t(
            'The server’s tokenizer cannot be asked, so tokens are estimated from the text’s length.',
          ),
        ]
      : []),
  ];
}

function chooseModel({ models }: ServerModels, { model, address }: RemoteEndpoint): ServedModel {
  const chosen = model === '' ? models[0] : models.find(({ id }) => id === model);
  if (chosen) return chosen;
  throw new RemoteError('noModel', { host: address.host, detail: model });
}

/** llama.cpp tells the context of one request beside the API; others in the list. */
async function contextSizeOf(
  { contextSize }: ServedModel,
  { software }: ServerModels,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (software !== 'llamaCpp') return contextSize;
  try {
    const props = await connection.get(`${connection.address.root}/props`, signal);
    return v.parse(propsSchema, props).default_generation_settings.n_ctx;
  } catch (error) {
    if (signal.aborted) throw error;
    return contextSize;
  }
}

/** The path is what suggestions and token counts are remembered by, so it is no other model's. */
function fileOf(served: ServedModel, contextSize: number, api: string): LoadedModel['file'] {
  return {
    path: `${api}#${served.id}`,
    name: served.id,
    architecture: '',
    sizeBytes: served.sizeBytes ?? 0,
    parameterCount: served.parameterCount ?? 0,
    layerCount: 0,
    trainedContextSize: served.trainedContextSize ?? contextSize,
  };
}

function fimOf(fim: FimWay): Pick<LoadedModel, 'fim' | 'contextFiles'> {
  switch (fim.kind) {
    case 'text':
      return {
        fim: fimSupport(fim.profile, true),
        contextFiles: seesContextFiles(fim.profile, fim.texts),
      };
    case 'infill':
      return { fim: 'tokensOnly' };
    case 'none':
      return { fim: 'none' };
  }
}

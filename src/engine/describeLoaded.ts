import type { BackendVerdict } from '../protocol/backend.js';
import type { LoadedModel, LoadModelParams } from '../protocol/engineProtocol.js';
import type { LoadedPlan } from '../protocol/modelPlan.js';
import type { EngineLog } from './engineLog.js';
import type { OpenedModel } from './modelOpener.js';
import type { RoutingRecorder } from './routing/routingRecorder.js';
import { fimSupport, seesContextFiles } from '../generation/modelProfile.js';

export interface DescribeOptions {
  readonly opened: OpenedModel;
  readonly params: LoadModelParams;
  readonly verdicts: readonly BackendVerdict[];
  readonly plan: LoadedPlan | undefined;
  readonly loadMs: number;
  readonly routing: Pick<RoutingRecorder, 'availability' | 'expertLayersOnCpu'>;
  readonly log: EngineLog;
}

/** What the host is told of a loaded model. */
export async function describeLoaded(options: DescribeOptions): Promise<LoadedModel> {
  const { opened, verdicts, plan, loadMs, routing } = options;
  const { runtime } = opened;
  const { file, backend, profile, vocabulary } = runtime;
  const { contextId } = await runtime.sequence('completion');
  return {
    file,
    contextSize: runtime.contextSize,
    fim: fimSupport(profile, vocabulary.fim !== undefined),
    contextFiles: seesContextFiles(profile, vocabulary.fim),
    chat: vocabulary.hasChatTemplate,
    backend: {
      backend,
      deviceNames: backend === 'cpu' ? [] : await runtime.deviceNames,
      ladder: verdicts,
      threads: runtime.threads,
      gpuLayers: runtime.gpuLayers,
    },
    loadMs,
    ...(plan && { plan }),
    routing: routing.availability(file, contextId),
    notices: notices(options, contextId),
  };
}

function notices(options: DescribeOptions, contextId: number | undefined): string[] {
  const { opened, params, routing, log, plan } = options;
  const { file, profile, vocabulary } = opened.runtime;
  const sentences: string[] = [];
  if (!file.experts) {
    sentences.push(`${file.name} is a dense model: it works, but it has no experts to show.`);
  }
  if (fimSupport(profile, vocabulary.fim !== undefined) === 'none') {
    sentences.push(
      `${file.name} has no fill-in-the-middle tokens, so it gives no inline completions.`,
    );
  }
  const wish = params.expertsOnCpu;
  const isWished = wish === 'all' || (wish?.firstLayers ?? 0) > 0;
  const isPlanned = (opened.plan?.placement.expertLayersOnCpu ?? 0) > 0;
  if ((isWished || isPlanned) && file.experts) {
    const layers = routing.expertLayersOnCpu(contextId);
    const placement = `${layers ?? 'an unknown number'} of ${file.experts.moeLayers.length}`;
    log.info(`experts of ${placement} MoE layers are in system memory`);
    if (layers === undefined) {
      sentences.push('The experts could not be kept on the CPU; llama.cpp placed them as it does.');
    }
  }
  if (plan && plan.placement.contextSize < plan.wishes.contextSize && plan.steps.length === 0) {
    sentences.push(
      `A context of ${plan.wishes.contextSize.toLocaleString('en')} tokens does not fit into memory; ${file.name} was loaded with ${plan.placement.contextSize.toLocaleString('en')}.`,
    );
  }
  return [...sentences, ...opened.steps.map(({ reason }) => reason)];
}

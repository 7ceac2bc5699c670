import { assertNever } from '../../../base/assertNever.js';
import type { Translate } from '../../../base/translate.js';
import type { LoadedModel, LoadStep } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import { remoteStage } from './remoteStage.js';
import type { StatusAction, StatusView } from './statusItem.js';

export interface StatusInput {
  readonly engine: EngineState;
  /** False when neither the setting nor the extension names a model. */
  readonly modelFound: boolean;
  readonly completionEnabled: boolean;
  /** Host of the remote endpoint, while one is configured; the engine's state is its then. */
  readonly remoteHost?: string | undefined;
  /** Why the process was last restarted by itself, while the window is open. */
  readonly lastCrash?: string | undefined;
}

type Stage = Omit<StatusView, 'actions'> & { readonly firstActions: readonly StatusAction[] };

const alwaysOffered: readonly StatusAction[] = [
  'toggleCompletion',
  'toggleLanguage',
  'chooseModel',
  'restartEngine',
  'useRemote',
  'openSettings',
  'showLog',
];

const offeredRemotely: readonly StatusAction[] = [
  'toggleCompletion',
  'toggleLanguage',
  'useLocalModel',
  'useRemote',
  'reconnect',
  'openSettings',
  'showLog',
];

/** How the status item shows a state. */
export function statusView(input: StatusInput, t: Translate): StatusView {
  if (input.remoteHost !== undefined) {
    const remote = remoteStage(input.engine, input.remoteHost, input.completionEnabled, t);
    const firstActions: StatusAction[] =
      remote.severity === 'error' ? ['reconnect', 'useLocalModel'] : [];
    return { ...remote, actions: [...new Set([...firstActions, ...offeredRemotely])] };
  }
  const { firstActions, ...stage } = stageOf(input, t);
  const crash = input.lastCrash
    ? [t('The engine was restarted after it ended: {0}.', input.lastCrash)]
    : [];
  return {
    ...stage,
    details: [...stage.details, ...crash],
    actions: [...new Set([...firstActions, ...alwaysOffered])],
  };
}

function stageOf(input: StatusInput, t: Translate): Stage {
  const { engine } = input;
  switch (engine.kind) {
    case 'stopped':
      return input.modelFound ? stopped(t) : withoutModel(t);
    case 'starting':
      return busy('$(loading~spin)', t('Starting the engine'), t);
    case 'idle':
      if (engine.error) return failed(engine.error.reason === 'loadCancelled', t);
      return input.modelFound ? stopped(t) : withoutModel(t);
    case 'loading':
      return loading(engine.step, engine.fraction, t);
    case 'ready':
      return ready(engine.model, input.completionEnabled, t);
    case 'restarting':
      return restarting(engine.cause, engine.attempt, engine.delayMs, t);
    case 'crashed':
      return {
        text: 'Switchyard $(error)',
        summary: t('The engine has stopped'),
        details: [t('It died too often and is not started again by itself: {0}.', engine.cause)],
        severity: 'error',
        busy: false,
        firstActions: ['restartEngine', 'showLog', 'chooseModel'],
      };
    default:
      return assertNever(engine);
  }
}

function stopped(t: Translate): Stage {
  return {
    text: 'Switchyard $(circle-outline)',
    summary: t('No model is loaded'),
    details: [],
    severity: 'normal',
    busy: false,
    firstActions: ['restartEngine'],
  };
}

function withoutModel(t: Translate): Stage {
  return {
    text: 'Switchyard $(warning)',
    summary: t('No model is chosen'),
    details: [t('Choose a GGUF file to get completions.')],
    severity: 'warning',
    busy: false,
    firstActions: ['chooseModel'],
  };
}

function busy(icon: string, summary: string, t: Translate, details: readonly string[] = []): Stage {
  return {
    text: `Switchyard ${icon}`,
    summary,
    details: [...details, t('Completions follow as soon as the model is ready.')],
    severity: 'normal',
    busy: true,
    firstActions: [],
  };
}

function failed(cancelled: boolean, t: Translate): Stage {
  if (cancelled) {
    return { ...stopped(t), summary: t('Loading the model was cancelled') };
  }
  return {
    text: 'Switchyard $(error)',
    summary: t('The model could not be loaded'),
    details: [],
    severity: 'error',
    busy: false,
    firstActions: ['chooseModel', 'showLog', 'restartEngine'],
  };
}

function loading(step: LoadStep, fraction: number, t: Translate): Stage {
  const percent = Math.floor(Math.min(Math.max(fraction, 0), 1) * 100);
  const words: Record<LoadStep, string> = {
    header: t('Reading the header of the model'),
    backend: t('Testing the compute backends'),
    weights: t('Loading the model: {0} %', percent),
    context: t('Making room for the context'),
  };
  const icon = step === 'weights' ? `$(loading~spin) ${percent} %` : '$(loading~spin)';
  return busy(icon, words[step], t);
}

function restarting(cause: string, attempt: number, delayMs: number, t: Translate): Stage {
  return {
    ...busy('$(sync~spin)', t('Restarting the engine'), t, [
      t('It ended: {0}. Attempt {1} follows in {2} s.', cause, attempt, delayMs / 1_000),
    ]),
    severity: 'warning',
    firstActions: ['restartEngine', 'showLog'],
  };
}

function ready(model: LoadedModel, completionEnabled: boolean, t: Translate): Stage {
  const shared: Pick<Stage, 'details' | 'busy' | 'firstActions'> = {
    details: modelDetails(model, t),
    busy: false,
    firstActions: [],
  };
  if (!completionEnabled) {
    return {
      ...shared,
      text: 'Switchyard $(circle-slash)',
      summary: t('{0}, completion is off', model.file.name),
      severity: 'normal',
    };
  }
  if (model.fim === 'none') {
    return {
      ...shared,
      text: 'Switchyard $(warning)',
      summary: t('{0} cannot complete code', model.file.name),
      severity: 'warning',
      firstActions: ['chooseModel'],
    };
  }
  return { ...shared, text: 'Switchyard $(check)', summary: model.file.name, severity: 'normal' };
}

function modelDetails(model: LoadedModel, t: Translate): string[] {
  const { file, backend } = model;
  const experts = file.experts
    ? t('{0} experts, {1} used per token', file.experts.count, file.experts.usedPerToken)
    : t('dense, no experts');
  const place =
    backend.backend === 'cpu'
      ? t('CPU, threads: {0}', backend.threads)
      : t('{0}, {1} layers on the GPU', backendTitle(backend.backend), backend.gpuLayers);
  return [
    t('Model: {0} ({1}, {2})', file.name, file.architecture, experts),
    t('Backend: {0}', place),
    t('Context: {0} tokens', model.contextSize),
    t('Loaded in {0} s', (model.loadMs / 1_000).toFixed(1)),
    ...(model.fim === 'none'
      ? [t('The model has no fill-in-the-middle tokens, so it cannot complete code.')]
      : []),
    ...model.notices,
  ];
}

function backendTitle(backend: LoadedModel['backend']['backend']): string {
  const titles = {
    cuda: 'CUDA',
    vulkan: 'Vulkan',
    metal: 'Metal',
    cpu: 'CPU',
    remote: 'Remote',
  } as const;
  return titles[backend];
}

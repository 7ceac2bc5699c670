import type { Translate } from '../../../base/translate.js';
import type { EngineErrorReason } from '../../../protocol/engineErrors.js';
import type { EngineFailure, EngineState } from '../../../protocol/engineState.js';

export type AdviceAction =
  'chooseModel' | 'openSettings' | 'restartEngine' | 'reloadWindow' | 'showLog';

/** One notification about one failure. */
export interface Advice {
  readonly message: string;
  /** Buttons, most useful first. */
  readonly actions: readonly AdviceAction[];
}

/** What to tell the user about a failure of the engine or its model; undefined where nothing is to be said. */
export function failureAdvice(failure: EngineFailure, t: Translate): Advice | undefined {
  // what the user did needs no notification
  if (failure.reason === 'loadCancelled') return undefined;
  return { message: words(failure, t), actions: actionsFor(failure.reason) };
}

/** The notification for an engine that is not started again by itself. */
export function crashAdvice(
  state: Extract<EngineState, { kind: 'crashed' }>,
  t: Translate,
): Advice {
  return {
    message: t(
      'Switchyard: The engine ended too often and is not started again by itself (last time: {0}).',
      state.cause,
    ),
    actions: ['restartEngine', 'showLog', 'chooseModel'],
  };
}

/** The engine's messages say what is wrong and what to do; they need help only where it could not finish speaking. */
function words({ reason, message }: EngineFailure, t: Translate): string {
  if (reason === 'engineGone') {
    return t('Switchyard: The engine could not finish loading the model. {0}', message);
  }
  if (reason === 'internal') {
    return t('Switchyard: Something went wrong in the engine. {0}', message);
  }
  return t('Switchyard: {0}', message);
}

function actionsFor(reason: EngineErrorReason): readonly AdviceAction[] {
  switch (reason) {
    case 'fileMissing':
    case 'notGguf':
    case 'truncated':
    case 'damaged':
    case 'unsupportedGguf':
    case 'unsupportedArchitecture':
      return ['chooseModel', 'showLog'];
    case 'notEnoughMemory':
      return ['openSettings', 'chooseModel', 'showLog'];
    case 'backendUnusable':
      return ['openSettings', 'restartEngine', 'showLog'];
    case 'engineGone':
      return ['restartEngine', 'chooseModel', 'showLog'];
    case 'protocolMismatch':
      return ['reloadWindow', 'showLog'];
    case 'loadFailed':
      return ['restartEngine', 'chooseModel', 'showLog'];
    case 'remoteUnreachable':
    case 'remoteRefused':
    case 'remoteInvalid':
      return ['openSettings', 'showLog'];
    case 'loadCancelled':
    case 'noModel':
    case 'noFimTokens':
    case 'noChatTemplate':
    case 'promptTooLong':
    case 'invalidRequest':
    case 'internal':
      return ['restartEngine', 'showLog'];
  }
}

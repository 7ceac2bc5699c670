import type { Translate } from '../../../base/translate.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { RemoteServer, ServerSoftware } from '../../../protocol/remoteServer.js';
import type { StatusView } from './statusItem.js';

type Stage = Omit<StatusView, 'actions'>;

/** How the status item shows a remote endpoint: above all, that and where text is sent. */
export function remoteStage(
  state: EngineState,
  host: string,
  completionEnabled: boolean,
  t: Translate,
): Stage {
  if (state.kind === 'ready' && state.model.remote) {
    return ready(state.model, state.model.remote, completionEnabled, t);
  }
  if (state.kind === 'starting') {
    return {
      text: 'Switchyard $(cloud) $(loading~spin)',
      summary: t('Asking {0} what it serves', host),
      details: [],
      severity: 'normal',
      busy: true,
    };
  }
  const detail = state.kind === 'idle' ? state.error?.message : undefined;
  return {
    text: 'Switchyard $(cloud) $(error)',
    summary: t('The remote endpoint {0} cannot be used', host),
    details: detail === undefined ? [] : [detail],
    severity: 'error',
    busy: false,
  };
}

function ready(
  model: LoadedModel,
  remote: RemoteServer,
  completionEnabled: boolean,
  t: Translate,
): Stage {
  const { name } = model.file;
  const completes = completionEnabled && model.fim !== 'none';
  const icon = remote.isLocal ? '$(server)' : '$(cloud-upload)';
  const off = completionEnabled ? '' : ' $(circle-slash)';
  return {
    text: `Switchyard ${icon} ${remote.host}${off}`,
    summary: completes
      ? t('{0} on {1}', name, remote.host)
      : completionEnabled
        ? t('{0} on {1} cannot complete code', name, remote.host)
        : t('{0} on {1}, completion is off', name, remote.host),
    details: [whereTo(remote, t), ...facts(model, remote, t), ...model.notices],
    severity: remote.isLocal || remote.isEncrypted ? 'normal' : 'warning',
    busy: false,
  };
}

function whereTo({ host, isLocal, isEncrypted }: RemoteServer, t: Translate): string {
  if (isLocal) return t('A server on this machine answers: nothing leaves it by Switchyard.');
  return isEncrypted
    ? t('Code and questions leave this machine: they are sent to {0}, encrypted.', host)
    : t('Code and questions leave this machine: they are sent to {0}, NOT encrypted.', host);
}

const softwareNames: Readonly<Record<ServerSoftware, string>> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  llamaCpp: 'llama.cpp',
  other: 'OpenAI-compatible',
};

function facts(model: LoadedModel, { software }: RemoteServer, t: Translate): string[] {
  return [
    t('Server: {0}', softwareNames[software]),
    t('Context: {0} tokens', model.contextSize),
    ...(model.fim === 'none'
      ? [
          t(
            'How this model completes code is not known: the setting switchyard.remote.fimFamily can say it.',
          ),
        ]
      : []),
  ];
}

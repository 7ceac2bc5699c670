import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Log } from '../../base/log.js';
import type { ObservableValue } from '../../base/observableValue.js';
import { registerCommand, runCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { MessageAction } from '../../platform/showMessage.js';
import { showMessage } from '../../platform/showMessage.js';
import type { EngineState } from '../../protocol/engineState.js';
import type { RemoteClient } from '../../remoteClient/remoteClient.js';
import type { RemoteEndpoint } from '../../remoteClient/remoteEndpoint.js';
import { RemoteError } from '../../remoteClient/remoteError.js';
import { faultWords } from './faultWords.js';
import type { RemoteKeys } from './remoteKeys.js';
import { readRemoteEndpoint } from './remoteSettings.js';
import type { ListServed } from './chooseEndpoint.js';
import { chooseEndpoint } from './chooseEndpoint.js';

export interface RemoteFeatureOptions {
  readonly client: RemoteClient;
  readonly keys: RemoteKeys;
  readonly settings: Settings;
  readonly log: Log;
  /** Asks an endpoint what it serves, without using it yet. */
  readonly listServed: ListServed;
  /** Set to whether an endpoint is configured. */
  readonly isInUse: ObservableValue<boolean>;
  /** Set to the endpoint's host while one is configured. */
  readonly host: ObservableValue<string | undefined>;
}

/** Uses a remote endpoint while the settings name one, and helps to name it. */
export class RemoteFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private lastFailure: string | undefined;
  /** Settings are being written that belong together: the endpoint is asked once all of them stand. */
  private isApplying = false;

  constructor(private readonly options: RemoteFeatureOptions) {
    const { client, settings, log } = options;
    this.disposables.add(
      client.onDidChangeState((state) => {
        this.handleState(state);
      }),
    );
    this.disposables.add(
      settings.onDidChange((keys) => {
        const isAbout = [...keys].some((key) => key.startsWith('switchyard.remote.'));
        if (isAbout && !this.isApplying) this.configure();
      }),
    );
    this.disposables.add(registerCommand('switchyard.remote.use', () => this.choose(), log));
    this.disposables.add(
      registerCommand('switchyard.remote.useLocal', () => useLocalModel(settings), log),
    );
    const reconnect = (): void => {
      this.lastFailure = undefined;
      client.reconnect();
    };
    this.disposables.add(registerCommand('switchyard.remote.reconnect', reconnect, log));
    this.configure();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private configure(): void {
    const { client, isInUse, host, settings } = this.options;
    let endpoint: RemoteEndpoint | undefined;
    this.lastFailure = undefined;
    try {
      endpoint = readRemoteEndpoint(settings);
    } catch (error) {
      // an address that may not be used is no reason to fall back in silence, so it counts as in use
      host.set(hostOf(error));
      client.setEndpoint(undefined);
      isInUse.set(true);
      this.tell(faultWords(error));
      return;
    }
    host.set(endpoint?.address.host);
    client.setEndpoint(endpoint);
    isInUse.set(endpoint !== undefined);
  }

  private async choose(): Promise<void> {
    const { settings, keys, listServed } = this.options;
    const chosen = await chooseEndpoint(settings, keys, listServed);
    if (!chosen) return;
    this.isApplying = true;
    try {
      await settings.update('switchyard.remote.model', chosen.model);
      await settings.update('switchyard.remote.endpoint', chosen.address);
    } finally {
      this.isApplying = false;
    }
    // also where the settings are the same, as the key may be another
    this.configure();
  }

  private handleState(state: EngineState): void {
    if (state.kind === 'ready') {
      this.lastFailure = undefined;
      const { notices } = state.model;
      if (notices.length > 0) this.options.log.info(`Remote model: ${notices.join(' ')}`);
    } else if (state.kind === 'idle' && state.error) this.tell(state.error.message);
  }

  /** One notification for each failure, however often it is met again. */
  private tell(message: string): void {
    if (message === this.lastFailure) return;
    this.lastFailure = message;
    void showMessage('error', vscode.l10n.t('Switchyard: {0}', message), failureButtons());
  }
}

/** The model of this machine is used again; the key stays stored for the next time. */
export async function useLocalModel(settings: Settings): Promise<void> {
  await settings.update('switchyard.remote.endpoint', '');
}

function failureButtons(): MessageAction[] {
  const { t } = vscode.l10n;
  return [
    { title: t('Try Again'), run: () => runCommand('switchyard.remote.reconnect') },
    { title: t('Change Endpoint…'), run: () => runCommand('switchyard.remote.use') },
    { title: t('Use the Local Model'), run: () => runCommand('switchyard.remote.useLocal') },
  ];
}

function hostOf(error: unknown): string {
  return (RemoteError.is(error) ? error.details.host : undefined) ?? '?';
}

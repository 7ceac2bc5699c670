import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import type { Event } from '../../base/event.js';
import { showMessage } from '../../platform/showMessage.js';
import type { LoadedModel } from '../../protocol/engineProtocol.js';
import type { EngineFailure, EngineState } from '../../protocol/engineState.js';
import { adviceButtons } from './adviceButtons.js';
import type { Advice } from './core/failureAdvice.js';
import { crashAdvice, failureAdvice } from './core/failureAdvice.js';
import type { ListMemory } from './core/listMemory.js';
import { newNotices } from './core/modelNotices.js';

/** Tells the user about failures, one notification for each, and about a model's peculiarities, once for each model. */
export class EngineAlerts implements Disposable {
  private readonly subscription: Disposable;
  private lastFailure: EngineFailure | undefined;

  constructor(
    onDidChangeState: Event<EngineState>,
    private readonly memory: ListMemory,
  ) {
    this.subscription = onDidChangeState((state) => {
      this.handle(state);
    });
  }

  /** A load failed. Its failure may also show in the state, sooner or later, and is told once. */
  loadFailed({ reason, message }: EngineFailure): void {
    if (this.lastFailure?.reason === reason && this.lastFailure.message === message) return;
    this.lastFailure = { reason, message };
    alert(failureAdvice(this.lastFailure, vscode.l10n.t));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private handle(state: EngineState): void {
    if (state.kind === 'crashed') alert(crashAdvice(state, vscode.l10n.t));
    else if (state.kind === 'loading') this.lastFailure = undefined;
    else if (state.kind === 'idle' && state.error) this.loadFailed(state.error);
    else if (state.kind === 'ready') void this.showNotices(state.model);
  }

  private async showNotices(model: LoadedModel): Promise<void> {
    const notices = await newNotices(model, this.memory);
    if (notices.length === 0) return;
    const words = vscode.l10n.t('Switchyard: {0}', notices.join(' '));
    await showMessage('information', words, adviceButtons(['chooseModel']));
  }
}

function alert(advice: Advice | undefined): void {
  if (advice) void showMessage('error', advice.message, adviceButtons(advice.actions));
}

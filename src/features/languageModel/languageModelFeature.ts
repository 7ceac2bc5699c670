import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Log } from '../../base/log.js';
import type { Settings } from '../../platform/settings.js';
import type { GuestChat } from '../../protocol/guestChat.js';
import type { InstalledModels } from '../../protocol/installedModels.js';
import type { RequestRecord } from '../../protocol/requestRecord.js';
import type { LanguageModelEngine } from './core/languageModelEngine.js';
import { ModelOffers } from './core/modelOffers.js';
import { ModelRequests } from './core/modelRequests.js';
import { ModelProvider } from './modelProvider.js';
import { createParticipant } from './participant.js';

/** The provider's name in package.json. */
const modelVendor = 'switchyard';

export interface LanguageModelFeatureOptions {
  readonly engine: LanguageModelEngine;
  readonly installed: InstalledModels;
  /** Answers the questions to `@switchyard`. */
  readonly chat: GuestChat;
  readonly putRecord: (record: RequestRecord) => void;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
}

/** The local models in VS Code's own chat: as models to choose there, and as the participant `@switchyard`. */
export class LanguageModelFeature implements Disposable {
  private readonly disposables = new DisposableStore();

  constructor(private readonly options: LanguageModelFeatureOptions) {
    const { chat, log } = options;
    // editors made from VS Code's sources may lack one or the other
    if (isOffered(vscode.lm, 'registerLanguageModelChatProvider')) this.registerModels();
    else log.info('This editor takes no language models from extensions.');
    if (isOffered(vscode.chat, 'createChatParticipant')) {
      this.disposables.add(createParticipant(chat));
    } else {
      log.info('This editor has no chat for participants.');
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private registerModels(): void {
    const { engine, installed, putRecord, settings, log, clock } = this.options;
    const { t } = vscode.l10n;
    const contextSize = (): number => settings.read('switchyard.engine.contextSize');
    const offers = new ModelOffers({ engine, installed, contextSize, log, t });
    const requests = new ModelRequests({ engine, putRecord, clock, newId: randomUUID, t });
    const provider = this.disposables.add(new ModelProvider(engine, offers, requests));
    this.disposables.add(vscode.lm.registerLanguageModelChatProvider(modelVendor, provider));
    this.disposables.add(
      settings.onDidChange((keys) => {
        if (keys.has('switchyard.engine.contextSize')) provider.refresh();
      }),
    );
  }
}

function isOffered(api: unknown, name: string): boolean {
  return (
    typeof api === 'object' &&
    api !== null &&
    typeof (api as Readonly<Record<string, unknown>>)[name] === 'function'
  );
}

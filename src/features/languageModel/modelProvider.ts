import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { withSignal } from '../../platform/withSignal.js';
import type { ToolDefinition } from '../../protocol/engineProtocol.js';
import type { ChatRequestMessage } from './core/chatPart.js';
import type { LanguageModelEngine } from './core/languageModelEngine.js';
import type { ModelOffer, ModelOffers } from './core/modelOffers.js';
import type { ModelRequest, ModelRequests } from './core/modelRequests.js';
import { messageText } from './core/promptMessages.js';
import { TokenCounts } from './core/tokenCounts.js';
import { chatRequestMessage } from './chatParts.js';

/** Characters to a token of a model that is not loaded: only its own tokenizer knows, and a guess must not be too low. */
const charactersPerToken = 3;

/** A template's own tokens around a message. */
const messageTokens = 8;

/** The installed models for VS Code's chat, its agent and other extensions. */
export class ModelProvider implements vscode.LanguageModelChatProvider<ModelOffer>, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly counts: TokenCounts;
  private readonly change = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChangeLanguageModelChatInformation = this.change.event;

  constructor(
    engine: LanguageModelEngine,
    private readonly offers: ModelOffers,
    private readonly requests: ModelRequests,
  ) {
    this.counts = new TokenCounts(engine);
    this.disposables.add(
      engine.onDidChangeState(({ kind }) => {
        if (kind === 'ready') this.refresh();
      }),
    );
  }

  /** Has VS Code ask for the list of models again. */
  refresh(): void {
    this.change.fire();
  }

  async provideLanguageModelChatInformation(): Promise<ModelOffer[]> {
    return [...(await this.offers.list())];
  }

  provideLanguageModelChatResponse(
    { id }: ModelOffer,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    return withSignal(token, async (signal) => {
      const model = await this.offers.load(id, signal);
      const request = modelRequest(messages.map(chatRequestMessage), options);
      let calls = 0;
      await this.requests.answer(
        model,
        request,
        (part) => {
          progress.report(
            part.kind === 'text'
              ? new vscode.LanguageModelTextPart(part.text)
              : new vscode.LanguageModelToolCallPart(callId(++calls), part.name, part.arguments),
          );
        },
        signal,
      );
    });
  }

  provideTokenCount(
    { id }: ModelOffer,
    text: string | vscode.LanguageModelChatRequestMessage,
    token: vscode.CancellationToken,
  ): Promise<number> {
    const counted = typeof text === 'string' ? text : messageText(chatRequestMessage(text));
    const around = typeof text === 'string' ? 0 : messageTokens;
    return withSignal(token, async (signal) => {
      const model = this.offers.loaded(id);
      const tokens = model
        ? await this.counts.count(model.file.path, counted, signal)
        : Math.ceil(counted.length / charactersPerToken);
      return tokens + around;
    });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

function modelRequest(
  messages: readonly ChatRequestMessage[],
  { tools = [], toolMode, modelOptions }: vscode.ProvideLanguageModelChatResponseOptions,
): ModelRequest {
  const maxTokens = numberAt(modelOptions, 'max_tokens', 1, Infinity);
  const temperature = numberAt(modelOptions, 'temperature', 0, 2);
  return {
    messages,
    tools: tools.map(toolDefinition),
    mustCall: toolMode === vscode.LanguageModelChatToolMode.Required,
    ...(maxTokens !== undefined && { maxTokens: Math.floor(maxTokens) }),
    ...(temperature !== undefined && { temperature }),
  };
}

function toolDefinition({
  name,
  description,
  inputSchema,
}: vscode.LanguageModelChatTool): ToolDefinition {
  return { name, description, parameters: { type: 'object', properties: {}, ...inputSchema } };
}

/** Whoever asks may write anything into the options. */
function numberAt(
  options: Readonly<Record<string, unknown>> | undefined,
  key: string,
  least: number,
  most: number,
): number | undefined {
  const value = options?.[key];
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}

/** Unique in a conversation, which can span several windows. */
function callId(serial: number): string {
  return `call_${Date.now().toString(36)}_${serial}`;
}

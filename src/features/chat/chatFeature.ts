import path from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import { runCommand } from '../../platform/commands.js';
import type { Settings } from '../../platform/settings.js';
import type { ChatRequest } from '../../protocol/chatRequest.js';
import type { FromChatView } from '../../protocol/chatView.js';
import type { GuestChat } from '../../protocol/guestChat.js';
import type { RequestRecord } from '../../protocol/requestRecord.js';
import type { WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import { registerChatCommands } from './chatCommands.js';
import { chatViewId, ChatViewProvider } from './chatViewProvider.js';
import type { ProposeText } from './codeActions.js';
import { CodeActions } from './codeActions.js';
import type { ChatActions } from './core/chatActions.js';
import type { ChatEngine } from './core/chatEngine.js';
import { ChatService } from './core/chatService.js';
import type { ChatSettings } from './core/chatSettings.js';
import { ConversationFolder } from './core/conversationFiles.js';
import { ConversationStore } from './core/conversationStore.js';
import { GuestAnswers } from './core/guestAnswers.js';
import { newId } from './core/newId.js';
import { TokenCounter } from './core/tokenCounter.js';
import { EditorSource } from './editorSource.js';
import { exportConversation } from './exportConversation.js';
import { useCommitMessage } from './git/useCommitMessage.js';
import { openHref, openLink } from './openTarget.js';

export interface ChatFeatureOptions {
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'storageUri' | 'globalStorageUri' | 'workspaceState'
  >;
  readonly engine: ChatEngine;
  /** Absent where the workspace has no index. */
  readonly search: WorkspaceSearch | undefined;
  /** Receives the record of every request. */
  readonly putRecord: (record: RequestRecord) => void;
  /** Shows the routing of a request in the Experts view. */
  readonly showRouting: (requestId: string) => Thenable<unknown>;
  readonly rebuildIndex: () => Thenable<unknown>;
  readonly propose: ProposeText;
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
}

/** Set while the shown conversation is being answered; for menus and keys. */
const answeringKey = 'switchyard.chat.answering';

/** The chat in VS Code: its view, its commands and what an answer can do in the editor. */
export class ChatFeature implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly service: ChatService;
  private readonly provider: ChatViewProvider;
  private readonly codeActions: CodeActions;
  private isAnswering = false;
  /** Questions from places outside of the view. */
  readonly guests: GuestChat;

  constructor(private readonly options: ChatFeatureOptions) {
    const { context, engine, search, putRecord, settings, log, clock } = options;
    const source = this.disposables.add(new EditorSource(clock));
    const store = this.disposables.add(
      new ConversationStore({ files: new ConversationFolder(folderOf(context)), clock, log }),
    );
    const answering = {
      engine,
      counter: new TokenCounter(engine),
      search,
      settings: () => chatSettings(settings),
      putRecord,
      clock,
      newId,
      now: Date.now,
      t: vscode.l10n.t,
    };
    this.service = this.disposables.add(
      new ChatService({ ...answering, source, store, memory: context.workspaceState }),
    );
    this.guests = new GuestAnswers({ ...answering, openUris: () => source.openUris() });
    this.codeActions = new CodeActions(options.propose);
    const { service } = this;
    this.provider = this.disposables.add(
      new ChatViewProvider(context.extensionUri, { service, actions: this.actions, clock, log }),
    );
    const { provider } = this;
    for (const disposable of [
      vscode.window.registerWebviewViewProvider(chatViewId, provider),
      service.onDidChange(() => {
        this.showAnswering();
      }),
      settings.onDidChange((keys) => {
        if ([...keys].some((key) => key.startsWith('switchyard.chat.'))) service.refresh();
      }),
      ...registerChatCommands({
        service,
        source,
        provider,
        log,
        showRouting: options.showRouting,
      }),
    ]) {
      this.disposables.add(disposable);
    }
  }

  /** Shows the chat and asks there; resolves when the question is on its way, and the answer streams into the view. */
  async ask(request: ChatRequest): Promise<void> {
    await this.provider.show();
    this.run(() => this.service.questions.askNew(request));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get actions(): ChatActions {
    const { service } = this;
    return {
      openLink: (link) => {
        this.run(() => openLink(link, (uri) => this.refersTo(uri)));
      },
      openHref: (href) => {
        this.run(() => openHref(href));
      },
      code: (action, code, turn) => {
        this.run(() => this.codeActions.run(action, code, turn));
      },
      copy: (text) => {
        this.run(async () => {
          await vscode.env.clipboard.writeText(text);
          return vscode.l10n.t('Copied.');
        });
      },
      useCommitMessage: (turn) => {
        this.run(() => useCommitMessage(turn));
      },
      exportConversation: (id) => {
        this.run(async () => {
          const conversation = await service.findConversation(id);
          return conversation && exportConversation(conversation);
        });
      },
      showRouting: (requestId) => {
        this.run(() => this.options.showRouting(requestId));
      },
      act: (action) => {
        this.run(() => this.act(action));
      },
    };
  }

  private act(action: Extract<FromChatView, { type: 'act' }>['action']): Thenable<unknown> {
    switch (action) {
      case 'restartEngine':
        return runCommand('switchyard.engine.restart');
      case 'showLog':
        return runCommand('switchyard.showLog');
      case 'chooseModel':
        return runCommand('switchyard.model.choose');
      case 'changeEndpoint':
        return runCommand('switchyard.remote.use');
      case 'rebuildIndex':
        return this.options.rebuildIndex();
    }
  }

  /** Whether the shown conversation, or the draft, has this document as context. */
  private refersTo(uri: string): boolean {
    const { shown, draft } = this.service;
    return (
      draft.attachments.some(({ link }) => link?.uri === uri) ||
      shown.turns.some(
        ({ sent, attached }) =>
          sent.some(({ link }) => link?.uri === uri) ||
          attached.some(({ attachment }) => attachment.link?.uri === uri),
      )
    );
  }

  private showAnswering(): void {
    const { isAnswering } = this.service;
    if (isAnswering === this.isAnswering) return;
    this.isAnswering = isAnswering;
    void vscode.commands.executeCommand('setContext', answeringKey, isAnswering);
  }

  /** For wishes from the view, which gets no answer: what comes of it is said in its status line. */
  private run(action: () => Thenable<unknown>): void {
    void Promise.resolve(action()).then(
      (said) => {
        if (typeof said === 'string') this.service.notify(said);
      },
      (error: unknown) => {
        this.options.log.error('A wish of the chat view could not be granted.');
        this.service.notify(errorMessage(error));
      },
    );
  }
}

/** Conversations belong to the workspace; a window without one keeps its own together. */
function folderOf({
  storageUri,
  globalStorageUri,
}: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>): string {
  return path.join((storageUri ?? globalStorageUri).fsPath, 'conversations');
}

function chatSettings(settings: Settings): ChatSettings {
  return {
    workspaceContext: settings.read('switchyard.chat.workspaceContext'),
    suggestsEditor: settings.read('switchyard.chat.suggestEditor'),
    maxAnswerTokens: settings.read('switchyard.chat.maxAnswerTokens'),
    summarisesEarlier: settings.read('switchyard.chat.summariseEarlier'),
    instructions: settings.read('switchyard.chat.instructions'),
  };
}

import type { Page } from 'playwright-core';
import { systemClock } from '../../../src/base/clock.js';
import { untranslated } from '../../../src/base/translate.js';
import { ChatService } from '../../../src/features/chat/core/chatService.js';
import { defaultChatSettings } from '../../../src/features/chat/core/chatSettings.js';
import { ChatViewChannel } from '../../../src/features/chat/core/chatViewChannel.js';
import { ConversationStore } from '../../../src/features/chat/core/conversationStore.js';
import { TokenCounter } from '../../../src/features/chat/core/tokenCounter.js';
import type { CodeAction, SourceLink, ToChatView } from '../../../src/protocol/chatView.js';
import { FakeFiles, FakeMemory, FakeSearch, FakeSource } from '../../unit/chat/fakeChatParts.js';
import { ScriptedChatEngine } from '../../unit/chat/scriptedChatEngine.js';
import { FakeLog } from '../fakeLog.js';

/** What the view asked of the editor. */
export type EditorCall =
  | { readonly kind: 'link'; readonly link: SourceLink }
  | { readonly kind: 'href'; readonly href: string }
  | { readonly kind: 'code'; readonly action: CodeAction; readonly text: string; language: string }
  | {
      readonly kind: 'copy' | 'commit' | 'export' | 'routing' | 'act';
      readonly value: string;
    };

/**
 * The extension host's side of the chat view, in the test's own process: the real service and the real channel over a
 * scripted engine and a workspace in memory. Messages cross into the page and back as JSON.
 */
export class ChatViewHost {
  readonly engine = new ScriptedChatEngine();
  readonly source = new FakeSource();
  readonly search = new FakeSearch();
  readonly log = new FakeLog();
  readonly fromView: unknown[] = [];
  readonly calls: EditorCall[] = [];
  readonly service: ChatService;
  private readonly store: ConversationStore;
  private readonly channel: ChatViewChannel;
  private serial = 0;

  constructor(private readonly deliver: (message: ToChatView) => void) {
    const { engine, source, search, log, calls } = this;
    this.store = new ConversationStore({ files: new FakeFiles(), clock: systemClock, log });
    this.service = new ChatService({
      engine,
      counter: new TokenCounter(engine),
      search,
      source,
      store: this.store,
      memory: new FakeMemory(),
      settings: () => defaultChatSettings,
      putRecord: () => undefined,
      clock: systemClock,
      newId: () => `id${++this.serial}`,
      now: () => Date.now(),
      t: untranslated,
    });
    this.channel = new ChatViewChannel({
      service: this.service,
      clock: systemClock,
      log,
      post: (message) => {
        this.deliver(message);
      },
      actions: {
        openLink: (link) => calls.push({ kind: 'link', link }),
        openHref: (href) => calls.push({ kind: 'href', href }),
        code: (action, code) => calls.push({ kind: 'code', action, ...code }),
        copy: (value) => calls.push({ kind: 'copy', value }),
        useCommitMessage: ({ answer }) => calls.push({ kind: 'commit', value: answer }),
        exportConversation: (value) => calls.push({ kind: 'export', value }),
        showRouting: (value) => calls.push({ kind: 'routing', value }),
        act: (value) => calls.push({ kind: 'act', value }),
      },
    });
  }

  receive(message: unknown): void {
    this.fromView.push(message);
    this.channel.receive(message);
  }

  dispose(): void {
    this.channel.dispose();
    this.service.dispose();
    this.store.dispose();
  }
}

/** Gives pages the API that VS Code gives webviews. @param receive hears every message of the view */
export async function installWebviewApi(
  page: Page,
  receive: (message: unknown) => void,
): Promise<void> {
  await page.exposeFunction('toHost', receive);
  await page.addInitScript(() => {
    // the state outlives the page, as it does in VS Code
    const stateKey = `switchyard.chat${location.search}`;
    Object.assign(window, {
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => {
          const { toHost } = window as unknown as { toHost: (message: unknown) => void };
          toHost(JSON.parse(JSON.stringify(message)));
        },
        getState: (): unknown => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null'),
        setState: (state: unknown) => {
          sessionStorage.setItem(stateKey, JSON.stringify(state));
        },
      }),
    });
  });
}

/** Hands a message to the view in the page. */
export async function postToView(page: Page, message: ToChatView): Promise<void> {
  await page.evaluate((data) => {
    window.dispatchEvent(new MessageEvent('message', { data }));
  }, message);
}

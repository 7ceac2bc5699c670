import { untranslated } from '../../../src/base/translate.js';
import type { ChatSettings } from '../../../src/features/chat/core/chatSettings.js';
import { defaultChatSettings } from '../../../src/features/chat/core/chatSettings.js';
import { ChatService } from '../../../src/features/chat/core/chatService.js';
import type { ChatTurn } from '../../../src/features/chat/core/conversation.js';
import { ConversationStore } from '../../../src/features/chat/core/conversationStore.js';
import { TokenCounter } from '../../../src/features/chat/core/tokenCounter.js';
import type { ChatChange } from '../../../src/protocol/chatView.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { FakeClock } from '../../support/fakeClock.js';
import { FakeLog } from '../../support/fakeLog.js';
import { until } from '../../support/until.js';
import { FakeFiles, FakeMemory, FakeSearch, FakeSource } from './fakeChatParts.js';
import type { ScriptedChat } from './scriptedChatEngine.js';
import { ScriptedChatEngine } from './scriptedChatEngine.js';

let serial = 0;

/** A whole chat on fakes. A second one on the same files and memory is the chat after a window reload. */
export class ChatHarness {
  readonly engine = new ScriptedChatEngine();
  readonly source = new FakeSource();
  readonly search = new FakeSearch();
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly changes: ChatChange[] = [];
  readonly records: RequestRecord[] = [];
  readonly store: ConversationStore;
  readonly service: ChatService;
  settings: ChatSettings = defaultChatSettings;

  constructor(
    readonly files = new FakeFiles(),
    readonly memory = new FakeMemory(),
    withIndex = true,
  ) {
    const { engine, source, search, clock, log } = this;
    this.store = new ConversationStore({ files, clock, log });
    this.service = new ChatService({
      engine,
      counter: new TokenCounter(engine),
      search: withIndex ? search : undefined,
      source,
      store: this.store,
      memory,
      settings: () => this.settings,
      putRecord: (record) => this.records.push(record),
      clock,
      newId: () => `id${++serial}`,
      now: () => 1_700_000_000_000 + serial,
      t: untranslated,
    });
    this.service.onDidChange((change) => this.changes.push(change));
  }

  /** Asks, and waits until the engine has the request. */
  async ask(question: string): Promise<ScriptedChat> {
    return this.begin(() => this.service.questions.ask(question));
  }

  async begin(action: () => Promise<void>): Promise<ScriptedChat> {
    const before = this.engine.requests.length;
    void action();
    await until(() => this.engine.requests.length > before, 'the engine is asked');
    return this.engine.last;
  }

  /** A whole turn. */
  async answered(question: string, answer: string): Promise<ChatTurn> {
    const request = await this.ask(question);
    request.stream(answer);
    request.end();
    await this.settled();
    return this.lastTurn;
  }

  async settled(): Promise<void> {
    await until(() => !this.service.isAnswering, 'the answer ends');
  }

  get lastTurn(): ChatTurn {
    const turn = this.service.shown.turns.at(-1);
    if (!turn) throw new Error('Nothing was asked.');
    return turn;
  }

  /** The window goes away. */
  close(): void {
    this.service.dispose();
    this.store.dispose();
  }
}

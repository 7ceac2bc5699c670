/** Every command in the Command Palette. A unit test compares the list with package.json and package.nls.json. */
export const commandIds = [
  'switchyard.completion.trigger',
  'switchyard.completion.toggle',
  'switchyard.completion.toggleLanguage',
  'switchyard.engine.restart',
  'switchyard.experts.show',
  'switchyard.experts.showCompletion',
  'switchyard.experts.recordOn',
  'switchyard.experts.recordOff',
  'switchyard.experts.export',
  'switchyard.experts.clear',
  'switchyard.chat.open',
  'switchyard.chat.newConversation',
  'switchyard.chat.showHistory',
  'switchyard.chat.askSelection',
  'switchyard.chat.explainSelection',
  'switchyard.chat.addFile',
  'switchyard.chat.addTerminalSelection',
  'switchyard.chat.stop',
  'switchyard.chat.export',
  'switchyard.chat.deleteAll',
  'switchyard.chat.showRouting',
  'switchyard.chat.acceptChange',
  'switchyard.chat.rejectChange',
  'switchyard.index.rebuild',
  'switchyard.index.exclude',
  'switchyard.index.showStatus',
  'switchyard.model.choose',
  'switchyard.showLog',
  'switchyard.showStatus',
] as const;

export type CommandId = (typeof commandIds)[number];

/** What each command takes and returns. */
export interface CommandFunctions extends Record<CommandId, () => Promise<void> | void> {
  'switchyard.completion.trigger': () => Promise<void>;
  'switchyard.completion.toggle': () => Promise<void>;
  'switchyard.completion.toggleLanguage': () => Promise<void>;
  'switchyard.engine.restart': () => Promise<void>;
  'switchyard.experts.show': () => Promise<void>;
  'switchyard.experts.showCompletion': () => Promise<void>;
  'switchyard.experts.recordOn': () => Promise<void>;
  'switchyard.experts.recordOff': () => Promise<void>;
  'switchyard.experts.export': () => Promise<void>;
  'switchyard.experts.clear': () => void;
  'switchyard.chat.open': () => Promise<void>;
  'switchyard.chat.newConversation': () => Promise<void>;
  'switchyard.chat.showHistory': () => Promise<void>;
  'switchyard.chat.askSelection': () => Promise<void>;
  'switchyard.chat.explainSelection': () => Promise<void>;
  /** @param resource what an explorer's menu was opened on */
  'switchyard.chat.addFile': (resource?: unknown) => Promise<void>;
  'switchyard.chat.addTerminalSelection': () => Promise<void>;
  'switchyard.chat.stop': () => Promise<void>;
  'switchyard.chat.export': () => Promise<void>;
  'switchyard.chat.deleteAll': () => Promise<void>;
  'switchyard.chat.showRouting': () => Promise<void>;
  /** @param proposal what an editor's title menu was opened on */
  'switchyard.chat.acceptChange': (proposal?: unknown) => Promise<void>;
  /** @param proposal what an editor's title menu was opened on */
  'switchyard.chat.rejectChange': (proposal?: unknown) => Promise<void>;
  'switchyard.index.rebuild': () => Promise<void>;
  /** @param resource what an explorer's menu was opened on */
  'switchyard.index.exclude': (resource?: unknown) => Promise<void>;
  'switchyard.index.showStatus': () => Promise<void>;
  'switchyard.model.choose': () => Promise<void>;
  'switchyard.showLog': () => void;
  'switchyard.showStatus': () => Promise<void>;
}

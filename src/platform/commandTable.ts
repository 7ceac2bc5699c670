/** Every command in the Command Palette. A unit test compares the list with package.json and package.nls.json. */
export const commandIds = [
  'switchyard.completion.trigger',
  'switchyard.completion.toggle',
  'switchyard.completion.toggleLanguage',
  'switchyard.engine.restart',
  'switchyard.cuda.add',
  'switchyard.cuda.remove',
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
  'switchyard.chat.addFile',
  'switchyard.chat.addTerminalSelection',
  'switchyard.chat.stop',
  'switchyard.chat.export',
  'switchyard.chat.deleteAll',
  'switchyard.chat.showRouting',
  'switchyard.chat.writeCommitMessage',
  'switchyard.edits.explain',
  'switchyard.edits.explainProblem',
  'switchyard.edits.fix',
  'switchyard.edits.fixAll',
  'switchyard.edits.refactor',
  'switchyard.edits.document',
  'switchyard.edits.writeTests',
  'switchyard.edits.stop',
  'switchyard.edits.acceptChange',
  'switchyard.edits.rejectChange',
  'switchyard.edits.acceptAll',
  'switchyard.edits.rejectAll',
  'switchyard.edits.nextChange',
  'switchyard.edits.previousChange',
  'switchyard.edits.showDiff',
  'switchyard.edits.acceptFile',
  'switchyard.edits.rejectFile',
  'switchyard.edits.chooseFiles',
  'switchyard.debug.explainStop',
  'switchyard.debug.fixStop',
  'switchyard.debug.explainTerminal',
  'switchyard.debug.explainFailure',
  'switchyard.index.rebuild',
  'switchyard.index.exclude',
  'switchyard.index.showStatus',
  'switchyard.model.choose',
  'switchyard.model.showPlan',
  'switchyard.model.setAccessToken',
  'switchyard.model.openWalkthrough',
  'switchyard.remote.use',
  'switchyard.remote.useLocal',
  'switchyard.remote.reconnect',
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
  'switchyard.cuda.add': () => Promise<void>;
  'switchyard.cuda.remove': () => Promise<void>;
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
  /** @param resource what an explorer's menu was opened on */
  'switchyard.chat.addFile': (resource?: unknown) => Promise<void>;
  'switchyard.chat.addTerminalSelection': () => Promise<void>;
  'switchyard.chat.stop': () => Promise<void>;
  'switchyard.chat.export': () => Promise<void>;
  'switchyard.chat.deleteAll': () => Promise<void>;
  'switchyard.chat.showRouting': () => Promise<void>;
  /** @param sourceControl whose title the command was chosen in */
  'switchyard.chat.writeCommitMessage': (sourceControl?: unknown) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.explain': (...where: unknown[]) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.explainProblem': (...where: unknown[]) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.fix': (...where: unknown[]) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.refactor': (...where: unknown[]) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.document': (...where: unknown[]) => Promise<void>;
  /** @param where of the code: see commandTarget.ts */
  'switchyard.edits.writeTests': (...where: unknown[]) => Promise<void>;
  /** @param where the file's URI */
  'switchyard.edits.fixAll': (...where: unknown[]) => Promise<void>;
  'switchyard.edits.stop': () => Promise<void>;
  /** @param change whose button was clicked */
  'switchyard.edits.acceptChange': (change?: unknown) => Promise<void>;
  /** @param change whose button was clicked */
  'switchyard.edits.rejectChange': (change?: unknown) => Promise<void>;
  'switchyard.edits.acceptAll': () => Promise<void>;
  'switchyard.edits.rejectAll': () => Promise<void>;
  'switchyard.edits.nextChange': () => void;
  'switchyard.edits.previousChange': () => void;
  'switchyard.edits.showDiff': () => Promise<void>;
  /** @param proposal what a diff's menu was opened on */
  'switchyard.edits.acceptFile': (proposal?: unknown) => Promise<void>;
  /** @param proposal what a diff's menu was opened on */
  'switchyard.edits.rejectFile': (proposal?: unknown) => Promise<void>;
  'switchyard.edits.chooseFiles': () => Promise<void>;
  /** @param elements what a menu of the call stack was opened on */
  'switchyard.debug.explainStop': (...elements: unknown[]) => Promise<void>;
  /** @param elements what a menu of the call stack was opened on */
  'switchyard.debug.fixStop': (...elements: unknown[]) => Promise<void>;
  'switchyard.debug.explainTerminal': () => Promise<void>;
  /** @param elements what a menu of a test's message was opened on */
  'switchyard.debug.explainFailure': (...elements: unknown[]) => Promise<void>;
  'switchyard.index.rebuild': () => Promise<void>;
  /** @param resource what an explorer's menu was opened on */
  'switchyard.index.exclude': (resource?: unknown) => Promise<void>;
  'switchyard.index.showStatus': () => Promise<void>;
  'switchyard.model.choose': () => Promise<void>;
  'switchyard.model.showPlan': () => Promise<void>;
  'switchyard.model.setAccessToken': () => Promise<void>;
  'switchyard.model.openWalkthrough': () => Promise<void>;
  'switchyard.remote.use': () => Promise<void>;
  'switchyard.remote.useLocal': () => Promise<void>;
  'switchyard.remote.reconnect': () => void;
  'switchyard.showLog': () => void;
  'switchyard.showStatus': () => Promise<void>;
}

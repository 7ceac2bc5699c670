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
  'switchyard.model.choose': () => Promise<void>;
  'switchyard.showLog': () => void;
  'switchyard.showStatus': () => Promise<void>;
}

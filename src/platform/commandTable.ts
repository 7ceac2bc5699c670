/** Every command in the Command Palette. A unit test compares the list with package.json and package.nls.json. */
export const commandIds = [
  'switchyard.completion.trigger',
  'switchyard.completion.toggle',
  'switchyard.completion.toggleLanguage',
  'switchyard.engine.restart',
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
  'switchyard.model.choose': () => Promise<void>;
  'switchyard.showLog': () => void;
  'switchyard.showStatus': () => Promise<void>;
}

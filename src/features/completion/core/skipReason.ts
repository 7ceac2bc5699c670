/** Why a request was not even made, in the order in which the rules look. */
export const skipSentences = {
  disabled: 'Inline completion is switched off.',
  languageDisabled: 'Inline completion is switched off for this language.',
  documentTooLarge: 'The document is larger than the limit in the settings.',
  multipleCursors: 'There is more than one cursor.',
  engineStopped: 'The engine is not running.',
  engineStarting: 'The engine is starting.',
  modelLoading: 'The model is being loaded.',
  noModel: 'No model is loaded.',
  remoteUnusable: 'The remote endpoint cannot be used; the status bar says why.',
  engineRestarting: 'The engine died and is being restarted.',
  engineCrashed: 'The engine died too often; restart it by its command.',
  modelWithoutFim: 'The model has no fill-in-the-middle tokens, so it cannot complete code.',
  suggestWidget: 'The item selected in the suggest widget does not extend what was typed.',
  emptyDocument: 'The document is empty.',
  wordRightOfCursor: 'The cursor is inside or before a word.',
  textRightOfCursor: 'The rest of the line is more than closing punctuation.',
} as const;

export type SkipReason = keyof typeof skipSentences;

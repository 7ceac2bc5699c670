/**
 * Settings under which an editor starts quietly: no welcome page, no prompts, no network, no AI
 * features but ours.
 */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'editor.inlineSuggest.enabled': true,
  'editor.minimap.enabled': false,
  'window.restoreWindows': 'none',
};

/**
 * In tests nothing may happen by itself: no blinking, no word suggestions over the ghost text, no
 * closing brackets and quotes, which change what is left of the ghost text.
 */
export const testSettings = {
  ...quietSettings,
  'editor.cursorBlinking': 'solid',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'files.autoSave': 'off',
};

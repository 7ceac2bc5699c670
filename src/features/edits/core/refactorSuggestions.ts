import type { Translate } from '../../../base/translate.js';

const typedLanguages = new Set(['python', 'javascript', 'javascriptreact', 'php', 'ruby', 'lua']);
const asyncLanguages = new Set([
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'python',
  'csharp',
  'rust',
]);

/** Instructions to choose from, those that fit the language. */
export function refactorSuggestions(languageId: string, t: Translate): string[] {
  return [
    t('Simplify this code'),
    t('Extract parts into functions with telling names'),
    t('Rename variables so that they say what they hold'),
    ...(typedLanguages.has(languageId) ? [t('Add types')] : []),
    ...(asyncLanguages.has(languageId) ? [t('Convert to async')] : []),
    t('Handle errors and edge cases'),
    t('Replace nested conditions by early returns'),
    t('Remove duplication'),
    t('Make it faster without changing what it does'),
  ];
}

/** VS Code's language ids that models know better by another name. */
const tags: Readonly<Record<string, string>> = {
  csharp: 'cs',
  javascript: 'js',
  javascriptreact: 'jsx',
  'objective-c': 'objc',
  plaintext: '',
  shellscript: 'sh',
  typescript: 'ts',
  typescriptreact: 'tsx',
};

/** The word for a fence around code of a language. */
export function fenceLanguage(languageId: string): string {
  return tags[languageId] ?? languageId;
}

/** What models write on a fence → VS Code's language id, where the two differ. */
const languageIds: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  'c#': 'csharp',
  'c++': 'cpp',
  cs: 'csharp',
  docker: 'dockerfile',
  golang: 'go',
  h: 'c',
  hpp: 'cpp',
  js: 'javascript',
  jsx: 'javascriptreact',
  kt: 'kotlin',
  md: 'markdown',
  mjs: 'javascript',
  objc: 'objective-c',
  ps1: 'powershell',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  text: 'plaintext',
  ts: 'typescript',
  tsx: 'typescriptreact',
  txt: 'plaintext',
  yml: 'yaml',
  zsh: 'shellscript',
};

/** @param known language ids of this editor @returns undefined where the tag names none of them */
export function languageOfTag(tag: string, known: readonly string[]): string | undefined {
  const word =
    tag
      .trim()
      .toLowerCase()
      .split(/[\s{:,]/)[0] ?? '';
  const id = languageIds[word] ?? word;
  return known.includes(id) ? id : undefined;
}

/** What a file's name says about its language. */
export interface Language {
  /** VS Code's language id. */
  readonly id: string;
  /** File name of the tree-sitter grammar without `tree-sitter-` and `.wasm`; absent = none. */
  readonly grammar?: string;
}

const table: readonly (readonly [id: string, grammar: string | undefined, endings: string])[] = [
  ['typescript', 'typescript', 'ts mts cts'],
  ['typescriptreact', 'tsx', 'tsx'],
  ['javascript', 'javascript', 'js mjs cjs'],
  ['javascriptreact', 'javascript', 'jsx'],
  ['python', 'python', 'py pyi pyw'],
  ['go', 'go', 'go'],
  ['rust', 'rust', 'rs'],
  ['java', 'java', 'java'],
  ['c', 'cpp', 'c'],
  ['cpp', 'cpp', 'h cc cpp cxx c++ hpp hh hxx inl ipp cu cuh'],
  ['csharp', 'c-sharp', 'cs'],
  ['ruby', 'ruby', 'rb rake gemspec'],
  ['php', 'php', 'php'],
  ['shellscript', 'bash', 'sh bash zsh'],
  ['powershell', 'powershell', 'ps1 psm1'],
  ['css', 'css', 'css'],
  ['markdown', undefined, 'md markdown mdx'],
  ['kotlin', undefined, 'kt kts'],
  ['swift', undefined, 'swift'],
  ['objective-c', undefined, 'm'],
  ['objective-cpp', undefined, 'mm'],
  ['scss', undefined, 'scss'],
  ['less', undefined, 'less'],
  ['html', undefined, 'html htm'],
  ['vue', undefined, 'vue'],
  ['svelte', undefined, 'svelte'],
  ['xml', undefined, 'xml xsd'],
  ['json', undefined, 'json'],
  ['jsonc', undefined, 'jsonc'],
  ['yaml', undefined, 'yaml yml'],
  ['toml', undefined, 'toml'],
  ['ini', undefined, 'ini cfg conf'],
  ['sql', undefined, 'sql'],
  ['lua', undefined, 'lua'],
  ['perl', undefined, 'pl pm'],
  ['r', undefined, 'r'],
  ['dart', undefined, 'dart'],
  ['scala', undefined, 'scala sc'],
  ['elixir', undefined, 'ex exs'],
  ['haskell', undefined, 'hs'],
  ['dockerfile', undefined, 'dockerfile'],
  ['makefile', undefined, 'makefile mk'],
  ['cmake', undefined, 'cmake'],
];

const byEnding: ReadonlyMap<string, Language> = new Map(
  table.flatMap(([id, grammar, endings]) =>
    endings.split(' ').map((ending) => [ending, { id, ...(grammar && { grammar }) }] as const),
  ),
);

/** @param fileName without its folders */
export function languageOf(fileName: string): Language | undefined {
  const name = fileName.toLowerCase();
  return byEnding.get(name.slice(name.lastIndexOf('.') + 1));
}

const grammarsById: ReadonlyMap<string, string> = new Map(
  table.flatMap(([id, grammar]) => (grammar === undefined ? [] : [[id, grammar] as const])),
);

/** @param languageId VS Code's @returns the grammar's name, as in {@link Language.grammar} */
export function grammarOf(languageId: string): string | undefined {
  return grammarsById.get(languageId);
}

/** Every grammar that the build has to ship. */
export const grammarNames: readonly string[] = [
  ...new Set(table.flatMap(([, grammar]) => grammar ?? [])),
];

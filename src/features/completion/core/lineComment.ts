const hash = new Set([
  ...['python', 'ruby', 'perl', 'shellscript', 'yaml', 'toml', 'makefile', 'dockerfile', 'r'],
  ...['elixir', 'julia', 'powershell', 'coffeescript', 'properties', 'cmake', 'nix', 'graphql'],
]);
const dashes = new Set(['sql', 'lua', 'haskell', 'elm', 'ada', 'vhdl']);

/** What begins a comment that runs to the line's end. */
export function lineComment(languageId: string): string {
  if (hash.has(languageId)) return '#';
  return dashes.has(languageId) ? '--' : '//';
}

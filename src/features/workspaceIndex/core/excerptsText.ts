import type { WorkspaceSearchResult } from '../../../protocol/workspaceSearch.js';

/** A search's result as text for a language model, each excerpt with the place that it can be cited by. */
export function excerptsText({ excerpts, partial }: WorkspaceSearchResult): string {
  const note = partial ? ['The workspace index is not complete yet: more files may match.'] : [];
  if (excerpts.length === 0) return ['Nothing was found in the workspace.', ...note].join('\n');
  const parts = excerpts.map(
    ({ path, workspaceFolder, startLine, endLine, symbolTrail, text, languageId }) => {
      const place = `${path}:${startLine}-${endLine}`;
      const trail = symbolTrail.length > 0 ? ` (${symbolTrail.join(' › ')})` : '';
      const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
      return `${place}${trail} in ${workspaceFolder.name}\n${fence}${languageId ?? ''}\n${text}\n${fence}`;
    },
  );
  return [...note, ...parts].join('\n\n');
}

/** The longest run of backticks, which the fence around the text has to exceed. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

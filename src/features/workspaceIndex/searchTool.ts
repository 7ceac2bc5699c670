import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { withSignal } from '../../platform/withSignal.js';
import type { WorkspaceSearch } from '../../protocol/workspaceSearch.js';
import { excerptsText } from './core/excerptsText.js';

/** The tool's name in package.json. */
export const searchToolName = 'switchyard_searchWorkspace';

/** Characters to a token where nobody tells the model's own count. */
const charactersPerToken = 3.5;

const maxExcerpts = 12;

interface SearchToolInput {
  readonly query: string;
}

/** Offers the workspace search to any agent in VS Code. It reads the index only, so it asks for no confirmation. */
export function registerSearchTool(search: WorkspaceSearch): Disposable {
  return vscode.lm.registerTool<SearchToolInput>(searchToolName, {
    prepareInvocation: () => ({
      invocationMessage: vscode.l10n.t('Searching the workspace index'),
    }),
    invoke: ({ input, tokenizationOptions }, token) =>
      withSignal(token, async (signal) => {
        const budget = tokenizationOptions && {
          maxTokens: tokenizationOptions.tokenBudget,
          countTokens: async (text: string) => tokenizationOptions.countTokens(text, token),
        };
        const result = await search.search(
          { text: queryOf(input), maxExcerpts, budget: budget ?? defaultBudget },
          signal,
        );
        return new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(excerptsText(result)),
        ]);
      }),
  });
}

const defaultBudget = {
  maxTokens: 4_000,
  countTokens: (text: string) => Promise.resolve(Math.ceil(text.length / charactersPerToken)),
};

/** The input comes from a model. */
function queryOf(input: unknown): string {
  const query =
    typeof input === 'object' && input !== null && 'query' in input ? input.query : undefined;
  if (typeof query !== 'string' || query.trim() === '') {
    throw new Error('The tool needs a "query": what to look for, in words.');
  }
  return query;
}

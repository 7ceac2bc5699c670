import type { Translate } from '../../../base/translate.js';
import type { WorkspaceExcerpt, WorkspaceSearch } from '../../../protocol/workspaceSearch.js';
import type { Retrieve } from './chatPrompt.js';
import { indexNote } from './availability.js';
import type { AttachedText, ContextSection } from './contextSection.js';
import type { ChatTurn } from './conversation.js';
import type { CountText } from './tokenCounter.js';

export interface RetrievalRequest {
  readonly search: WorkspaceSearch | undefined;
  readonly question: string;
  readonly attached: readonly AttachedText[];
  /** `auto`: also for questions without attachments of the user's own. */
  readonly mode: 'auto' | 'mentioned';
  readonly history: readonly ChatTurn[];
  readonly openUris: readonly string[];
  readonly count: CountText;
  readonly t: Translate;
  /** Hears what the user should know about the search. */
  readonly onNotice: (text: string) => void;
}

/** Words of a question that is hardly understood without the one before it. */
const fewWords = 6;

/** How to search the workspace for a question; undefined where the question does not want it. */
export function retrievalFor(request: RetrievalRequest): Retrieve | undefined {
  const { search, attached, mode, t, onNotice } = request;
  const chosen = attached.filter(({ attachment }) => attachment.suggested !== true);
  const isMentioned = chosen.some(({ attachment: { kind } }) => kind === 'workspace');
  const folders = chosen.flatMap(({ attachment: { kind, link } }) =>
    kind === 'folder' && link ? [link.uri] : [],
  );
  const isWanted = isMentioned || folders.length > 0 || (mode === 'auto' && chosen.length === 0);
  if (!isWanted) return undefined;
  if (!search) {
    if (isMentioned) onNotice(indexNote(undefined, t).detail);
    return undefined;
  }
  return async ({ maxExcerpts, maxTokens }, signal) => {
    const result = await search.search(
      {
        text: queryText(request),
        maxExcerpts,
        budget: { maxTokens, countTokens: request.count },
        openUris: request.openUris,
        ...(folders.length > 0 && !isMentioned && { withinUris: folders }),
      },
      signal,
    );
    if (result.partial) {
      onNotice(t('The search was incomplete. {0}', indexNote(result.status, t).detail));
    }
    return result.excerpts.map(sectionOf);
  };
}

/** A short follow-up is searched together with the question before it. */
function queryText({ question, history }: RetrievalRequest): string {
  const before = history.at(-1)?.question;
  const isShort = question.split(/\s+/).filter(Boolean).length < fewWords;
  return isShort && before !== undefined ? `${question}\n${before}` : question;
}

function sectionOf(excerpt: WorkspaceExcerpt): ContextSection {
  const { uri, path, startLine, endLine, symbolTrail, languageId, text } = excerpt;
  return {
    link: { uri, path, range: { startLine, endLine } },
    title: path,
    symbols: symbolTrail,
    ...(languageId !== undefined && { languageId }),
    text,
  };
}

import type { Clock } from '../base/clock.js';
import type { CompletionEngine } from '../features/completion/core/completionEngine.js';
import { CompletionPipeline } from '../features/completion/core/completionPipeline.js';
import type { ContextProvider } from '../features/completion/core/context/contextProvider.js';
import type { DocumentText } from '../features/completion/core/completionRequest.js';
import { defaultCompletionSettings } from '../features/completion/core/completionSettings.js';
import type { EditingOptions } from '../features/completion/core/completionRequest.js';
import { defaultDecodeLimits } from '../features/completion/core/decodeLimits.js';
import { OutcomeTracker } from '../features/completion/core/outcomeTracker.js';
import type { PipelineOptions } from '../features/completion/core/pipelineOptions.js';
import { RecentRequests } from '../features/completion/core/requestLog.js';

/**
 * The pipeline of the extension, without an editor around it.
 * @param context text from other files; absent = only the document itself
 */
export function commandLinePipeline(
  engine: CompletionEngine,
  hasTimeLimit: boolean,
  clock: Clock,
  options: Partial<PipelineOptions> = {},
  context?: ContextProvider,
): CompletionPipeline {
  const log = new RecentRequests(1);
  return new CompletionPipeline({
    engine,
    log,
    outcomes: new OutcomeTracker(log),
    settings: () => defaultCompletionSettings,
    clock,
    decodeLimits: hasTimeLimit ? defaultDecodeLimits : unlimitedTime,
    options: { speculate: false, maxAlternatives: 1, ...options },
    ...(context && { context }),
  });
}

const dayMs = 86_400_000;
const unlimitedTime = {
  ...defaultDecodeLimits,
  singleLineMs: dayMs,
  singleLineHardMs: dayMs,
  blockMs: dayMs,
};

/** Lines looked at to tell tabs from spaces. */
const sampledLines = 1_000;

/** What an editor would detect: tabs when more lines begin with one than with spaces. */
export function detectEditing(document: DocumentText): EditingOptions {
  let tabs = 0;
  let spaces = 0;
  for (let line = 0; line < Math.min(document.lineCount, sampledLines); line++) {
    const text = document.lineAt(line);
    if (text.startsWith('\t')) tabs++;
    else if (text.startsWith('  ')) spaces++;
  }
  return { tabSize: 4, insertSpaces: tabs <= spaces };
}

/** How a model's context is divided between what it reads and what it writes, in tokens. */
export interface ModelWindow {
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
}

/** An agent writes whole functions. */
const mostOutputTokens = 4_096;
/** Where the context is small, most of it is left for the question. */
const outputShare = 0.25;
/** What a template writes around messages, which those who count texts do not see. */
const templateTokens = 64;

/** What VS Code's own agent sends before the user's question: instructions and the definitions of some 40 tools. */
export const agentPromptTokens = 17_000;

/** @param contextSize of the model as it is, or would be, loaded */
export function modelWindow(contextSize: number): ModelWindow {
  const maxOutputTokens = Math.min(mostOutputTokens, Math.floor(contextSize * outputShare));
  return {
    maxInputTokens: Math.max(1, contextSize - maxOutputTokens - templateTokens),
    maxOutputTokens,
  };
}

export function isTooSmallForAgent(contextSize: number): boolean {
  return modelWindow(contextSize).maxInputTokens < agentPromptTokens;
}

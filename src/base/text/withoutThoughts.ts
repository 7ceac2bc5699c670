/** What a model wrote between its thinking marks is not part of its answer. */
export function withoutThoughts(answer: string): string {
  return answer.replace(/^\s*<think>[\s\S]*?(?:<\/think>\s*|$)/, '');
}

import type { Turn, TurnState } from '../../../protocol/chatView.js';
import { formatMs, formatNumber } from '../../shared/format.js';

/** Whether an answer is under way. */
export function isRunning({ kind }: TurnState): boolean {
  return kind === 'waiting' || kind === 'streaming';
}

/** Whether there is an answer that can go on. */
export function canContinue({ state, answer }: Pick<Turn, 'state' | 'answer'>): boolean {
  return ['stopped', 'interrupted', 'cutShort'].includes(state.kind) && answer !== '';
}

/** The question as the user wrote it, its command in front. */
export function questionText({ command, question }: Pick<Turn, 'command' | 'question'>): string {
  return command === undefined ? question : `/${command} ${question}`.trim();
}

const stepTexts: Readonly<Record<Extract<TurnState, { kind: 'waiting' }>['step'], string>> = {
  retrieval: 'Searching the workspace …',
  model: 'Waiting for the model …',
  queue: 'Waiting for another request to end …',
  prefill: 'Reading the context (prefill) …',
};

const cutShortTexts = {
  maxTokens: 'The answer reached its limit of tokens.',
  contextFull: 'The model’s context window is full.',
} as const;

/** One sentence on where the answer stands; undefined while it streams and when it is done. */
export function stateText(state: TurnState): string | undefined {
  switch (state.kind) {
    case 'waiting':
      return stepTexts[state.step];
    case 'streaming':
    case 'done':
      return undefined;
    case 'stopped':
      return 'Stopped.';
    case 'interrupted':
      return state.reason;
    case 'cutShort':
      return cutShortTexts[state.reason];
    case 'failed':
      return state.message;
  }
}

/** Speed of the answer, as far as it was measured. */
export function speedText({ tokensPerSecond, ttftMs }: Turn): string {
  const parts = [
    ...(tokensPerSecond === undefined ? [] : [`${formatNumber(tokensPerSecond, 1)} tokens/s`]),
    ...(ttftMs === undefined ? [] : [`first token after ${formatMs(ttftMs)}`]),
  ];
  return parts.join(' · ');
}

/** What the screen reader says when a turn changes; its text is not read out piece by piece. */
export function announcementOf(turn: Turn, before: TurnState | undefined): string | undefined {
  const { state } = turn;
  if (before?.kind === state.kind) return undefined;
  switch (state.kind) {
    case 'waiting':
      return stateText(state);
    case 'streaming':
      return 'The answer begins.';
    case 'done':
      return before === undefined ? undefined : 'The answer is complete.';
    case 'stopped':
      return 'The answer was stopped.';
    case 'interrupted':
    case 'cutShort':
    case 'failed':
      return `The answer ended early. ${stateText(state) ?? ''}`.trim();
  }
}

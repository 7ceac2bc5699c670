import type { WindowUse } from '../../../protocol/chatView.js';
import { formatCount, formatPercent } from '../../shared/format.js';

export type WindowPartKind =
  'instructions' | 'history' | 'attachments' | 'question' | 'answer' | 'free';

export interface WindowPart {
  readonly kind: WindowPartKind;
  readonly label: string;
  readonly tokens: number;
}

const labels: Readonly<Record<WindowPartKind, string>> = {
  instructions: 'Instructions',
  history: 'Earlier turns',
  attachments: 'Attached',
  question: 'Question',
  answer: 'Kept for the answer',
  free: 'Free',
};

/** The context window in its parts; what is left over is free. */
export function windowParts(use: WindowUse): WindowPart[] {
  const kinds = ['instructions', 'history', 'attachments', 'question', 'answer'] as const;
  const used = kinds.reduce((sum, kind) => sum + use[kind], 0);
  const parts = kinds.map((kind) => ({ kind, label: labels[kind], tokens: use[kind] }));
  const tokens = Math.max(0, use.contextSize - used);
  return [...parts, { kind: 'free', label: labels.free, tokens }];
}

/** What of the window the prompt takes, in one line. */
export function windowText(use: WindowUse): string {
  const prompt = use.instructions + use.history + use.attachments + use.question;
  const share = use.contextSize > 0 ? prompt / use.contextSize : undefined;
  return `${formatCount(prompt)} of ${formatCount(use.contextSize)} tokens (${formatPercent(share)})`;
}

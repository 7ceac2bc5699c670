import type { RequestRow } from '../../../protocol/expertsView.js';
import { phaseNames } from '../../../protocol/requestRecord.js';
import { outcomeText } from './outcomeText.js';

type Cell = string | number | undefined;

const columns: readonly (readonly [string, (row: RequestRow) => Cell])[] = [
  ['id', ({ record }) => record.id],
  ['started_at', ({ record }) => new Date(record.startedAtMs).toISOString()],
  ['kind', ({ record }) => record.kind],
  ['file', ({ record }) => record.fileName],
  ['language', ({ record }) => record.languageId],
  ['model', ({ record }) => record.model],
  ['backend', ({ record }) => record.backend],
  ['source', ({ record }) => record.source],
  ['outcome', ({ record }) => outcomeText(record.outcome)],
  ['stop_reason', ({ record }) => record.stopReason],
  ['ttft_ms', ({ measures }) => rounded(measures.ttftMs)],
  ['total_ms', ({ measures }) => rounded(measures.totalMs)],
  ['tokens_per_second', ({ measures }) => rounded(measures.tokensPerSecond)],
  ['prompt_tokens', ({ record }) => record.tokens.prompt],
  ['reused_tokens', ({ record }) => record.tokens.reused],
  ['prefilled_tokens', ({ record }) => record.tokens.prefilled],
  ['generated_tokens', ({ record }) => record.tokens.generated],
  ...phaseNames.map(
    (name) =>
      [
        `${name}_ms`,
        ({ record }: RequestRow) =>
          rounded(record.phases.find((phase) => phase.name === name)?.durationMs),
      ] as const,
  ),
  ['routing', ({ routing }) => routing],
];

/** The request list as CSV (RFC 4180), one line per request in the given order; times in milliseconds. */
export function exportCsv(rows: readonly RequestRow[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, value]) => value(row))),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1_000) / 1_000;
}

function quoted(cell: Cell): string {
  if (cell === undefined) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { layerBalances } from '../../../base/routing/layerBalance.js';
import { neverChosen } from '../../../base/routing/neverChosen.js';
import { routeOverlap } from '../../../base/routing/routeOverlap.js';
import type { TokenRange } from '../../../base/routing/routingTable.js';
import { RoutingTally } from '../../../base/routing/routingTally.js';
import type { RequestRouting, RequestRow } from '../../../protocol/expertsView.js';
import { outcomeText } from './outcomeText.js';

/** The request list as a Markdown table. */
export function listMarkdown(rows: readonly RequestRow[]): string {
  return table(
    ['Started', 'Kind', 'File', 'TTFT', 'Total', 'tok/s', 'Reuse', 'Outcome'],
    rows.map(({ record, measures }) => [
      new Date(record.startedAtMs).toISOString(),
      record.kind,
      record.fileName ?? '',
      milliseconds(measures.ttftMs),
      milliseconds(measures.totalMs),
      measures.tokensPerSecond?.toFixed(1) ?? '',
      percent(measures.reuseShare),
      outcomeText(record.outcome),
    ]),
  );
}

/** One request with its steps and the health of its routing. */
export function requestMarkdown(row: RequestRow, routing: RequestRouting): string {
  const { record, measures } = row;
  const { tokens } = record;
  const facts = [
    ['Model', record.model ?? ''],
    ['Backend', record.backend ?? ''],
    ['Started', new Date(record.startedAtMs).toISOString()],
    ['TTFT', milliseconds(measures.ttftMs)],
    ['Total', milliseconds(measures.totalMs)],
    ['Decode', measures.tokensPerSecond ? `${measures.tokensPerSecond.toFixed(1)} tok/s` : ''],
    ['Prompt', `${tokens.prompt} tokens (${tokens.reused} reused, ${tokens.prefilled} new)`],
    ['Generated', `${tokens.generated} tokens`],
    ['Outcome', outcomeText(record.outcome)],
  ].filter(([, value]) => value !== '');
  const steps = record.phases.map(({ name, startMs, durationMs }) => [
    name,
    startMs.toFixed(1),
    durationMs.toFixed(1),
  ]);
  return [
    `### ${escaped([record.kind, record.fileName].filter(Boolean).join(' · '))}`,
    table(['', ''], facts),
    table(['Step', 'Start (ms)', 'Duration (ms)'], steps),
    routingMarkdown(routing),
  ].join('\n');
}

function routingMarkdown(routing: RequestRouting): string {
  if (routing.kind === 'none') return `Routing: ${routing.absence}\n`;
  const { layers, expertCount, usedPerToken, sharedExpertCount } = routing.shape;
  const tally = wholeTally(routing);
  const balances = layerBalances(tally);
  const touched = balances.reduce((sum, balance) => sum + balance.touched, 0);
  const entropies = balances.map(({ normalisedEntropy }) => normalisedEntropy).filter(isNumber);
  const loads = balances.map(({ maxOverMean }) => maxOverMean).filter(isNumber);
  const never = neverChosen(tally);
  const shared = sharedExpertCount > 0 ? `, ${sharedExpertCount} shared` : '';
  return table(
    [
      'Routing',
      `${expertCount} experts, top-${usedPerToken}${shared}, ${layers.length} MoE layers`,
    ],
    [
      ['Tokens measured', String(tally.tokens)],
      ['Coverage', percent(touched / (layers.length * expertCount))],
      ['Normalised entropy, mean', mean(entropies).toFixed(3)],
      ['Max/mean load, largest', Math.max(...loads).toFixed(2)],
      [
        'Experts never chosen',
        `${never.count} (uniform routing: ${never.expectedCount.toFixed(1)} expected)`,
      ],
      ['Route overlap of consecutive tokens', percent(finite(routeOverlap(tally)))],
    ],
  );
}

function wholeTally(routing: Exclude<RequestRouting, { kind: 'none' }>): RoutingTally {
  if (routing.kind === 'full') {
    const range: TokenRange = { start: 0, end: routing.rows.positions.length };
    return RoutingTally.of({ ...routing.shape, ids: routing.rows.ids }, range);
  }
  const tally = RoutingTally.fromData({ ...routing.shape, ...routing.prompt });
  tally.merge({ ...routing.shape, ...routing.generated });
  return tally;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(0)} ms`;
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(1)} %`;
}

function finite(value: number): number | undefined {
  return isNumber(value) ? value : undefined;
}

function isNumber(value: number): boolean {
  return !Number.isNaN(value);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

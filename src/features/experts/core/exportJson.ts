import { unpackIds } from '../../../base/routing/packIds.js';
import type { RequestRouting, RequestRow } from '../../../protocol/expertsView.js';

export interface ExportedRequest {
  readonly row: RequestRow;
  readonly routing: RequestRouting;
}

export interface JsonExportOptions {
  readonly exportedAt: Date;
  /** `nested`: ids as arrays [token][MoE layer][k]; `flat`: one array in row-major order. */
  readonly ids: 'nested' | 'flat';
}

/** Tokens per piece of text, so that a caller can pause in between. */
const tokensPerPiece = 256;

/**
 * Requests with their timings and routing as JSON, in pieces that make up one text. Ids have the shape
 * [token, MoE layer, k], −1 = not computed. The requests are read one at a time.
 */
export function* exportJson(
  requests: Iterable<ExportedRequest>,
  options: JsonExportOptions,
): Generator<string> {
  const head = {
    format: 'switchyard.requests',
    version: 1,
    exportedAt: options.exportedAt.toISOString(),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"requests":[`;
  let separator = '\n';
  for (const { row, routing } of requests) {
    const { record, measures } = row;
    yield `${separator}${JSON.stringify({ ...record, measures }).slice(0, -1)},"routing":`;
    yield* routingJson(routing, options);
    yield '}';
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* routingJson(routing: RequestRouting, options: JsonExportOptions): Generator<string> {
  if (routing.kind === 'none') {
    yield JSON.stringify({ kind: 'none', reason: routing.absence });
    return;
  }
  const { kind, shape, reusedTokens, droppedTokens } = routing;
  const common = { kind, ...shape, reusedTokens, droppedTokens };
  if (routing.kind === 'counts') {
    const plain = (part: typeof routing.prompt): object => ({
      tokens: part.tokens,
      counts: [...part.counts],
      layerTokens: [...part.layerTokens],
    });
    const { prompt, generated } = routing;
    yield JSON.stringify({ ...common, prompt: plain(prompt), generated: plain(generated) });
    return;
  }
  const { rows } = routing;
  const rowLength = shape.layers.length * shape.usedPerToken;
  const tokens = rows.positions.length;
  const described = {
    ...common,
    promptTokens: rows.promptTokens,
    positions: [...rows.positions],
    generatedTexts: rows.generatedTexts,
    axes: ['token', 'moeLayer', 'k'],
    dimensions: [tokens, shape.layers.length, shape.usedPerToken],
  };
  yield `${JSON.stringify(described).slice(0, -1)},"ids":[`;
  for (let from = 0; from < tokens; from += tokensPerPiece) {
    const to = Math.min(tokens, from + tokensPerPiece);
    const ids = unpackIds(rows.ids.subarray(from * rowLength, to * rowLength), shape.expertCount);
    const text =
      options.ids === 'flat' ? ids.join(',') : nested(ids, rowLength, shape.usedPerToken);
    yield from === 0 ? text : `,${text}`;
  }
  yield ']}';
}

function nested(ids: Int16Array, rowLength: number, usedPerToken: number): string {
  const tokens: string[] = [];
  for (let from = 0; from < ids.length; from += rowLength) {
    const layers: string[] = [];
    for (let at = from; at < from + rowLength; at += usedPerToken) {
      layers.push(`[${ids.subarray(at, at + usedPerToken).join(',')}]`);
    }
    tokens.push(`[${layers.join(',')}]`);
  }
  return tokens.join(',');
}

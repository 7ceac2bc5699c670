import type { RoutingTrace } from '../../protocol/routingTrace.js';
import { notComputed } from '../../protocol/routingTrace.js';
import type { RawRouting, ServerUsage } from '../api/answerPiece.js';
import type { ExpertArray } from './expertArray.js';
import type { ExpertFacts } from './expertFacts.js';
import { readExperts } from './readExperts.js';

export interface AnswerRouting {
  readonly raw: RawRouting;
  readonly usage: ServerUsage;
  /** Texts of the generated tokens, as far as they are known one by one. */
  readonly tokenTexts: readonly string[];
}

/**
 * Makes a routing trace of what a server has sent. The last generated token passes no router, as nothing follows it.
 * Rows that cannot be a choice (an id twice, or none) become {@link notComputed}; a layer without any choice is a dense
 * one, which some servers fill up, and is left out. Tokens from the server's cache have the rows of when they were
 * computed, so none counts as reused.
 * @throws RangeError where the array does not fit the answer or the model
 */
export function remoteTrace(
  { raw, usage, tokenTexts }: AnswerRouting,
  facts: ExpertFacts,
): RoutingTrace {
  const { promptTokens: prompt, generatedTokens: generated } = usage;
  const routed = Math.max(0, generated - 1);
  const { usedPerToken } = facts;
  const parts: ExpertArray[] = [];
  if (raw.prompt !== undefined)
    parts.push(readExperts(raw.prompt, { tokens: prompt, usedPerToken }));
  const tokens = raw.prompt === undefined ? prompt + routed : routed;
  parts.push(readExperts(raw.experts, { tokens, usedPerToken }));
  const rows = parts.reduce((sum, part) => sum + part.tokens, 0);
  // some versions of vLLM have a row for the last token too, and some none for the prompt
  const isOfAll = rows === prompt + routed || rows === prompt + generated;
  const isOfGenerated = !isOfAll && (rows === routed || rows === generated);
  if (!isOfAll && !isOfGenerated) {
    throw new RangeError('The routing is about another number of tokens than the answer.');
  }
  const table = joined(parts, facts);
  const layers = moeLayers(table, facts);
  const kept = Math.min(rows, isOfAll ? prompt + routed : routed);
  const promptRows = isOfAll ? prompt : 0;
  return {
    layers,
    expertCount: facts.count,
    usedPerToken,
    sharedExpertCount: facts.sharedCount,
    ids: chosenIds(table, layers, kept, facts),
    positions: Int32Array.from({ length: kept }, (_, row) => row + (isOfAll ? 0 : prompt)),
    promptTokens: promptRows,
    reusedTokens: 0,
    generatedTexts: Array.from(
      { length: kept - promptRows },
      (_, index) => tokenTexts[index] ?? '',
    ),
    droppedTokens: isOfAll ? 0 : prompt,
  };
}

function joined(parts: readonly ExpertArray[], { usedPerToken }: ExpertFacts): ExpertArray {
  const [first] = parts;
  if (!first) throw new RangeError('There is no routing.');
  const fits = parts.every((part) => part.layers === first.layers || part.tokens === 0);
  if (!fits || first.usedPerToken !== usedPerToken) {
    throw new RangeError('The routing is of another model than the settings say.');
  }
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  const ids = new Int32Array(tokens * first.layers * usedPerToken);
  let length = 0;
  for (const part of parts) {
    ids.set(part.ids, length);
    length += part.ids.length;
  }
  return { ...first, tokens, ids };
}

/** Numbers of the layers in which any token has a choice. @throws RangeError where there is none, or an id is too high */
function moeLayers(table: ExpertArray, facts: ExpertFacts): number[] {
  const layers: number[] = [];
  for (let layer = 0; layer < table.layers; layer++) {
    let hasChoice = false;
    for (let token = 0; token < table.tokens && !hasChoice; token++) {
      hasChoice = isChoice(table, token, layer, facts);
    }
    if (hasChoice) layers.push(layer);
  }
  if (layers.length === 0 && table.tokens > 0) {
    throw new RangeError('The routing holds no choice of experts that fits the model.');
  }
  return layers;
}

function isChoice(table: ExpertArray, token: number, layer: number, facts: ExpertFacts): boolean {
  const start = (token * table.layers + layer) * table.usedPerToken;
  for (let place = 0; place < table.usedPerToken; place++) {
    const id = table.ids[start + place] ?? -1;
    if (id >= facts.count)
      throw new RangeError('The routing names experts that the model does not have.');
    if (id < 0) return false;
    for (let before = 0; before < place; before++) {
      if (table.ids[start + before] === id) return false;
    }
  }
  return true;
}

function chosenIds(
  table: ExpertArray,
  layers: readonly number[],
  tokens: number,
  facts: ExpertFacts,
): Int16Array {
  const { usedPerToken } = table;
  const ids = new Int16Array(tokens * layers.length * usedPerToken).fill(notComputed);
  let length = 0;
  for (let token = 0; token < tokens; token++) {
    for (const layer of layers) {
      if (isChoice(table, token, layer, facts)) {
        const start = (token * table.layers + layer) * usedPerToken;
        for (let place = 0; place < usedPerToken; place++) {
          ids[length + place] = table.ids[start + place] ?? notComputed;
        }
      }
      length += usedPerToken;
    }
  }
  return ids;
}

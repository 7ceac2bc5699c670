import type { ToolDefinition } from '../../../../protocol/engineProtocol.js';
import type { ToolCallFormat } from '../../../../protocol/modelFile.js';
import type { AnswerReader } from './answerPart.js';
import { HarmonyReader } from './harmonyReader.js';
import { jsonCall } from './jsonCall.js';
import { TaggedReader } from './taggedReader.js';
import { xmlCall } from './xmlCall.js';

type ReaderOf = (tools: readonly ToolDefinition[]) => AnswerReader;

/** How answers in each format are read. */
const readers: Readonly<Record<ToolCallFormat, ReaderOf>> = {
  json: (tools) => new TaggedReader(jsonCall, tools),
  xml: (tools) => new TaggedReader(xmlCall, tools),
  harmony: (tools) => new HarmonyReader(tools),
};

/** @param format undefined for a model that calls no tools */
export function answerReader(
  format: ToolCallFormat | undefined,
  tools: readonly ToolDefinition[],
): AnswerReader {
  return format === undefined ? new TaggedReader(undefined, []) : readers[format](tools);
}

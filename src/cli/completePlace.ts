import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { untranslated } from '../base/translate.js';
import type {
  CompletionAnswer,
  CompletionPipeline,
} from '../features/completion/core/completionPipeline.js';
import type { CompletionRequest } from '../features/completion/core/completionRequest.js';
import { explainOutcome } from '../features/completion/core/explainOutcome.js';
import { stringDocument } from '../features/completion/core/stringDocument.js';
import { detectEditing } from './commandLinePipeline.js';
import type { CompleteJob } from './completeOptions.js';
import { languageOfPath } from './languageOfPath.js';
import { UsageError } from './usageError.js';

type Place = Extract<CompleteJob, { kind: 'place' }>;

/** Completes at one place of a file. @returns what to print */
export async function completePlace(
  place: Place,
  pipeline: CompletionPipeline,
  signal: AbortSignal,
): Promise<{ text: string; failed: boolean }> {
  const answer = await pipeline.complete(await requestAt(place), signal);
  return {
    text: place.json ? jsonReport(place, answer) : textReport(answer),
    failed: answer.record.outcome.kind === 'failed',
  };
}

/** @throws UsageError when the file cannot be read or has no such place */
export async function requestAt(place: Place): Promise<CompletionRequest> {
  const file = path.resolve(place.file);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${place.file} cannot be read.`, { cause: error });
  });
  const document = stringDocument(text, {
    uri: pathToFileURL(file).href,
    fileName: path.basename(file),
    path: path.isAbsolute(place.file) ? path.basename(file) : place.file.replaceAll('\\', '/'),
    languageId: languageOfPath(file),
  });
  if (place.line >= document.lineCount) {
    throw new UsageError(`${place.file} has only ${String(document.lineCount)} lines.`);
  }
  const { length } = document.lineAt(place.line);
  if (place.character > length) {
    throw new UsageError(
      `Line ${String(place.line + 1)} of ${place.file} has only ${String(length + 1)} columns.`,
    );
  }
  return {
    document,
    position: { line: place.line, character: place.character },
    manual: true,
    cursorCount: 1,
    editing: detectEditing(document),
  };
}

function jsonReport({ file, line, character }: Place, { offer, record }: CompletionAnswer): string {
  return JSON.stringify({
    file,
    line: line + 1,
    column: character + 1,
    completion: offer?.insertText ?? null,
    replacedCharacters: offer ? offer.endCharacter - offer.startCharacter : 0,
    reason: explainOutcome(record.outcome, untranslated) ?? null,
    record,
  });
}

function textReport({ offer, record }: CompletionAnswer): string {
  const { tokens, phases } = record;
  const lines = [
    offer?.insertText ?? explainOutcome(record.outcome, untranslated) ?? record.outcome.kind,
    '',
  ];
  if (offer && offer.endCharacter > offer.startCharacter) {
    lines.push(
      `replaces ${String(offer.endCharacter - offer.startCharacter)} characters right of the cursor`,
    );
  }
  if (record.model !== undefined) {
    lines.push(
      `${record.model} on ${record.backend ?? 'no backend'}, stopped by ${record.stopReason ?? 'nothing'}`,
      `prompt ${String(tokens.prompt)} tokens (${String(tokens.reused)} reused), generated ${String(tokens.generated)}`,
    );
  }
  lines.push(
    phases
      .filter(({ name }) => name !== 'shown')
      .map(({ name, durationMs }) => `${name} ${durationMs.toFixed(1)} ms`)
      .join(', '),
  );
  return lines.join('\n');
}

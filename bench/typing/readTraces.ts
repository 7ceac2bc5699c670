import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { errorMessage } from '../../src/base/errorMessage.js';
import { sha256Of } from '../infill/taskLine.js';
import { readRecordedTrace } from './readRecordedTrace.js';
import { rebuildTrace } from './rebuildTrace.js';
import type { RecordedReference, SyntheticReference, TraceReference } from './traceReference.js';
import { traceReferenceSchema } from './traceReference.js';
import type { CommitFiles } from '../support/gitProject.js';
import { gitProject } from '../support/gitProject.js';
import { typedChanges } from './typedChanges.js';
import type { TypingHabits } from './typingHabits.js';
import { typingHabits } from './typingHabits.js';
import type { TypingTrace } from './typingTrace.js';

/** @throws Error with the file and line of what is no reference */
export async function readTraceReferences(file: string): Promise<TraceReference[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    try {
      return v.parse(traceReferenceSchema, JSON.parse(line));
    } catch (error) {
      throw new Error(`${file}, line ${index + 1}: ${errorMessage(error)}`, { cause: error });
    }
  });
}

/**
 * Reads all traces, recorded ones first; they say how the synthetic ones are typed.
 * @param directory folder of the recorded traces
 * @throws Error where a file is missing or not the one that is referred to
 */
export async function readTraces(
  references: readonly TraceReference[],
  directory: string,
  files: CommitFiles,
): Promise<TypingTrace[]> {
  const recorded = await Promise.all(
    references
      .filter((reference) => reference.kind === 'recorded')
      .map((reference) => readRecorded(reference, directory)),
  );
  const habits = typingHabits(recorded);
  const synthetic = await Promise.all(
    references
      .filter((reference) => reference.kind === 'synthetic')
      .map((reference) => readSynthetic(reference, habits, files)),
  );
  return [...recorded, ...synthetic];
}

async function readRecorded(reference: RecordedReference, directory: string): Promise<TypingTrace> {
  const bytes = await readFile(path.join(directory, reference.file));
  checkSha256(reference.file, bytes, reference.sha256);
  return readRecordedTrace(reference, bytes);
}

async function readSynthetic(
  reference: SyntheticReference,
  habits: TypingHabits,
  files: CommitFiles,
): Promise<TypingTrace> {
  const { id, repo, commit, path: file, sha256Before, sha256, hunks } = reference;
  const before = await files.read(repo, `${commit}^`, file);
  const after = await files.read(repo, commit, file);
  checkSha256(`${id} before the commit`, before, sha256Before);
  checkSha256(id, after, sha256);
  const texts = [before.toString('utf8'), after.toString('utf8')] as const;
  const changes = typedChanges(...texts);
  if (changes.length !== hunks) throw new Error(`${id} has ${changes.length} hunks, not ${hunks}.`);
  const project = await gitProject(files, repo, `${commit}^`);
  return { ...rebuildTrace(reference, ...texts, habits), project };
}

function checkSha256(name: string, bytes: Uint8Array, wanted: string): void {
  const found = sha256Of(bytes);
  if (found !== wanted) throw new Error(`${name} has SHA-256 ${found}, not ${wanted}.`);
}

import { randomUUID } from 'node:crypto';
import { writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import type { Clock } from '../base/clock.js';
import { splitText } from '../base/placement/splitText.js';
import { untranslated } from '../base/translate.js';
import type { CodeParser } from '../features/edits/core/editCheck.js';
import type { EditEngine } from '../features/edits/core/editEngine.js';
import type { EditOutcome, ProposedFile } from '../features/edits/core/editOutcome.js';
import { EditRunner } from '../features/edits/core/editRunner.js';
import { defaultEditSettings } from '../features/edits/core/editSettings.js';
import type { EditTask, TaskFile } from '../features/edits/core/editTask.js';
import { enclosingDefinition } from '../features/edits/core/enclosingDefinition.js';
import { testPlace } from '../features/edits/core/testPath.js';
import type { RequestRecord } from '../protocol/requestRecord.js';
import type { EditJobOptions } from './editOptions.js';
import { findTests } from './findTests.js';
import { languageOfPath } from './languageOfPath.js';
import { readTextFile, writeTextFile } from './textFile.js';
import { UsageError } from './usageError.js';

export interface EditAnswer {
  readonly outcome: EditOutcome;
  /** One for each request to the model, as it ended. */
  readonly records: readonly RequestRecord[];
}

export interface EditParts {
  readonly engine: EditEngine;
  readonly parser: CodeParser;
  readonly clock: Clock;
}

/** Runs one edit as the extension would, without an editor around it. */
export async function editPlace(
  task: EditTask,
  options: Pick<EditJobOptions, 'timeLimitMs' | 'write'>,
  { engine, parser, clock }: EditParts,
  signal: AbortSignal,
): Promise<EditAnswer> {
  const records = new Map<string, RequestRecord>();
  const runner = new EditRunner({
    engine,
    parser,
    settings: () => ({ ...defaultEditSettings, timeLimitMs: options.timeLimitMs }),
    putRecord: (record) => records.set(record.id, record),
    clock,
    newId: () => randomUUID(),
    t: untranslated,
  });
  const outcome = await runner.run(task, { signal });
  if (options.write && outcome.kind === 'proposal') await writeAll(outcome.files);
  return { outcome, records: [...records.values()] };
}

/** @throws UsageError when the file cannot be read or has no such lines */
export async function editTaskOf(options: EditJobOptions): Promise<EditTask> {
  const { kind, range: named, isPlace, instruction, problem } = options;
  const file = await taskFile(options.file);
  const { contents: lines } = splitText(file.text);
  if (named.endLine > Math.max(1, lines.length)) {
    throw new UsageError(`${options.file} has only ${String(lines.length)} lines.`);
  }
  const range = isPlace ? enclosingDefinition(lines, named) : named;
  return {
    kind,
    file,
    range,
    problems:
      problem === undefined ? [] : [{ message: problem, range: named, severity: 'error' as const }],
    context: [],
    ...(instruction !== undefined && { instruction }),
    ...(kind === 'tests' && { test: await testFile(file) }),
  };
}

async function taskFile(file: string): Promise<TaskFile> {
  const { text } = await readTextFile(file);
  return { ...named(file), text };
}

function named(file: string): Omit<TaskFile, 'text'> {
  const absolute = path.resolve(file);
  const relative = path.relative('.', absolute).split(path.sep).join('/');
  return {
    uri: pathToFileURL(absolute).href,
    path: relative.startsWith('../') || path.isAbsolute(relative) ? path.basename(file) : relative,
    languageId: languageOfPath(file),
  };
}

/** Beside the tests of the working folder, as the editor would choose among those of the workspace. */
async function testFile({ uri, path: source }: TaskFile): Promise<NonNullable<EditTask['test']>> {
  const file = fileURLToPath(uri);
  const isInside = path.resolve(source) === file;
  const root = isInside ? process.cwd() : path.dirname(file);
  const place = testPlace(source, await findTests(root, path.extname(file)));
  const target = path.join(root, place.path);
  const existing = place.isNew ? { text: '' } : await readTextFile(target);
  return { file: { ...named(target), path: place.path, text: existing.text }, isNew: place.isNew };
}

async function writeAll(files: readonly ProposedFile[]): Promise<void> {
  for (const { uri, isNew, before, after } of files) {
    const file = fileURLToPath(uri);
    if (isNew) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, after, { flag: 'wx' });
    } else await writeTextFile(file, before, after);
  }
}

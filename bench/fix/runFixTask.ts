import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/base/clock.js';
import { untranslated } from '../../src/base/translate.js';
import type { CodeParser } from '../../src/features/edits/core/editCheck.js';
import type { EditEngine } from '../../src/features/edits/core/editEngine.js';
import type { EditOutcome } from '../../src/features/edits/core/editOutcome.js';
import { EditRunner } from '../../src/features/edits/core/editRunner.js';
import { defaultEditSettings } from '../../src/features/edits/core/editSettings.js';
import type { EditTask } from '../../src/features/edits/core/editTask.js';
import type { Outcome, RequestRecord } from '../../src/protocol/requestRecord.js';
import type { FixRow } from './fixRow.js';
import type { FixTask } from './fixTask.js';
import { testProgram } from './testProgram.js';

/** The time limit is for people; here every attempt may end by itself. */
const timeLimitMs = 3_600_000;

/** Asks for a fix as the extension does, told what the first failing test says, and tests what comes of it. */
export async function runFixTask(
  task: FixTask,
  engine: EditEngine,
  parser: CodeParser,
): Promise<FixRow> {
  const records = new Map<string, RequestRecord>();
  const answers = new Map<string, string>();
  const runner = new EditRunner({
    engine: listenedTo(engine, answers),
    parser,
    settings: () => ({ ...defaultEditSettings, timeLimitMs }),
    putRecord: (record) => records.set(record.id, record),
    clock: systemClock,
    newId: () => randomUUID(),
    t: untranslated,
  });
  const signal = new AbortController().signal;
  const outcome = await runner.run(editTaskOf(task), { signal });
  const all = [...records.values()];
  return {
    id: task.id,
    language: task.language,
    outcome: outcome.kind,
    attempts: all.map(({ id, outcome: ending }) => ({
      ending: endingOf(ending),
      answer: answers.get(id) ?? '',
    })),
    isFixed: await isFixed(task, outcome),
    generatedTokens: all.reduce((sum, { tokens }) => sum + tokens.generated, 0),
  };
}

/** Keeps what the model writes, by the request's id. */
function listenedTo(engine: EditEngine, answers: Map<string, string>): EditEngine {
  return {
    get state() {
      return engine.state;
    },
    onDidChangeState: engine.onDidChangeState,
    countTokens: (text, signal) => engine.countTokens(text, signal),
    generate: async (params, signal, onText) => {
      const result = await engine.generate(params, signal, onText);
      answers.set(params.id, result.text);
      return result;
    },
  };
}

function editTaskOf({ language, path, buggy, startLine, endLine, problem }: FixTask): EditTask {
  return {
    kind: 'fix',
    file: { uri: `bench:${path}`, path, languageId: language, text: buggy },
    range: { startLine, endLine },
    problems: [],
    instruction: `Fix the bug in this code. A test says:\n${problem}`,
    context: [],
  };
}

function endingOf(outcome: Outcome): string {
  return outcome.kind === 'filtered' ? outcome.filter : outcome.kind;
}

async function isFixed(task: FixTask, outcome: EditOutcome): Promise<boolean> {
  if (outcome.kind !== 'proposal') return false;
  const [file] = outcome.files;
  return file !== undefined && (await testProgram(task, file.after)).passed;
}

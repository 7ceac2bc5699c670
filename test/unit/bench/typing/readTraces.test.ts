import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256Of } from '../../../../bench/infill/taskLine.js';
import { readTraceReferences, readTraces } from '../../../../bench/typing/readTraces.js';
import type { CommitFiles } from '../../../../bench/support/gitProject.js';
import type { TraceReference } from '../../../../bench/typing/traceReference.js';
import { applyStep } from '../../../../bench/typing/typingTrace.js';
import { withTemporaryFolder } from '../../engine/temporaryFolder.js';

const txns = ['', 'h', 'e', 'l', 'l', 'o'].map((inserted, index) => ({
  time: `2020-10-18T07:27:1${index}.000Z`,
  patches: [[Math.max(0, index - 1), 0, inserted]],
}));
const recording = gzipSync(JSON.stringify({ startContent: '', endContent: 'hello', txns }));
const before = Buffer.from('a\nb\n');
const after = Buffer.from('a\nnew\nb\n');

/** A repository with one commit after another. */
const repository: CommitFiles = {
  list: () => Promise.resolve(['x.ts', 'y.ts']),
  read: (repo, commit, file) =>
    Promise.resolve([repo, commit, file].join(':') === 'o/r:c0:x.ts' ? after : before),
};
const references: readonly TraceReference[] = [
  {
    kind: 'recorded',
    id: 'mine',
    language: 'rust',
    path: 'src/a.rs',
    file: 'mine.json.gz',
    sha256: sha256Of(recording),
  },
  {
    kind: 'synthetic',
    id: 'o/r@c0',
    language: 'typescript',
    repo: 'o/r',
    commit: 'c0',
    path: 'x.ts',
    sha256Before: sha256Of(before),
    sha256: sha256Of(after),
    hunks: 1,
  },
];

async function withRecording(use: (folder: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await writeFile(path.join(folder, 'mine.json.gz'), recording);
    await use(folder);
  });
}

describe('readTraces', () => {
  it('reads recorded traces and types commits with their rhythm', () =>
    withRecording(async (folder) => {
      const [recorded, synthetic] = await readTraces(references, folder, repository);
      assert.equal(recorded?.kind, 'recorded');
      assert.equal(recorded.steps.reduce(applyStep, recorded.text), 'hello');
      assert.equal(synthetic?.kind, 'synthetic');
      assert.equal(synthetic.steps.reduce(applyStep, synthetic.text), after.toString());
    }));

  it('gives a commit its project as it was before', () =>
    withRecording(async (folder) => {
      const [recorded, synthetic] = await readTraces(references, folder, repository);
      const { signal } = new AbortController();
      assert.equal(recorded?.project, undefined);
      assert.equal(synthetic?.project?.repository, 'r');
      assert.deepEqual(await synthetic.project.files.read('y.ts', signal), ['a', 'b', '']);
      assert.equal(await synthetic.project.files.read('z.ts', signal), undefined);
    }));

  it('refuses files that are not those referred to', () =>
    withRecording(async (folder) => {
      for (const change of [{ sha256: '0'.repeat(64) }, { hunks: 2 }]) {
        const changed = references.map((one) =>
          one.kind === 'synthetic' ? { ...one, ...change } : one,
        );
        await assert.rejects(readTraces(changed, folder, repository), /o\/r@c0 has/);
      }
    }));

  it('reads references and names the line of what is none', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'typing.jsonl');
      const lines = references.map((one) => `${JSON.stringify(one)}\n`);
      await writeFile(file, lines.join(''));
      assert.deepEqual(await readTraceReferences(file), references);
      await writeFile(file, `${lines.join('')}{"kind":"recorded"}\n`);
      await assert.rejects(readTraceReferences(file), /line 3/);
    }));
});

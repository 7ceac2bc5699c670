import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';
import type { IndexPort } from '../../../src/features/workspaceIndex/core/indexPort.js';
import { WorkspaceSearcher } from '../../../src/features/workspaceIndex/core/workspaceSearcher.js';
import type { IndexedExcerpt, IndexerParams } from '../../../src/protocol/indexerProtocol.js';
import type { IndexStatus } from '../../../src/protocol/workspaceSearch.js';

const never = new AbortController().signal;

const excerptOf = (path: string, text: string): IndexedExcerpt => ({
  path,
  startLine: 10,
  endLine: 9 + text.split('\n').length,
  text,
  symbolTrail: [],
  score: 1,
  reasons: ['text'],
});

class FakeIndex implements IndexPort {
  readonly queries: IndexerParams<'search'>[] = [];
  private readonly change = new Emitter<IndexStatus>();
  status: IndexStatus = { kind: 'idle' };
  readonly onDidChangeStatus = this.change.event;
  excerpts: IndexedExcerpt[] = [];

  search(query: IndexerParams<'search'>): ReturnType<IndexPort['search']> {
    this.queries.push(query);
    return Promise.resolve({ excerpts: this.excerpts, partial: false });
  }

  setStatus(status: IndexStatus): void {
    this.status = status;
    this.change.fire(status);
  }

  configure = (): void => undefined;
  changed = (): void => undefined;
  rebuild = (): void => undefined;
  cancelBuild = (): void => undefined;
  resumeEmbedding = (): void => undefined;
  stop = (): void => undefined;
  skipped = (): ReturnType<IndexPort['skipped']> => Promise.resolve({ total: 0, files: [] });
}

describe('WorkspaceSearcher', () => {
  let index: FakeIndex;
  let searcher: WorkspaceSearcher;

  beforeEach(() => {
    index = new FakeIndex();
    searcher = new WorkspaceSearcher({
      index,
      folders: () => [
        { uri: 'file:///w', name: 'w', path: '/w' },
        { uri: 'file:///w/inner', name: 'inner', path: '/w/inner' },
      ],
      toUri: (path) => `file://${path}`,
      toPath: (uri) => (uri.startsWith('file://') ? uri.slice(7) : undefined),
    });
    searcher.setDisabled(undefined);
  });

  it('speaks URIs outside and paths inside, by the innermost folder', async () => {
    index.excerpts = [excerptOf('/w/inner/a.ts', 'x'), excerptOf('/w/b.ts', 'y')];
    const { excerpts } = await searcher.search(
      { text: 'q', openUris: ['file:///w/b.ts', 'untitled:1'], withinUris: ['file:///w'] },
      never,
    );
    assert.deepEqual(index.queries[0]?.openPaths, ['/w/b.ts']);
    assert.deepEqual(index.queries[0].withinPaths, ['/w']);
    assert.deepEqual(
      excerpts.map(({ uri, path, workspaceFolder }) => [uri, path, workspaceFolder.name]),
      [
        ['file:///w/inner/a.ts', 'a.ts', 'inner'],
        ['file:///w/b.ts', 'b.ts', 'w'],
      ],
    );
  });

  it('drops what is in no folder any more, however alike its name', async () => {
    index.excerpts = [excerptOf('/wider/a.ts', 'x')];
    assert.deepEqual((await searcher.search({ text: 'q' }, never)).excerpts, []);
  });

  it('keeps to the budget, shortening what fits in part', async () => {
    const lines = Array.from({ length: 10 }, (_, line) => `line${line}`).join('\n');
    index.excerpts = ['a', 'b', 'c'].map((name) => excerptOf(`/w/${name}.ts`, lines));
    const result = await searcher.search(
      {
        text: 'q',
        budget: { maxTokens: 16, countTokens: (text) => Promise.resolve(text.split('\n').length) },
      },
      never,
    );
    assert.deepEqual(
      result.excerpts.map(({ startLine, endLine }) => endLine - startLine + 1),
      [10, 5],
    );
    assert.equal(result.tokenCount, 15);
    assert.equal(result.excerpts[1]?.text.split('\n').length, 5);
  });

  it('asks nothing of an index that is off, and says that it is partial', async () => {
    searcher.setDisabled('setting');
    const result = await searcher.search({ text: 'q' }, never);
    assert.deepEqual(result, {
      excerpts: [],
      partial: true,
      status: { kind: 'disabled', reason: 'setting' },
    });
    assert.equal(index.queries.length, 0);
  });

  it('does not search everywhere when only foreign places were asked for', async () => {
    const result = await searcher.search({ text: 'q', withinUris: ['vscode-vfs://x/y'] }, never);
    assert.deepEqual([result.excerpts, index.queries.length], [[], 0]);
  });

  it('cuts an endless question and keeps the count in bounds', async () => {
    await searcher.search({ text: 'x'.repeat(500_000), maxExcerpts: 100_000 }, never);
    assert.equal(index.queries[0]?.text.length, 100_000);
    assert.equal(index.queries[0].maxExcerpts, 200);
  });

  it('throws for an aborted signal', async () => {
    await assert.rejects(searcher.search({ text: 'q' }, AbortSignal.abort()));
  });

  it('reports changes of the status while the index is on', () => {
    const seen: string[] = [];
    searcher.onDidChangeStatus(({ kind }) => seen.push(kind));
    index.setStatus({ kind: 'indexing', filesDone: 0, filesTotal: 9 });
    searcher.setDisabled('untrusted');
    index.setStatus({ kind: 'idle' });
    searcher.setDisabled(undefined);
    assert.deepEqual(seen, ['indexing', 'disabled', 'idle']);
  });
});

import assert from 'node:assert/strict';
import { IndexService } from '../../../src/indexer/indexService.js';
import type { IndexStatus } from '../../../src/protocol/workspaceSearch.js';
import { eventually } from '../../support/eventually.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { WordEmbedder } from '../../support/indexer/wordEmbedder.js';
import { configurationOf, testableStores, testGrammars } from '../../support/indexer/testIndex.js';

for (const kind of testableStores) {
  describe(`IndexService with ${kind}`, function () {
    this.timeout(60_000);
    let folder: TemporaryFolder;
    let storage: TemporaryFolder;
    let service: IndexService;
    let statuses: IndexStatus[];
    let embedder: WordEmbedder | undefined;

    const start = (): IndexService =>
      new IndexService({
        place: { directory: storage.path('index'), kind },
        grammars: testGrammars(),
        createEmbedder: () => {
          embedder = new WordEmbedder();
          return embedder;
        },
        onStatus: (status) => statuses.push(status),
        onWarning: () => undefined,
      });
    const ready = (): Promise<void> =>
      eventually(() => service.status.kind === 'ready', 'the index is ready', 50_000);
    const search = (text: string): ReturnType<IndexService['search']> =>
      service.search({ text, maxExcerpts: 5, openPaths: [], withinPaths: [] });

    beforeEach(() => {
      folder = new TemporaryFolder();
      storage = new TemporaryFolder();
      statuses = [];
      embedder = undefined;
      service = start();
      for (let index = 0; index < 60; index++) folder.write(`f${index}.ts`, `let pulse${index};`);
    });
    afterEach(async () => {
      await service.close();
      folder.remove();
      storage.remove();
    });

    it('answers while it is being built, and says that the answer is partial', async () => {
      assert.deepEqual(await search('pulse1'), { excerpts: [], partial: true });
      await service.configure(configurationOf([folder.root]));
      assert.equal((await search('pulse1')).partial, true);
      await ready();
      assert.equal((await search('pulse1')).partial, false);
      assert.equal((await search('pulse1')).excerpts[0]?.path, folder.path('f1.ts'));
      assert.equal(statuses[0]?.kind, 'indexing');
      assert.equal(statuses.at(-1)?.kind, 'ready');
    });

    it('follows changes, and rules that change', async () => {
      await service.configure(configurationOf([folder.root]));
      await ready();
      service.changedPaths([folder.write('new.ts', 'function rhythm() {}')]);
      await eventually(
        async () => (await search('rhythm')).excerpts.length === 1,
        'the new file is found',
      );
      service.changedPaths([folder.write('.gitignore', 'new.ts\n')]);
      await eventually(
        async () => (await search('rhythm')).excerpts.length === 0,
        'the ignored file is gone',
      );
    });

    it('stops when told to, keeps what it has, and finishes after another start', async () => {
      await service.configure(configurationOf([folder.root]));
      await service.cancelBuild();
      const { status } = service;
      assert.equal(status.kind === 'ready' && status.incomplete, true);
      await service.configure(configurationOf([folder.root]));
      await ready();
      const finished = service.status;
      assert.equal(finished.kind === 'ready' && finished.files, 60);
      assert.equal(finished.kind === 'ready' && finished.incomplete, false);
    });

    it('builds everything again on demand', async () => {
      await service.configure(configurationOf([folder.root]));
      await ready();
      await service.rebuild();
      assert.equal((await search('pulse1')).partial, true);
      await ready();
      assert.equal((await search('pulse1')).excerpts[0]?.path, folder.path('f1.ts'));
    });

    it('is ready again from what is on disk', async () => {
      await service.configure(configurationOf([folder.root]));
      await ready();
      await service.close();
      service = start();
      assert.equal((await search('pulse1')).excerpts.length > 0, true);
      await service.configure(configurationOf([folder.root]));
      await ready();
      const { status } = service;
      assert.equal(status.kind === 'ready' && status.files, 60);
    });

    it('finds by meaning with an embedding model, from the moment its vectors are there', async () => {
      folder.write('price.ts', 'let rebate = 10;');
      await service.configure(configurationOf([folder.root]));
      await ready();
      assert.deepEqual((await search('discount')).excerpts, []);
      await service.configure(configurationOf([folder.root], { embeddingModel: '/m/words.gguf' }));
      const embedded = (): boolean =>
        service.status.kind === 'ready' && service.status.embedding?.kind === 'ready';
      await eventually(embedded, 'all have vectors', 50_000);
      const [first] = (await search('discount')).excerpts;
      assert.equal(first?.path, folder.path('price.ts'));
      assert.deepEqual(first.reasons, ['meaning']);
      const before = embedder?.embedded.length ?? 0;
      service.changedPaths([folder.write('leaf.ts', 'let leaf = 1;')]);
      await eventually(
        async () => (await search('tree')).excerpts[0]?.path === folder.path('leaf.ts'),
        'the new file is found by its meaning',
      );
      const documents = embedder?.embedded.slice(before).filter(({ role }) => role === 'document');
      assert.equal(documents?.length, 1);
      await service.configure(configurationOf([folder.root]));
      await ready();
      assert.deepEqual((await search('discount')).excerpts, []);
      assert.equal(service.status.kind === 'ready' && service.status.embedding, undefined);
      assert.equal(embedder?.isDisposed, true);
    });

    it('lists what it leaves out', async () => {
      folder.write('.env', 'A=1');
      await service.configure(configurationOf([folder.root]));
      await ready();
      assert.deepEqual(service.skipped(5), {
        total: 1,
        files: [{ path: folder.path('.env'), reason: 'secret' }],
      });
      assert.deepEqual(service.skipped(0).files, []);
    });
  });
}

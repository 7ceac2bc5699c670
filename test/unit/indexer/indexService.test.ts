import assert from 'node:assert/strict';
import { IndexService } from '../../../src/indexer/indexService.js';
import type { IndexStatus } from '../../../src/protocol/workspaceSearch.js';
import { eventually } from '../../support/eventually.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { configurationOf, testableStores, testGrammars } from '../../support/indexer/testIndex.js';

for (const kind of testableStores) {
  describe(`IndexService with ${kind}`, function () {
    this.timeout(60_000);
    let folder: TemporaryFolder;
    let storage: TemporaryFolder;
    let service: IndexService;
    let statuses: IndexStatus[];

    const start = (): IndexService =>
      new IndexService({
        place: { directory: storage.path('index'), kind },
        grammars: testGrammars(),
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
      service = start();
      for (let index = 0; index < 60; index++) folder.write(`f${index}.ts`, `let pulse${index};`);
    });
    afterEach(async () => {
      await service.close();
      folder.remove();
      storage.remove();
    });

    it('answers while it is being built, and says that the answer is partial', async () => {
      assert.deepEqual(search('pulse1'), { excerpts: [], partial: true });
      await service.configure(configurationOf([folder.root]));
      assert.equal(search('pulse1').partial, true);
      await ready();
      assert.equal(search('pulse1').partial, false);
      assert.equal(search('pulse1').excerpts[0]?.path, folder.path('f1.ts'));
      assert.equal(statuses[0]?.kind, 'indexing');
      assert.equal(statuses.at(-1)?.kind, 'ready');
    });

    it('follows changes, and rules that change', async () => {
      await service.configure(configurationOf([folder.root]));
      await ready();
      service.changedPaths([folder.write('new.ts', 'function rhythm() {}')]);
      await eventually(() => search('rhythm').excerpts.length === 1, 'the new file is found');
      service.changedPaths([folder.write('.gitignore', 'new.ts\n')]);
      await eventually(() => search('rhythm').excerpts.length === 0, 'the ignored file is gone');
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
      assert.equal(search('pulse1').partial, true);
      await ready();
      assert.equal(search('pulse1').excerpts[0]?.path, folder.path('f1.ts'));
    });

    it('is ready again from what is on disk', async () => {
      await service.configure(configurationOf([folder.root]));
      await ready();
      await service.close();
      service = start();
      assert.equal(search('pulse1').excerpts.length > 0, true);
      await service.configure(configurationOf([folder.root]));
      await ready();
      const { status } = service;
      assert.equal(status.kind === 'ready' && status.files, 60);
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

import assert from 'node:assert/strict';
import { BackgroundEmbedding } from '../../../src/indexer/embed/backgroundEmbedding.js';
import type { IndexStore } from '../../../src/indexer/store/indexStore.js';
import type { EmbeddingStatus } from '../../../src/protocol/workspaceSearch.js';
import { eventually } from '../../support/eventually.js';
import { until as untilTurn } from '../../support/until.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { chunkOf, openTestStore, testableStores } from '../../support/indexer/testIndex.js';
import { WordEmbedder, wordModel } from '../../support/indexer/wordEmbedder.js';

const stamp = { mtimeMs: 1, sizeBytes: 1, hash: 'h' };
const modelPath = '/models/words.gguf';

for (const kind of testableStores) {
  describe(`BackgroundEmbedding with ${kind}`, () => {
    const folder = new TemporaryFolder();
    let store: IndexStore;
    let embedding: BackgroundEmbedding;
    let embedders: WordEmbedder[];
    let prepare: (embedder: WordEmbedder) => void;
    let statuses: (EmbeddingStatus | undefined)[];

    const put = (name: string): void => {
      store.put({ path: `/w/${name}`, relativePath: name, stamp }, [chunkOf(`text of ${name}`)]);
    };
    const start = (model = wordModel): BackgroundEmbedding =>
      new BackgroundEmbedding({
        createEmbedder: () => {
          const embedder = new WordEmbedder(model);
          prepare(embedder);
          embedders.push(embedder);
          return embedder;
        },
        store: () => store,
        onStatus: () => statuses.push(embedding.status),
        onBroken: (error) => {
          throw error;
        },
      });
    const until = (wanted: EmbeddingStatus['kind']): Promise<void> =>
      eventually(() => embedding.status?.kind === wanted, `the vectors are ${wanted}`);
    const texts = (): number => embedders.reduce((sum, { embedded }) => sum + embedded.length, 0);

    beforeEach(() => {
      folder.remove();
      store = openTestStore(folder.root, kind);
      for (let index = 0; index < 40; index++) put(`f${index}`);
      embedders = [];
      statuses = [];
      prepare = () => undefined;
      embedding = start();
    });
    afterEach(() => {
      embedding.close();
      store.close();
    });
    after(() => {
      folder.remove();
    });

    it('does nothing without a model', async () => {
      embedding.configure(undefined);
      embedding.wake();
      assert.equal(embedding.status, undefined);
      assert.equal(await embedding.query('x'), undefined);
      assert.equal(embedders.length, 0);
    });

    it('gives every text a vector, tells how far it is, and then no text again', async () => {
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(texts(), 40);
      assert.deepEqual(
        statuses.map((status) => status?.kind),
        ['loading', 'computing', 'ready'],
      );
      const { status } = embedding;
      assert.ok(status?.kind === 'ready');
      assert.deepEqual([status.model, status.done, status.total], ['Words', 40, 40]);
      assert.ok(status.sizeBytes > 0);
      put('f1');
      embedding.wake();
      put('new');
      await eventually(() => texts() === 41, 'the new text alone is embedded');
    });

    it('goes on after a restart where it was', async () => {
      embedding.configure(modelPath);
      embedding.wake();
      await untilTurn(() => texts() >= 5, 'some texts are embedded');
      embedding.close();
      await store.flush();
      const before = store.vectors.stats().embedded;
      store.close();
      store = openTestStore(folder.root, kind);
      embedding = start();
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(embedders.at(-1)?.embedded.length, 40 - before);
    });

    it('begins anew with another model, and keeps everything when it is only turned off', async () => {
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      embedding.configure(undefined);
      assert.equal(embedding.status, undefined);
      assert.equal(await embedding.query('x'), undefined);
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(texts(), 40);
      embedding.close();
      embedding = start({ ...wordModel, id: 'words-2' });
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(texts(), 80);
    });

    it('stops when told to, and goes on when told to', async () => {
      embedding.configure(modelPath);
      embedding.wake();
      await untilTurn(() => texts() >= 3, 'it has begun');
      embedding.stop();
      assert.equal(embedding.status?.kind, 'stopped');
      const before = texts();
      embedding.wake();
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(texts() <= before + 1, 'no text is begun any more');
      assert.ok(await embedding.query('a question is embedded all the same'));
      embedding.resume();
      await until('ready');
    });

    it('begins no text while the user is served, nor right after', async () => {
      embedding.configure(modelPath);
      embedding.setBusy(true);
      embedding.wake();
      await until('computing');
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.equal(texts(), 0);
      embedding.setBusy(false);
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.equal(texts(), 0);
      await until('ready');
    });

    it('starts a process again that died at work, and gives up on one that does nothing but die', async () => {
      let process = 0;
      prepare = (embedder) => {
        process++;
        embedder.diesAt = process === 1 ? 10 : Infinity;
      };
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(embedders.length, 2);
      assert.equal(store.vectors.stats().embedded, 40);
      embedding.close();
      prepare = (embedder) => {
        embedder.diesAt = 1;
      };
      embedding = start({ ...wordModel, id: 'deadly' });
      embedding.configure(modelPath);
      embedding.wake();
      await until('failed');
      const { status } = embedding;
      assert.ok(status?.kind === 'failed');
      assert.match(status.reason, /words\.gguf ended its process \(signal SIGABRT\)/);
      assert.equal(embedders.length, 3);
      assert.ok(embedders.every(({ isDisposed }, index) => index !== 2 || isDisposed));
    });

    it('says why a model cannot be loaded, and tries again when it is configured anew', async () => {
      prepare = (embedder) => {
        embedder.refusal = 'This is no embedding model.';
      };
      embedding.configure(modelPath);
      embedding.wake();
      await until('failed');
      assert.deepEqual(embedding.status, {
        kind: 'failed',
        reason: 'This is no embedding model.',
      });
      assert.equal(await embedding.query('x'), undefined);
      prepare = () => undefined;
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
    });

    it('leaves out a text for which the model has no vector', async () => {
      prepare = (embedder) => {
        embedder.unusableWord = 'f7';
      };
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      assert.equal(store.vectors.stats().embedded, 39);
    });

    it('lets a question go without its vector when that takes too long', async function () {
      this.timeout(10_000);
      prepare = (embedder) => {
        embedder.isStuck = true;
      };
      embedding.configure(modelPath);
      embedding.wake();
      await until('ready');
      const startedAtMs = performance.now();
      assert.equal(await embedding.query('x'), undefined);
      assert.ok(performance.now() - startedAtMs < 5_000);
    });
  });
}

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Embedder } from '../../src/indexer/embed/embedder.js';
import { EmbedderGoneError } from '../../src/indexer/embed/embedder.js';
import { forkEmbedder } from '../../src/indexer/embed/forkEmbedder.js';
import { IndexService } from '../../src/indexer/indexService.js';
import type { IndexStatus } from '../../src/protocol/workspaceSearch.js';
import { eventually } from '../support/eventually.js';
import { TemporaryFolder } from '../support/indexer/temporaryFolder.js';
import { configurationOf, testGrammars } from '../support/indexer/testIndex.js';
import { buildTinyModel } from '../support/tinyModels/buildTinyModel.js';
import type { TinyEmbeddingOptions } from '../support/tinyModels/tinyEmbeddingModel.js';
import { tinyEmbeddingModel } from '../support/tinyModels/tinyEmbeddingModel.js';

const engineFile = path.resolve('dist/engine.mjs');

function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

/** The real embedding process with tiny random models: what a model means is not tested, everything around it is. */
describe('the embedding process', function () {
  this.timeout(240_000);
  let directory: string;
  let embedder: Embedder;

  const modelFile = async (options: TinyEmbeddingOptions): Promise<string> => {
    const file = path.join(directory, `${JSON.stringify(options).replace(/\W+/g, '-')}.gguf`);
    await writeFile(file, tinyEmbeddingModel(options));
    return file;
  };

  before(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'embedding-'));
  });
  beforeEach(() => {
    embedder = forkEmbedder(engineFile);
  });
  afterEach(() => {
    embedder.dispose();
  });
  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  for (const architecture of ['bert', 'nomic-bert-moe'] as const) {
    it(`embeds with ${architecture}: vectors of length 1, the same for the same text`, async () => {
      const info = await embedder.load(await modelFile({ architecture }));
      assert.deepEqual(
        { ...info, id: '' },
        { id: '', name: `tiny ${architecture}`, architecture, dimensions: 64 },
      );
      const text = 'zz zz zz zz qq qq qq';
      const one = await embedder.embed(text, 'document');
      assert.equal(one.length, 64);
      assert.ok(Math.abs(Math.hypot(...one) - 1) < 1e-5);
      const again = await embedder.embed(text, 'document');
      assert.ok(cosine(one, again) > 0.9999);
      const near = await embedder.embed(`${text} zz`, 'document');
      const far = await embedder.embed('1 2 3 ( ) [ ] = + !', 'document');
      assert.ok(cosine(one, near) > cosine(one, far) + 0.02, 'shared tokens make texts similar');
      const question = await embedder.embed(text, 'query');
      // only a nomic model reads its questions with another prefix
      if (architecture === 'bert') assert.ok(cosine(one, question) > 0.9999);
      else assert.ok(cosine(one, question) < 0.9999);
    });
  }

  it('reads the start of a text that is longer than its context', async () => {
    await embedder.load(await modelFile({ architecture: 'bert' }));
    const long = await embedder.embed('a '.repeat(5_000), 'document');
    const longer = await embedder.embed('a '.repeat(6_000), 'document');
    assert.ok(cosine(long, longer) > 0.9999);
    assert.equal((await embedder.embed('', 'query')).length, 64);
  });

  it('tells models apart by their content, not by their path', async () => {
    const one = await embedder.load(await modelFile({ architecture: 'bert' }));
    const copy = path.join(directory, 'copy.gguf');
    await writeFile(copy, tinyEmbeddingModel({ architecture: 'bert' }));
    const other = forkEmbedder(engineFile);
    const third = forkEmbedder(engineFile);
    try {
      assert.equal((await other.load(copy)).id, one.id);
      const reseeded = await modelFile({ architecture: 'bert', seed: 2 });
      assert.notEqual((await third.load(reseeded)).id, one.id);
    } finally {
      other.dispose();
      third.dispose();
    }
  });

  it('says what is wrong with a file', async () => {
    const text = path.join(directory, 'text.gguf');
    await writeFile(text, 'not a model at all');
    const cut = path.join(directory, 'cut.gguf');
    await writeFile(cut, tinyEmbeddingModel({ architecture: 'bert' }).subarray(0, -5_000));
    const generative = path.join(directory, 'generative.gguf');
    await writeFile(generative, buildTinyModel('llama'));
    const cases: readonly [file: string, message: RegExp][] = [
      [path.join(directory, 'missing.gguf'), /^The model file missing\.gguf does not exist/],
      ['relative.gguf', /^The embedding model has to be given as an absolute path/],
      [text, /is not a GGUF model file/],
      [cut, /incomplete or damaged \(\d+ bytes are missing\)/],
      [generative, /is not an embedding model\. Choose a GGUF file of an embedding model/],
      [await modelFile({ architecture: 'bert', pooling: 4 }), /is a reranking model/],
    ];
    for (const [file, message] of cases) await assert.rejects(embedder.load(file), { message });
  });

  it('dies alone of a model on which llama.cpp aborts', async () => {
    await embedder.load(await modelFile({ architecture: 'bert', aborts: true }));
    await assert.rejects(embedder.embed('text', 'document'), (error) => {
      assert.ok(error instanceof EmbedderGoneError);
      assert.match(error.message, /signal SIGABRT|exit code/);
      return true;
    });
    await assert.rejects(embedder.embed('again', 'query'), EmbedderGoneError);
  });

  describe('behind the index', () => {
    const folder = new TemporaryFolder();
    const storage = new TemporaryFolder();
    let service: IndexService;

    const start = (): IndexService =>
      new IndexService({
        place: { directory: storage.path('index'), kind: 'auto' },
        grammars: testGrammars(),
        createEmbedder: () => forkEmbedder(engineFile),
        onStatus: () => undefined,
        onWarning: () => undefined,
      });
    const embedding = (): Extract<IndexStatus, { kind: 'ready' }>['embedding'] =>
      service.status.kind === 'ready' ? service.status.embedding : undefined;
    const until = (kind: string): Promise<void> =>
      eventually(() => embedding()?.kind === kind, `the vectors are ${kind}`, 100_000);

    beforeEach(() => {
      for (let index = 0; index < 8; index++) folder.write(`f${index}.ts`, `let x${index} = 1;`);
      folder.write('odd.md', '# qqq zzz\n\nqqq zzz qqq zzz qqq zzz');
      service = start();
    });
    afterEach(async () => {
      await service.close();
    });
    after(() => {
      folder.remove();
      storage.remove();
    });

    it('embeds the workspace, ranks by it, and has it all after a start', async () => {
      const configuration = configurationOf([folder.root], {
        embeddingModel: await modelFile({ architecture: 'nomic-bert-moe' }),
      });
      await service.configure(configuration);
      await until('ready');
      const query = { text: 'qqq zzz', maxExcerpts: 3, openPaths: [], withinPaths: [] };
      let found = await service.search(query);
      // a question whose vector is late is answered by words alone
      await eventually(
        async () => {
          found = await service.search(query);
          return found.excerpts[0]?.reasons.includes('meaning') ?? false;
        },
        'the vectors are used',
        60_000,
      );
      assert.equal(found.partial, false);
      assert.equal(found.excerpts[0]?.path, folder.path('odd.md'));
      const before = embedding();
      assert.ok(before?.kind === 'ready' && before.done === before.total && before.total === 9);
      await service.close();
      service = start();
      await service.configure(configuration);
      await until('ready');
      assert.deepEqual(embedding(), before);
    });

    it('searches by words alone when the model cannot be used, and says why', async () => {
      await service.configure(
        configurationOf([folder.root], {
          embeddingModel: await modelFile({ architecture: 'bert', aborts: true }),
        }),
      );
      await until('failed');
      const failed = embedding();
      assert.ok(failed?.kind === 'failed');
      assert.match(failed.reason, /ended its process .* searched by words alone/);
      const query = { text: 'qqq', maxExcerpts: 3, openPaths: [], withinPaths: [] };
      assert.equal((await service.search(query)).excerpts[0]?.path, folder.path('odd.md'));
    });
  });
});

/**
 * `npm run bench:retrieval`: how often the file that answers a question is among the first five, for the workspace index
 * and for plain BM25 over whole files, and what building the index costs. Without arguments it asks the committed
 * questions about this repository and about two npm packages, which it fetches once. With an embedding model it asks
 * them again with vectors, fused with the words. Prints one JSON object as its last line.
 *
 *   npm run bench:retrieval -- [--repo DIR --questions FILE] [--only NAME] [--embedding-model FILE]
 *     [--store sqlite|minisearch] [--misses] [--save NAME]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Grammars } from '../src/indexer/chunk/grammars.js';
import type { Embedder } from '../src/indexer/embed/embedder.js';
import { embeddingText } from '../src/indexer/embed/embeddingText.js';
import { forkEmbedder } from '../src/indexer/embed/forkEmbedder.js';
import type { EmbeddingModelInfo } from '../src/protocol/embedderProtocol.js';
import { IndexBuild } from '../src/indexer/indexBuild.js';
import { searchStore } from '../src/indexer/retrieval/searchStore.js';
import type { IndexStore } from '../src/indexer/store/indexStore.js';
import { openStore } from '../src/indexer/store/openStore.js';
import { benchRepositories } from './support/benchRepositories.js';
import type { Question } from './support/questionFile.js';
import { answers, readQuestions } from './support/questionFile.js';
import { report, rounded } from './support/report.js';
import { WholeFileBm25 } from './support/wholeFileBm25.js';

const { values: options } = parseArgs({
  options: {
    repo: { type: 'string' },
    questions: { type: 'string' },
    only: { type: 'string' },
    'embedding-model': { type: 'string' },
    store: { type: 'string', default: 'auto' },
    misses: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});

/** Files that count as found. */
const depth = 5;
const grammarDirectory = 'node_modules/@vscode/tree-sitter-wasm/wasm';
const never = new AbortController().signal;

interface Result {
  readonly n: number;
  readonly hits: number;
  readonly baselineHits: number;
  readonly files: number;
  readonly chunks: number;
  readonly indexMs: number;
  readonly searchMs: number;
  /** With vectors; absent without an embedding model. */
  readonly embedding?: EmbeddedResult;
}

interface EmbeddedResult {
  readonly hits: number;
  readonly embedMs: number;
  readonly searchMs: number;
  readonly vectorBytes: number;
}

interface BenchEmbedder extends Pick<Embedder, 'embed' | 'dispose'> {
  readonly model: EmbeddingModelInfo;
}

/** Texts between two lines about the progress. */
const textsPerLine = 500;

const pairs =
  options.repo !== undefined && options.questions !== undefined
    ? [{ name: path.basename(options.repo), repo: options.repo, questions: options.questions }]
    : (await benchRepositories()).filter(({ name }) => (options.only ?? name) === name);
const embedder = options['embedding-model'] === undefined ? undefined : await openEmbedder();
const results: Record<string, Result> = {};
let store = '';
for (const { name, repo, questions } of pairs) {
  results[name] = await measure(path.resolve(repo), await readQuestions(questions));
}
embedder?.dispose();
const all = Object.values(results);
const embeddedHits = all.reduce((sum, { embedding }) => sum + (embedding?.hits ?? 0), 0);
const total = (key: 'n' | 'hits' | 'baselineHits'): number =>
  all.reduce((sum, result) => sum + result[key], 0);
await report(
  'retrieval',
  { model: embedder?.model.name ?? 'none', backend: store, threads: 1 },
  {
    recallAt5: rounded(total('hits') / total('n')),
    ...(embedder && { embeddingRecallAt5: rounded(embeddedHits / total('n')) }),
    baselineRecallAt5: rounded(total('baselineHits') / total('n')),
    n: total('n'),
    repositories: Object.fromEntries(
      Object.entries(results).map(([name, { hits, baselineHits, n, embedding, ...rest }]) => [
        name,
        {
          recallAt5: rounded(hits / n),
          ...(embedding && { embeddingRecallAt5: rounded(embedding.hits / n) }),
          baselineRecallAt5: rounded(baselineHits / n),
          n,
          ...rest,
          ...(embedding && {
            embedMs: embedding.embedMs,
            embeddedSearchMs: embedding.searchMs,
            vectorBytes: embedding.vectorBytes,
          }),
        },
      ]),
    ),
  },
  options.save,
);

async function measure(repo: string, questions: readonly Question[]): Promise<Result> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'retrieval-'));
  const index = openStore({ directory, kind: storeKind() });
  store = index.kind;
  try {
    const startedAtMs = performance.now();
    await buildIndex(index, repo);
    const indexMs = performance.now() - startedAtMs;
    const baseline = await buildBaseline(index);
    const { files, chunks } = index.stats();
    const searchedAtMs = performance.now();
    const found = questions.map(({ question }) => firstFiles(index, question, repo));
    const searchMs = (performance.now() - searchedAtMs) / questions.length;
    if (options.misses) printMisses(questions, found);
    const embedding = embedder && (await measureEmbedded(index, embedder, repo, questions));
    return {
      n: questions.length,
      hits: countHits(questions, found),
      baselineHits: countHits(
        questions,
        questions.map(({ question }) =>
          baseline.search(question, depth).map((file) => relative(repo, file)),
        ),
      ),
      files,
      chunks,
      indexMs: rounded(indexMs, 0),
      searchMs: rounded(searchMs, 1),
      ...(embedding && { embedding }),
    };
  } finally {
    index.close();
    await rm(directory, { recursive: true });
  }
}

/** The model of the command line, in a process of its own as in the product. */
async function openEmbedder(): Promise<BenchEmbedder> {
  const embedder = forkEmbedder(path.resolve('dist/engine.mjs'));
  const model = await embedder.load(path.resolve(options['embedding-model'] ?? ''));
  return {
    model,
    embed: (text, role) => embedder.embed(text, role),
    dispose: () => {
      embedder.dispose();
    },
  };
}

async function measureEmbedded(
  index: IndexStore,
  { model, embed }: BenchEmbedder,
  repo: string,
  questions: readonly Question[],
): Promise<EmbeddedResult> {
  const startedAtMs = performance.now();
  index.vectors.useModel(model);
  for (;;) {
    const missing = index.vectors.missing(textsPerLine);
    if (missing.length === 0) break;
    for (const chunk of missing) {
      index.vectors.put(chunk.hash, await embed(embeddingText(chunk), 'document'));
    }
    const { embedded, texts } = index.vectors.stats();
    console.log(`vectors: ${embedded} of ${texts}`);
  }
  const embedMs = performance.now() - startedAtMs;
  const searchedAtMs = performance.now();
  const found: string[][] = [];
  for (const { question } of questions) {
    found.push(firstFiles(index, question, repo, await embed(question, 'query')));
  }
  const searchMs = (performance.now() - searchedAtMs) / questions.length;
  if (options.misses) {
    console.log('with vectors:');
    printMisses(questions, found);
  }
  return {
    hits: countHits(questions, found),
    embedMs: rounded(embedMs, 0),
    searchMs: rounded(searchMs, 1),
    vectorBytes: index.vectors.stats().sizeBytes,
  };
}

async function buildIndex(index: IndexStore, repo: string): Promise<void> {
  const build = new IndexBuild({
    configuration: {
      folders: [{ path: repo }],
      // the questions themselves would answer every question
      exclude: ['bench/questions'],
      maxFileSizeBytes: 512 * 1024,
      indexSecrets: false,
    },
    store: index,
    grammars: new Grammars(path.resolve(grammarDirectory), console.error),
    onProgress: () => undefined,
  });
  await build.scan(never);
}

async function buildBaseline(index: IndexStore): Promise<WholeFileBm25> {
  const baseline = new WholeFileBm25();
  for (const file of index.stamps().keys()) baseline.add(file, await readFile(file, 'utf8'));
  return baseline;
}

function firstFiles(
  index: IndexStore,
  text: string,
  repo: string,
  queryVector?: Float32Array,
): string[] {
  const query = { text, maxExcerpts: 20, openPaths: [], withinPaths: [] };
  const paths = searchStore(index, query, queryVector).map((excerpt) =>
    relative(repo, excerpt.path),
  );
  return [...new Set(paths)].slice(0, depth);
}

function countHits(questions: readonly Question[], found: readonly (readonly string[])[]): number {
  return questions.filter((question, index) =>
    found[index]?.some((file) => answers(question, file)),
  ).length;
}

function printMisses(questions: readonly Question[], found: readonly (readonly string[])[]): void {
  for (const [index, question] of questions.entries()) {
    const files = found[index] ?? [];
    if (files.some((file) => answers(question, file))) continue;
    console.log(`missed: ${question.question}\n  wanted ${question.files.join(', ')}`);
    for (const file of files) console.log(`  got    ${file}`);
  }
}

function relative(repo: string, file: string): string {
  return path.relative(repo, file).split(path.sep).join('/');
}

function storeKind(): 'auto' | 'sqlite' | 'minisearch' {
  const { store: kind } = options;
  if (kind === 'auto' || kind === 'sqlite' || kind === 'minisearch') return kind;
  throw new Error('--store is sqlite, minisearch or auto.');
}

/**
 * `npm run bench:retrieval`: how often the file that answers a question is among the first five, for the workspace index
 * and for plain BM25 over whole files, and what building the index costs. Without arguments it asks the committed
 * questions about this repository and about two npm packages, which it fetches once. Prints one JSON object as its
 * last line.
 *
 *   npm run bench:retrieval -- [--repo DIR --questions FILE] [--store sqlite|minisearch] [--misses] [--save NAME]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Grammars } from '../src/indexer/chunk/grammars.js';
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
}

const pairs =
  options.repo !== undefined && options.questions !== undefined
    ? [{ name: path.basename(options.repo), repo: options.repo, questions: options.questions }]
    : await benchRepositories();
const results: Record<string, Result> = {};
let store = '';
for (const { name, repo, questions } of pairs) {
  results[name] = await measure(path.resolve(repo), await readQuestions(questions));
}
const all = Object.values(results);
const total = (key: 'n' | 'hits' | 'baselineHits'): number =>
  all.reduce((sum, result) => sum + result[key], 0);
await report(
  'retrieval',
  { model: 'none', backend: store, threads: 1 },
  {
    recallAt5: rounded(total('hits') / total('n')),
    baselineRecallAt5: rounded(total('baselineHits') / total('n')),
    n: total('n'),
    repositories: Object.fromEntries(
      Object.entries(results).map(([name, { hits, baselineHits, n, ...rest }]) => [
        name,
        { recallAt5: rounded(hits / n), baselineRecallAt5: rounded(baselineHits / n), n, ...rest },
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
    };
  } finally {
    index.close();
    await rm(directory, { recursive: true });
  }
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

function firstFiles(index: IndexStore, text: string, repo: string): string[] {
  const query = { text, maxExcerpts: 20, openPaths: [], withinPaths: [] };
  const paths = searchStore(index, query).map((excerpt) => relative(repo, excerpt.path));
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

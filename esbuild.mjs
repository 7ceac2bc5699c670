// Builds every bundle of the project from one table:
//   node esbuild.mjs [--production] [--watch] [--only product|tools] [--to FOLDER] [--inputs FILE]
// Product bundles go to dist/ or FOLDER (what the VSIX holds), the CLI, benchmarks and tests to out/. FILE receives the
// names of everything that was bundled, as JSON.
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';

const { values: options } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    only: { type: 'string' },
    to: { type: 'string', default: 'dist' },
    inputs: { type: 'string' },
  },
});

/**
 * @param {string} folder @param {string} ending
 * @returns {string[]} every file under the folder whose name ends so
 */
const filesUnder = (folder, ending) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith(ending) && !file.endsWith('.d.ts'))
        .map((file) => path.join(folder, file))
        .sort()
    : [];

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: options.production ? false : 'linked',
  minify: options.production,
  metafile: options.inputs !== undefined,
  keepNames: true,
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
};

// node-llama-cpp forks its own files and finds its binaries beside them, so it must stay a package on disk.
const esm = {
  ...common,
  format: 'esm',
  external: ['node-llama-cpp'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/**
 * Every `import … from 'vscode'` would copy the API's properties into an object of its own when the bundle is loaded,
 * which for a hundred files takes tens of milliseconds of the activation. This way it happens once.
 *
 * @type {import('esbuild').Plugin}
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup({ onResolve, onLoad }) {
    const namespace = 'vscode-once';
    onResolve({ filter: /^vscode$/ }, ({ namespace: importer }) =>
      importer === namespace ? { path: 'vscode', external: true } : { path: 'vscode', namespace },
    );
    onLoad({ filter: /^vscode$/, namespace }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const browser = {
  ...common,
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  loader: { '.css': 'text' },
};

/** @type {Record<string, import('esbuild').BuildOptions[]>} */
const bundles = {
  product: [
    {
      ...common,
      format: 'cjs',
      plugins: [vscodeOnce],
      entryPoints: ['src/extension.ts'],
      outfile: path.join(options.to, 'extension.js'),
    },
    { ...esm, entryPoints: ['src/engine/main.ts'], outfile: path.join(options.to, 'engine.mjs') },
    { ...esm, entryPoints: ['src/indexer/main.ts'], outfile: path.join(options.to, 'indexer.mjs') },
    {
      ...browser,
      entryPoints: ['src/webviews/experts/main.ts'],
      outfile: path.join(options.to, 'webviews/experts.js'),
    },
    {
      ...browser,
      entryPoints: ['src/webviews/chat/main.ts'],
      outfile: path.join(options.to, 'webviews/chat.js'),
    },
    {
      ...browser,
      entryPoints: ['src/webviews/plan/main.ts'],
      outfile: path.join(options.to, 'webviews/plan.js'),
    },
  ],
  tools: [
    {
      ...esm,
      external: [
        'node-llama-cpp',
        'fast-check',
        'playwright-core',
        'mocha',
        'eslint',
        'typescript',
      ],
      entryPoints: [
        'src/cli/complete.ts',
        'src/cli/edit.ts',
        'bench/engine.ts',
        'bench/ladder.ts',
        'bench/tap.ts',
        'bench/retrieval.ts',
        'bench/infill.ts',
        'bench/infill/layoutEngine.ts',
        'bench/chat.ts',
        'bench/routing.ts',
        'bench/placement.ts',
        'bench/typing.ts',
        'bench/typing/baselineProcess.ts',
        'bench/typingEditor.ts',
        'bench/fix.ts',
        'bench/fixTasks.ts',
        'bench/selectTasks.ts',
        'bench/support/tapProcess.ts',
        'test/support/scriptedEngine.ts',
        'test/support/remote/tlsProcess.ts',
        ...['unit', 'engine', 'remote', 'package', 'ui'].flatMap((kind) =>
          filesUnder(`test/${kind}`, '.test.ts'),
        ),
      ],
      outbase: '.',
      outdir: 'out',
      outExtension: { '.js': '.mjs' },
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
    },
    {
      ...common,
      format: 'cjs',
      external: ['vscode', 'mocha'],
      entryPoints: [
        ...filesUnder('test/integration', '.ts'),
        'bench/typing/editor/typeInEditor.ts',
      ],
      outbase: '.',
      outdir: 'out',
    },
    {
      ...browser,
      entryPoints: ['test/support/expertsView/harnessHost.ts'],
      outfile: 'out/test/support/expertsView/harnessHost.js',
    },
  ],
};

/** Grammars of `src/indexer/chunk/languages.ts`; the index process loads them from files beside its bundle. */
const grammars =
  'bash c-sharp cpp css go java javascript php powershell python ruby rust tsx typescript'.split(
    ' ',
  );

async function copyGrammars() {
  const from = 'node_modules/@vscode/tree-sitter-wasm/wasm';
  const to = path.join(options.to, 'grammars');
  await mkdir(to, { recursive: true });
  const files = [
    'tree-sitter.js',
    'tree-sitter.wasm',
    ...grammars.map((name) => `tree-sitter-${name}.wasm`),
  ];
  await Promise.all(files.map((file) => copyFile(path.join(from, file), path.join(to, file))));
}

if (options.only !== 'tools') await copyGrammars();

const chosen = options.only ? (bundles[options.only] ?? []) : Object.values(bundles).flat();
const wanted = chosen.filter((bundle) => Object.keys(bundle.entryPoints ?? {}).length > 0);

if (options.watch) {
  const contexts = await Promise.all(wanted.map((bundle) => context(bundle)));
  await Promise.all(contexts.map((one) => one.watch()));
  console.log('watching for changes; press Ctrl+C to stop');
} else {
  // Tests of a deleted source must not run again.
  if (options.only !== 'product') {
    for (const folder of ['bench', 'chunks', 'src', 'test']) {
      await rm(path.resolve('out', folder), { recursive: true, force: true });
    }
  }
  const results = await Promise.all(wanted.map((bundle) => build(bundle)));
  if (options.inputs) {
    const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
    await writeFile(options.inputs, JSON.stringify([...new Set(inputs)].sort()));
  }
}

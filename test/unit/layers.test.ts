import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { forbidden, layers, placeOf } from '../../scripts/lint/layers.mjs';

/** The tests are bundled, so the repository is where they are started or above. */
function repositoryRoot(): string {
  let folder = process.cwd();
  while (!existsSync(path.join(folder, 'eslint.config.mjs'))) {
    const above = path.dirname(folder);
    assert.notEqual(above, folder, 'the tests run inside the repository');
    folder = above;
  }
  return folder;
}

describe('placeOf', () => {
  const places: readonly [file: string, layer: string | undefined][] = [
    ['src/base/log.ts', 'base'],
    ['src/engine/serve.ts', 'engine'],
    ['src/engine/runtime/vocabulary.ts', 'engine/runtime'],
    ['src/engine/runtimeOther/a.ts', 'engine'],
    ['src/engineClient/heartbeat.ts', 'engineClient'],
    ['src/features/completion/core/cursorText.ts', 'feature core'],
    ['src/features/completion/core/filters/filter.ts', 'feature core'],
    ['src/features/completion/completionFeature.ts', 'feature'],
    ['src/features/completion/coreOther/a.ts', 'feature'],
    ['src/webviews/experts/main.ts', 'webview'],
    ['src/compose.ts', 'host'],
    ['test/unit/layers.test.ts', undefined],
    ['scripts/lint/layers.mjs', undefined],
  ];
  for (const [file, layer] of places) {
    it(`puts ${file} into ${layer ?? 'no layer'}`, () => {
      assert.equal(placeOf(file)?.layer.name, layer);
    });
  }
});

describe('forbidden', () => {
  const allowed: readonly [from: string, specifier: string, typesOnly?: boolean][] = [
    ['src/base/a.ts', './b.js'],
    ['src/protocol/a.ts', '../base/b.js'],
    ['src/protocol/a.ts', 'valibot'],
    ['src/engine/serve.ts', './runtime/llamaRuntime.js'],
    ['src/engine/runtime/selfTest.ts', '../engineLog.js'],
    ['src/engine/runtime/llamaRuntime.ts', 'node-llama-cpp'],
    ['src/engine/generate/a.ts', 'node:fs/promises'],
    ['src/engineClient/a.ts', 'vscode-jsonrpc/node'],
    ['src/remoteClient/a.ts', '../generation/stopRules.js'],
    ['src/remoteClient/http/a.ts', '../../network/errorCode.js'],
    ['src/features/remote/a.ts', '../../remoteClient/remoteClient.js'],
    ['src/platform/a.ts', 'vscode'],
    ['src/features/completion/core/a.ts', 'vscode', true],
    ['src/features/completion/a.ts', './core/b.js'],
    ['src/features/completion/a.ts', 'vscode'],
    ['src/compose.ts', './features/completion/completionFeature.js'],
    ['src/cli/complete.ts', '../features/completion/core/completionPipeline.js'],
    ['src/webviews/a.ts', 'lit/decorators.js'],
    ['src/webviews/experts/a.ts', '../../protocol/expertsView.js'],
    ['test/unit/a.test.ts', '../../src/engine/serve.js'],
  ];
  for (const [from, specifier, typesOnly = false] of allowed) {
    it(`lets ${from} import ${specifier}${typesOnly ? ' for its types' : ''}`, () => {
      assert.equal(forbidden(from, specifier, typesOnly), undefined);
    });
  }

  const refused: readonly [from: string, specifier: string, typesOnly: boolean, why: RegExp][] = [
    ['src/base/a.ts', 'node:fs', false, /base may not import the package node:fs/],
    ['src/base/a.ts', '../protocol/b.js', true, /base may not import protocol/],
    ['src/protocol/a.ts', 'vscode', true, /protocol may not import the package vscode/],
    ['src/engine/generate/a.ts', 'node-llama-cpp', true, /engine may not import the package/],
    ['src/engine/generate/a.ts', 'fs', false, /engine may not import the package fs/],
    ['src/engine/a.ts', 'vscode', true, /engine may not import the package vscode/],
    ['src/engine/a.ts', '../engineClient/b.js', true, /engine may not import engineClient/],
    ['src/engineClient/a.ts', '../engine/serve.js', true, /engineClient may not import engine/],
    ['src/engineClient/a.ts', 'vscode', false, /engineClient may not import the package vscode/],
    ['src/platform/a.ts', '../engineClient/b.js', false, /platform may not import engineClient/],
    ['src/features/a/core/b.ts', 'vscode', false, /feature core may not import the package/],
    ['src/features/a/core/b.ts', '../c.js', true, /feature core may not import feature/],
    ['src/features/a/core/b.ts', '../../../platform/c.js', false, /may not import platform/],
    ['src/features/a/b.ts', '../c/d.js', true, /feature a may not import feature c; wire them/],
    ['src/features/a/b.ts', '../c/core/d.js', true, /feature a may not import feature c/],
    ['src/features/a/core/b.ts', '../../c/core/d.js', true, /feature a may not import feature c/],
    ['src/features/a/b.ts', '../../compose.js', true, /feature may not import host/],
    ['src/features/a/b.ts', '../../engine/serve.js', true, /feature may not import engine/],
    ['src/cli/a.ts', 'vscode', true, /cli may not import the package vscode/],
    ['src/cli/a.ts', '../features/a/b.js', true, /cli may not import feature/],
    ['src/webviews/a.ts', 'vscode', true, /webview may not import the package vscode/],
    ['src/webviews/a.ts', 'node:fs', false, /webview may not import the package node:fs/],
    ['src/webviews/a.ts', 'literal', false, /webview may not import the package literal/],
    ['src/features/a/b.ts', '../../webviews/c.js', true, /feature may not import webview/],
    ['src/compose.ts', './engine/serve.js', false, /host may not import engine/],
    ['src/compose.ts', '../test/support/until.js', false, /outside src/],
  ];
  for (const [from, specifier, typesOnly, why] of refused) {
    it(`does not let ${from} import ${specifier}${typesOnly ? ' even for its types' : ''}`, () => {
      assert.match(forbidden(from, specifier, typesOnly) ?? 'allowed', why);
    });
  }

  it('names only layers that exist', () => {
    const names = new Set(layers.map((layer) => layer.name));
    for (const layer of layers) {
      for (const other of layer.layers) assert.ok(names.has(other), `${layer.name} → ${other}`);
    }
  });
});

describe('the linter', () => {
  /** What the project's own configuration says about the imports of a file that need not exist. */
  async function lint(filePath: string, code: string): Promise<string[]> {
    const eslint = new ESLint({
      cwd: repositoryRoot(),
      // The rule needs no types, and a file that is on no disk is in no TypeScript project.
      overrideConfig: {
        files: ['**/*.ts'],
        languageOptions: { parserOptions: { project: false } },
      },
      ruleFilter: ({ ruleId }) => ruleId === 'switchyard/layers',
    });
    const results = await eslint.lintText(code, { filePath });
    return results.flatMap((result) =>
      result.messages.map((message) => {
        assert.equal(message.ruleId, 'switchyard/layers', message.message);
        assert.equal(message.severity, 2, 'it fails the run');
        return `${message.line}: ${message.message}`;
      }),
    );
  }

  it('fails a forbidden import, in every way to write one', async () => {
    const messages = await lint(
      'src/engine/generate/virtual.ts',
      [
        "import { window } from 'vscode';",
        "import type { Llama } from 'node-llama-cpp';",
        "export { Heartbeat } from '../../engineClient/heartbeat.js';",
        "export * from '../../platform/settings.js';",
        "export const later = import('vscode');",
        'export { window };',
      ].join('\n'),
    );
    assert.deepEqual(messages, [
      '1: engine may not import the package vscode',
      '2: engine may not import the package node-llama-cpp',
      '3: engine may not import engineClient (src/engineClient/heartbeat.js)',
      '4: engine may not import platform (src/platform/settings.js)',
      '5: engine may not import the package vscode',
    ]);
  });

  it('passes an allowed one', async () => {
    const code = [
      "import { readFile } from 'node:fs/promises';",
      "import { isBlank } from '../../base/indentation.js';",
      "import type { TokenId } from '../runtime/tokenSequence.js';",
      'export const later = import(`./${isBlank.name}.js`);',
      'export { readFile };',
    ];
    assert.deepEqual(await lint('src/engine/generate/virtual.ts', code.join('\n')), []);
  });

  it('tells types from values where only types are allowed', async () => {
    const file = 'src/features/completion/core/virtual.ts';
    assert.deepEqual(await lint(file, "import type { Uri } from 'vscode';"), []);
    assert.deepEqual(await lint(file, "import { Uri } from 'vscode';"), [
      '1: feature core may not import the package vscode',
    ]);
  });

  it('leaves tests alone', async () => {
    assert.deepEqual(await lint('test/unit/virtual.test.ts', "import 'vscode';"), []);
  });
});

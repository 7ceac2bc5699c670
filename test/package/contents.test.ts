import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import process from 'node:process';
import { llamaBinaries } from '../../scripts/lib/package/llamaBinaries.mjs';
import { packageTargets } from '../../scripts/lib/package/packageTargets.mjs';
import { readZipDirectory } from '../../scripts/lib/package/zipDirectory.mjs';
import type { ZipEntry } from '../../scripts/lib/package/zipDirectory.mjs';

/** Magic numbers of what a dynamic linker loads: ELF, PE, Mach-O of 64 bits. */
const executable: Readonly<Record<string, RegExp>> = {
  linux: /^7f454c46/,
  win32: /^4d5a/,
  darwin: /^cffaedfe/,
};
const anyExecutable = /^(7f454c46|4d5a|c[ef]faedfe|feedfac[ef]|cafebabe)/;

/** SWITCHYARD_VSIX is the package, SWITCHYARD_VSIX_TARGET its platform when it is not this one. */
describe('the packaged extension', () => {
  const vsix = process.env['SWITCHYARD_VSIX'];
  const target = process.env['SWITCHYARD_VSIX_TARGET'] ?? `${process.platform}-${process.arch}`;
  const [platform = ''] = target.split('-');
  let files = new Map<string, ZipEntry>();

  before(() => {
    if (vsix === undefined) throw new Error('SWITCHYARD_VSIX is not set: run npm run test:package');
    files = new Map(
      readZipDirectory(vsix).map((entry) => [entry.name.replace(/^extension\//, ''), entry]),
    );
  });

  const read = (name: string): Buffer => {
    const entry = files.get(name);
    assert.ok(entry, `${name} is missing`);
    return entry.read();
  };
  const names = (pattern: RegExp): string[] =>
    [...files.keys()].filter((name) => pattern.test(name));

  it('is for this platform', () => {
    assert.match(
      read('extension.vsixmanifest').toString(),
      new RegExp(`TargetPlatform="${target}"`),
    );
  });

  it('has a manifest whose files are there, without what only developers need', () => {
    const manifest = JSON.parse(read('package.json').toString()) as Record<string, unknown>;
    assert.equal(manifest['name'], 'switchyard');
    for (const key of ['scripts', 'devDependencies', 'overrides'])
      assert.ok(!(key in manifest), key);
    assert.deepEqual(Object.keys(manifest['dependencies'] as object), ['node-llama-cpp']);
    const nls = read('package.nls.json').toString();
    for (const [, key = ''] of JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)) {
      assert.ok(nls.includes(`"${key}"`), `${key} is not in package.nls.json`);
    }
    for (const [icon] of JSON.stringify(manifest).matchAll(/media\/[\w/.-]+/g)) read(icon);
  });

  it('has the bundles, minified and without source maps', () => {
    const bundles = ['extension.js', 'engine.mjs', 'indexer.mjs'];
    const views = ['experts', 'chat', 'plan'].map((view) => `webviews/${view}.js`);
    for (const bundle of [...bundles, ...views]) {
      const text = read(`dist/${bundle}`).toString();
      assert.doesNotMatch(text, /\/\/# sourceMappingURL=/, bundle);
      assert.ok(text.length / text.split('\n').length > 60, `${bundle} is not minified`);
    }
    assert.ok(names(/^dist\/grammars\/tree-sitter-\w[\w-]*\.wasm$/).length >= 13);
    read('dist/grammars/tree-sitter.wasm');
    read('dist/grammars/tree-sitter.js');
  });

  it('has nothing that reports to anybody', () => {
    const text = read('dist/extension.js').toString();
    assert.doesNotMatch(text, /createTelemetryLogger|applicationinsights|instrumentationkey/i);
    assert.deepEqual(names(/telemetry|applicationinsights/i), []);
  });

  it('has the pictures of the README', () => {
    for (const [, picture = ''] of read('readme.md')
      .toString()
      .matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      read(picture);
    }
  });

  it('has the whole pocket model, as its checksums say', () => {
    const sums = read('models/pocket/SHA256SUMS').toString().trim().split('\n');
    assert.ok(sums.length > 0);
    for (const line of sums) {
      const [sum, name] = line.split(/\s+\*?/);
      const hash = createHash('sha256')
        .update(read(`models/pocket/${name ?? ''}`))
        .digest('hex');
      assert.equal(hash, sum, name);
    }
    read('models/pocket/README.md');
  });

  it('has exactly the binaries of its platform', () => {
    const wanted = packageTargets[target]?.binaries.map((name) => llamaBinaries[name].name) ?? [];
    const found = names(/^node_modules\/@node-llama-cpp\//).map(
      (name) => name.split('/', 3)[2] ?? '',
    );
    assert.deepEqual([...new Set(found)].sort(), wanted.map((name) => name.split('/')[1]).sort());
    for (const name of wanted) {
      const folder = `node_modules/${name}`;
      read(`${folder}/LICENSE`);
      read(`${folder}/dist/index.js`);
      assert.equal(
        names(new RegExp(`^${folder}/bins/[^/]+/llama-addon\\.node$`)).length,
        1,
        folder,
      );
    }
  });

  it('has no file of another platform that could be loaded', () => {
    const shape = executable[platform];
    assert.ok(shape);
    let loadable = 0;
    for (const [name, entry] of files) {
      if (!/\.(node|so|dll|dylib|exe|lib)$|\/[^.]+$/.test(name)) continue;
      const magic = entry.read().subarray(0, 4).toString('hex');
      if (!anyExecutable.test(magic)) continue;
      assert.match(magic, shape, name);
      loadable += 1;
    }
    assert.ok(loadable >= 5, `${loadable} libraries`);
  });

  it('has the routing addon of its own platform only', () => {
    const others = names(/^native\//).filter(
      (name) => !name.startsWith(`native/prebuilds/${target}/`),
    );
    assert.deepEqual(others, []);
    if (target === 'linux-x64') read('native/prebuilds/linux-x64/switchyard-tap.node');
  });

  it('has the licences of what it contains', () => {
    read('LICENSE.txt');
    const notices = read('THIRD-PARTY-NOTICES.txt').toString();
    const bundled = [
      'lit',
      'marked',
      'dompurify',
      'valibot',
      'vscode-jsonrpc',
      'uplot',
      'minisearch',
    ];
    const native = ['llama.cpp and ggml', 'JSON for Modern C++', 'tree-sitter-python'];
    const onDisk = names(/^node_modules\/.*package\.json$/)
      .map((name) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(name)?.[1])
      .filter((name) => name !== undefined && !name.startsWith('@node-llama-cpp/'));
    assert.ok(onDisk.includes('node-llama-cpp') && onDisk.length > 50);
    for (const name of [...bundled, ...native, ...onDisk]) {
      assert.ok(notices.includes(`\n${name ?? ''} `), `${name ?? ''} is not in the notices`);
    }
  });

  it('has nothing that is of no use to a user, or secret', () => {
    const unwanted = [
      /\.(map|ts|mts|cts|tsx|cc|cpp|h|py|lib|bundle|vsix)$/,
      /^(src|test|tests|training|bench|scripts|out|shared)\//,
      /^native\/(src|build|testReader|scripts)\//,
      /(^|\/)(\.env|\.npmrc|\.git|\.vscode|id_rsa)([./]|$)/,
      /\.(pem|key|p12)$/,
      /node_modules\/(typescript|cmake-js|node-addon-api|node-api-headers|mocha|esbuild)\//,
      /^node_modules\/node-llama-cpp\/(templates|llama\/(addon|cmake|patches))\//,
      /^(ARCHITECTURE|CONTRIBUTING)\.md$/i,
    ];
    for (const pattern of unwanted) assert.deepEqual(names(pattern), [], String(pattern));
  });
});

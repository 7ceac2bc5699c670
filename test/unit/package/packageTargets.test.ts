import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { llamaBinaries } from '../../../scripts/lib/package/llamaBinaries.mjs';
import { packageTargets } from '../../../scripts/lib/package/packageTargets.mjs';
import { repositoryRoot } from '../../../scripts/lib/repositoryRoot.mjs';

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly name?: string; readonly version: string; readonly integrity?: string }
    >
  >;
}

describe('packages by platform', () => {
  const targets = Object.entries(packageTargets);

  it('exist for the six platforms of the README', () => {
    const names = targets.map(([name]) => name).sort();
    const systems = ['darwin', 'linux', 'win32'];
    assert.deepEqual(
      names,
      systems.flatMap((system) => [`${system}-arm64`, `${system}-x64`]),
    );
    const readme = readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8');
    for (const name of names) assert.ok(readme.includes(`\`${name}\``), `README.md lacks ${name}`);
  });

  for (const [name, { binaries, budgetMb }] of targets) {
    it(`${name}: binaries of that platform only, and a budget`, () => {
      const [system = '', architecture = ''] = name.split('-');
      const prefix = `${{ linux: 'linux', win32: 'win', darwin: 'mac' }[system] ?? ''}-${architecture}`;
      assert.ok(binaries.length > 0);
      for (const one of binaries) {
        assert.ok(one === prefix || one.startsWith(`${prefix}-`), one);
        assert.ok(!one.includes('cuda'), 'CUDA is fetched where it can run');
      }
      // the pocket model alone has 120 MB; what VS Code's Marketplace takes ends at 500
      assert.ok(budgetMb > 120 && budgetMb < 200);
    });
  }

  it('pin one version, that of node-llama-cpp, with well-formed checksums', () => {
    const manifest = JSON.parse(
      readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'),
    ) as { readonly dependencies: Readonly<Record<string, string>> };
    for (const [name, pinned] of Object.entries(llamaBinaries)) {
      assert.equal(pinned.name, `@node-llama-cpp/${name}`);
      assert.equal(pinned.version, manifest.dependencies['node-llama-cpp']);
      const [, digest = ''] = /^sha512-(.+)$/.exec(pinned.integrity) ?? [];
      assert.equal(Buffer.from(digest, 'base64').length, 64, name);
      assert.equal(Buffer.from(digest, 'base64').toString('base64'), digest, name);
    }
    const digests = Object.values(llamaBinaries).map(({ integrity }) => integrity);
    assert.equal(new Set(digests).size, digests.length);
  });

  it('pin what the lock file has, where it has it', () => {
    const lock = JSON.parse(
      readFileSync(path.join(repositoryRoot, 'package-lock.json'), 'utf8'),
    ) as Lock;
    let compared = 0;
    for (const pinned of Object.values(llamaBinaries)) {
      const locked = lock.packages[`node_modules/${pinned.name}`];
      // the overrides of package.json point the GPU's packages at another one
      if (!locked || (locked.name ?? pinned.name) !== pinned.name) continue;
      assert.equal(locked.integrity, pinned.integrity, pinned.name);
      compared += 1;
    }
    assert.ok(compared >= 6, `${compared} compared`);
  });

  it('have a routing addon for known platforms only', () => {
    const prebuilds = path.join(repositoryRoot, 'native', 'prebuilds');
    assert.ok(existsSync(prebuilds));
    for (const folder of readdirSync(prebuilds)) assert.ok(folder in packageTargets, folder);
  });
});

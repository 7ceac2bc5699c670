import { createCipheriv } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.js';
import type { DownloadTools } from '../../../src/download/downloadTools.js';
import { systemTools } from '../../../src/download/downloadTools.js';
import type { CudaArchive, CudaPlatform } from '../../../src/features/cuda/core/cudaPackages.js';
import { archiveAddress } from '../../../src/features/cuda/core/cudaPackages.js';
import { CudaInstaller } from '../../../src/features/cuda/core/cudaInstaller.js';
import { RuntimeStore } from '../../../src/features/cuda/core/runtimeStore.js';
import type { RuntimeSource } from '../../../src/features/cuda/core/stagedRuntime.js';
import { quickPolicy } from '../download/downloadRig.js';
import type { ServedFile } from '../faultyServer.js';
import { FaultyServer } from '../faultyServer.js';
import type { ArchiveEntry } from './npmArchive.js';
import { npmArchive, pinOf } from './npmArchive.js';

/** Bytes that look random and are the same every time. */
function noise(sizeBytes: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 3), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(sizeBytes));
}

export const libraryBytes = noise(700_000);

export const mainEntries: readonly ArchiveEntry[] = [
  { path: 'package/package.json', bytes: Buffer.from('{"name":"cuda","version":"3.21.1"}') },
  { path: 'package/LICENSE', bytes: Buffer.alloc(0) },
  { path: 'package/bins/cuda/libggml-cuda.so', bytes: libraryBytes },
  { path: 'package/dist/index.js', bytes: Buffer.from('export {};\n') },
];
const extensionEntries: readonly ArchiveEntry[] = [
  { path: 'package/package.json', bytes: Buffer.from('{"name":"ext","version":"3.21.1"}') },
  { path: 'package/bins/cuda/fallback/libggml-cuda.so', bytes: libraryBytes.subarray(1_000) },
];

/** What a small extension consists of: with packages that depend on each other, nested, missing and of other platforms. */
const extensionFiles: Readonly<Record<string, string>> = {
  'package.json': '{"name":"switchyard"}',
  'dist/engine.mjs': 'engine of version one',
  'dist/extension.js': 'not for the engine',
  'native/prebuilds/linux-x64/tap.node': 'addon',
  'node_modules/node-llama-cpp/package.json': JSON.stringify({
    dependencies: { one: '1', two: '1', 'not-shipped': '1', '@scope/three': '1' },
    optionalDependencies: { '@node-llama-cpp/here': '1', '@node-llama-cpp/elsewhere': '1' },
  }),
  'node_modules/node-llama-cpp/dist/index.js': 'llama',
  'node_modules/node-llama-cpp/node_modules/two/package.json': '{"dependencies":{"deep":"1"}}',
  'node_modules/node-llama-cpp/node_modules/two/index.js': 'two of node-llama-cpp',
  'node_modules/one/package.json': '{"dependencies":{"node-llama-cpp":"1"}}',
  'node_modules/two/package.json': '{}',
  'node_modules/deep/package.json': '{}',
  'node_modules/@scope/three/package.json': '{}',
  'node_modules/unrelated/package.json': '{}',
  'node_modules/@node-llama-cpp/here/package.json': JSON.stringify({
    os: [process.platform],
    cpu: [process.arch],
  }),
  'node_modules/@node-llama-cpp/here/bins/llama.node': 'binary',
  'node_modules/@node-llama-cpp/elsewhere/package.json': '{"os":["plan9"],"cpu":["x64"]}',
};

/** The files of that extension that the engine needs. */
export const engineFiles = Object.keys(extensionFiles).filter(
  (file) => !/^package\.json|extension\.js|elsewhere|unrelated|^node_modules\/two\//.test(file),
);

/** A small extension in a scratch folder, its storage, and a server that stands for the registry. */
export class CudaRig {
  readonly archive = npmArchive(mainEntries);
  readonly main = pinOf('@node-llama-cpp/test-cuda', this.archive, mainEntries);
  readonly extensionArchive = npmArchive(extensionEntries);
  readonly extension = pinOf(
    '@node-llama-cpp/test-cuda-ext',
    this.extensionArchive,
    extensionEntries,
  );
  readonly served: ServedFile;
  tools: DownloadTools = {
    ...systemTools({ userAgent: 'Switchyard-Test', token: () => Promise.resolve(undefined) }),
    policy: quickPolicy,
    freeBytes: () => Promise.resolve(undefined),
  };

  private constructor(
    readonly server: FaultyServer,
    readonly directory: string,
  ) {
    this.served = this.serve(this.main, this.archive);
    this.serve(this.extension, this.extensionArchive);
  }

  static async start(): Promise<CudaRig> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'switchyard-cuda-'));
    const rig = new CudaRig(await FaultyServer.start(), directory);
    for (const [file, text] of Object.entries(extensionFiles)) await rig.write(file, text);
    await mkdir(rig.runtimes);
    return rig;
  }

  get runtimes(): string {
    return path.join(this.directory, 'runtimes');
  }

  get platform(): CudaPlatform {
    const { main, extension } = this;
    return { main, extension, driverLibrary: '', libraries: { 12: [], 13: [] } };
  }

  source(version = '1.0.0'): RuntimeSource {
    return { directory: path.join(this.directory, 'extension'), version };
  }

  store(version?: string): RuntimeStore {
    return new RuntimeStore(this.runtimes, this.source(version), systemClock);
  }

  installer(version?: string): CudaInstaller {
    return new CudaInstaller({
      store: this.store(version),
      source: this.source(version),
      tools: this.tools,
      registry: this.server.origin,
    });
  }

  /** Writes a file of the extension. */
  async write(file: string, text: string): Promise<void> {
    const target = path.join(this.source().directory, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  /** Names in the folder of runtimes, without those that are always there. */
  async names(): Promise<readonly string[]> {
    const names = await readdir(this.runtimes);
    return names.filter((name) => name !== 'archives').sort();
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  private serve(archive: CudaArchive, bytes: Buffer): ServedFile {
    const { pathname } = new URL(archiveAddress(archive, this.server.origin));
    return this.server.serve(pathname, { bytes });
  }
}

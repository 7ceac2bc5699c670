import assert from 'node:assert/strict';
import { untranslated as t } from '../../../src/base/translate.js';
import { detectCuda } from '../../../src/features/cuda/core/detectCuda.js';
import { findingText } from '../../../src/features/cuda/core/findingText.js';
import type { LoaderView } from '../../../src/features/cuda/core/loaderView.js';

/** The first bytes of an ELF library. */
function elf(bits: 32 | 64): Buffer {
  const start = Buffer.alloc(64);
  start.write('\x7fELF', 0, 'latin1');
  start[4] = bits === 64 ? 2 : 1;
  start.writeUInt16LE(bits === 64 ? 0x3e : 0x03, 18);
  return start;
}

/** A cache of ldconfig in its present format: a header, entries, then texts that end with a zero byte. */
function loaderCache(paths: readonly string[]): Buffer {
  const names = paths.map((path) => path.split('/').at(-1) ?? '');
  const texts = [...names, ...paths].map((text) => `${text}\0`).join('');
  return Buffer.concat([
    Buffer.from('glibc-ld.so.cache1.1', 'latin1'),
    Buffer.alloc(28 + paths.length * 24, 0),
    Buffer.from(texts, 'latin1'),
  ]);
}

function linux(
  files: Readonly<Record<string, Buffer>>,
  environment: Readonly<Record<string, string>> = {},
): LoaderView {
  return {
    platform: 'linux',
    architecture: 'x64',
    environment,
    read: (file, mostBytes) => Promise.resolve(files[file]?.subarray(0, mostBytes)),
  };
}

function windows(
  names: readonly string[],
  environment: Readonly<Record<string, string>>,
): LoaderView {
  return {
    platform: 'win32',
    architecture: 'x64',
    environment,
    read: (file) =>
      Promise.resolve(
        names.some((name) => name.toLowerCase() === file.toLowerCase())
          ? Buffer.from('MZ')
          : undefined,
      ),
  };
}

const ubuntu = '/usr/lib/x86_64-linux-gnu';
const driver = `${ubuntu}/libcuda.so.1`;
const libraries = (major: number): readonly string[] => [
  `libcudart.so.${major}`,
  `libcublas.so.${major}`,
  `libcublasLt.so.${major}`,
];
const at = (folder: string, names: readonly string[]): Record<string, Buffer> =>
  Object.fromEntries(names.map((name) => [`${folder}/${name}`, elf(64)]));
const driverVersion = (version: string): Record<string, Buffer> => ({
  '/proc/driver/nvidia/version': Buffer.from(
    `NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  ${version}  Release Build\nGCC version:  gcc version 12.3.0\n`,
  ),
});

describe('detectCuda on Linux', () => {
  it('finds the runtime by the cache of ldconfig', async () => {
    const folder = '/usr/local/cuda-13.0/targets/x86_64-linux/lib';
    const paths = [driver, ...libraries(13).map((name) => `${folder}/${name}`)];
    const files = { [driver]: elf(64), ...at(folder, libraries(13)) };
    const finding = await detectCuda(
      linux({ ...files, '/etc/ld.so.cache': loaderCache(paths), ...driverVersion('580.65.06') }),
    );
    assert.equal(finding.kind === 'usable' && finding.major, 13);
    // the same files, but the loader does not know the folder
    const unknown = await detectCuda(
      linux({ ...files, '/etc/ld.so.cache': loaderCache([driver]) }),
    );
    assert.equal(unknown.kind, 'noRuntime');
  });

  it('does not believe a cache that speaks of files that are gone', async () => {
    const paths = libraries(13).map((name) => `/gone/${name}`);
    const finding = await detectCuda(
      linux({ [driver]: elf(64), '/etc/ld.so.cache': loaderCache(paths) }),
    );
    assert.deepEqual(finding, { kind: 'noRuntime', major: 13, missing: libraries(13) });
  });

  it('finds it by LD_LIBRARY_PATH and in the usual folders', async () => {
    const inConda = { [driver]: elf(64), ...at('/opt/conda/lib', libraries(13)) };
    const view = linux(inConda, { LD_LIBRARY_PATH: '/nothing::/opt/conda/lib' });
    assert.equal((await detectCuda(view)).kind, 'usable');
    assert.equal((await detectCuda(linux(inConda))).kind, 'noRuntime');
    const usual = linux({ [driver]: elf(64), ...at(ubuntu, libraries(13)) });
    assert.equal((await detectCuda(usual)).kind, 'usable');
  });

  it('takes CUDA 12 where that is what there is, or what the driver allows', async () => {
    const both = { [driver]: elf(64), ...at(ubuntu, [...libraries(12), ...libraries(13)]) };
    const major = async (files: Record<string, Buffer>): Promise<number | false> => {
      const finding = await detectCuda(linux(files));
      return finding.kind === 'usable' && finding.major;
    };
    assert.equal(await major(both), 13);
    assert.equal(await major({ ...both, ...driverVersion('550.54.14') }), 12);
    assert.equal(await major({ ...both, ...driverVersion('580.65.06') }), 13);
    assert.equal(await major({ [driver]: elf(64), ...at(ubuntu, libraries(12)) }), 12);
  });

  it('says that the driver is too old, or absent', async () => {
    const runtime = at(ubuntu, libraries(12));
    const old = await detectCuda(
      linux({ [driver]: elf(64), ...runtime, ...driverVersion('470.256.02') }),
    );
    assert.deepEqual(old, { kind: 'oldDriver', driver: 470, oldest: 525 });
    assert.deepEqual(await detectCuda(linux(runtime)), { kind: 'noDriver' });
    // a 32-bit driver library is of no use
    const steam = linux({ ...runtime, [driver]: elf(32) });
    assert.deepEqual(await detectCuda(steam), { kind: 'noDriver' });
  });

  it('says which libraries are missing, and where they lie unseen', async () => {
    const partly = { [driver]: elf(64), ...at(ubuntu, ['libcudart.so.13']) };
    const finding = await detectCuda(linux(partly));
    assert.deepEqual(finding, {
      kind: 'noRuntime',
      major: 13,
      missing: ['libcublas.so.13', 'libcublasLt.so.13'],
    });
    assert.equal(
      finding.kind === 'noRuntime' && findingText(finding, 'linux', t),
      'NVIDIA driver found, but the CUDA 13 runtime is not installed (libcublas.so.13, libcublasLt.so.13). Install it from NVIDIA, start VS Code again and try again.',
    );
    const unseen = await detectCuda(
      linux({ [driver]: elf(64), ...at('/usr/local/cuda/lib64', libraries(12)) }),
    );
    assert.deepEqual(unseen, {
      kind: 'noRuntime',
      major: 12,
      missing: libraries(12),
      unlistedFolder: '/usr/local/cuda/lib64',
    });
    assert.match(
      unseen.kind === 'noRuntime' ? findingText(unseen, 'linux', t) : '',
      /does not find libcudart\.so\.12.*\/usr\/local\/cuda\/lib64.*ldconfig/s,
    );
  });

  it('finds the driver of WSL, which tells no version', async () => {
    const wsl = '/usr/lib/wsl/lib/libcuda.so.1';
    const view = linux({
      [wsl]: elf(64),
      ...at(ubuntu, libraries(13)),
      '/etc/ld.so.cache': loaderCache([wsl]),
    });
    assert.equal((await detectCuda(view)).kind, 'usable');
  });
});

describe('detectCuda on Windows', () => {
  const system = 'C:\\Windows\\System32';
  const cuda = 'C:\\Program Files\\NVIDIA GPU Computing Toolkit\\CUDA\\v13.0';
  const installed = ['cublas64_13.dll', 'cublasLt64_13.dll'].map(
    (name) => `${cuda}\\bin\\x64\\${name}`,
  );

  it('finds driver and runtime, whatever the case of the variables', async () => {
    const files = [`${system}\\nvcuda.dll`, ...installed];
    const environment = { Path: `C:\\Tools; ${cuda}\\bin\\x64`, SYSTEMROOT: 'C:\\Windows' };
    const finding = await detectCuda(windows(files, environment));
    assert.equal(finding.kind === 'usable' && finding.major, 13);
    assert.equal(
      finding.kind === 'usable' && finding.platform.main.name,
      '@node-llama-cpp/win-x64-cuda',
    );
  });

  it('says that CUDA is installed but not in PATH', async () => {
    const files = [`${system}\\nvcuda.dll`, ...installed];
    const finding = await detectCuda(windows(files, { PATH: '', CUDA_PATH_V13_0: cuda }));
    assert.deepEqual(finding, {
      kind: 'noRuntime',
      major: 13,
      missing: ['cublas64_13.dll', 'cublasLt64_13.dll'],
      unlistedFolder: `${cuda}\\bin\\x64`,
    });
    assert.match(
      finding.kind === 'noRuntime' ? findingText(finding, 'win32', t) : '',
      /Add C:\\Program Files.*v13\.0\\bin\\x64 to PATH/,
    );
  });

  it('says that there is no driver', async () => {
    assert.deepEqual(await detectCuda(windows(installed, {})), { kind: 'noDriver' });
  });
});

describe('detectCuda elsewhere', () => {
  it('says that there are no binaries', async () => {
    for (const [platform, architecture] of [
      ['darwin', 'arm64'],
      ['linux', 'arm64'],
    ] as const) {
      const finding = await detectCuda({ ...linux({}), platform, architecture });
      assert.deepEqual(finding, { kind: 'unsupported' });
    }
  });
});

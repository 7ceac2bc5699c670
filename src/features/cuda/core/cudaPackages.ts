/** Major versions of NVIDIA's CUDA runtime that there are binaries for, the preferred one first. */
export const cudaMajors = [13, 12] as const;
export type CudaMajor = (typeof cudaMajors)[number];

/** An archive of the npm registry, pinned: another content is refused. */
export interface CudaArchive {
  /** Name of the package. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the archive, in lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Bytes of all files in it. */
  readonly unpackedBytes: number;
}

/** Archives that make up one installation. */
export type Archives = readonly [CudaArchive, ...CudaArchive[]];

/** What a platform's CUDA binaries are and what they want to find on the machine. */
export interface CudaPlatform {
  /** The package that node-llama-cpp loads; its CUDA library is built for CUDA 13. */
  readonly main: CudaArchive;
  /** Added to it, it brings the CUDA library once more, built for CUDA 12. */
  readonly extension: CudaArchive;
  /** The driver's library. */
  readonly driverLibrary: string;
  /** What the CUDA libraries are linked to, as read from them, and what that brings along. */
  readonly libraries: Readonly<Record<CudaMajor, readonly string[]>>;
}

/** Where node-llama-cpp publishes its binaries. */
export const npmRegistry = 'https://registry.npmjs.org/';

/** The binaries' version, which must be node-llama-cpp's own. */
export const cudaPackageVersion = '3.21.1';

/**
 * Oldest major version of NVIDIA's driver that a CUDA version runs on (CUDA Compatibility guide, “minor version
 * compatibility”).
 */
export const oldestDriver: Readonly<Record<CudaMajor, number>> = { 13: 580, 12: 525 };

/** Keys are Node's platform and architecture. SHA-256s were taken of archives whose SHA-512 is the registry's. */
const platforms: Readonly<Partial<Record<string, CudaPlatform>>> = {
  'linux-x64': {
    main: {
      name: '@node-llama-cpp/linux-x64-cuda',
      sizeBytes: 142_850_036,
      sha256: '499b4012541cb3e01b3d35e18e7dd2dc546174979494b02dbcc0a6667ed6b7d9',
      unpackedBytes: 188_693_843,
    },
    extension: {
      name: '@node-llama-cpp/linux-x64-cuda-ext',
      sizeBytes: 176_679_086,
      sha256: 'f0129449651b4521254d69876778563be8b5c87b27c76abf122eb66ad208aa1f',
      unpackedBytes: 374_197_990,
    },
    driverLibrary: 'libcuda.so.1',
    libraries: {
      13: ['libcudart.so.13', 'libcublas.so.13', 'libcublasLt.so.13'],
      12: ['libcudart.so.12', 'libcublas.so.12', 'libcublasLt.so.12'],
    },
  },
  'win32-x64': {
    main: {
      name: '@node-llama-cpp/win-x64-cuda',
      sizeBytes: 138_542_727,
      sha256: '7824fb3d391d32194f3ee537d70ab3e334030cca71a85b855c368f36b251dc83',
      unpackedBytes: 175_510_346,
    },
    extension: {
      name: '@node-llama-cpp/win-x64-cuda-ext',
      sizeBytes: 175_417_684,
      sha256: 'db173b0a095b0c297549c74dd8963eb7127e84b1629c0e4ce9ee4f653f6f9f82',
      unpackedBytes: 367_830_717,
    },
    driverLibrary: 'nvcuda.dll',
    libraries: {
      // here the runtime itself is linked into the binaries
      13: ['cublas64_13.dll', 'cublasLt64_13.dll'],
      12: ['cudart64_12.dll', 'cublas64_12.dll', 'cublasLt64_12.dll'],
    },
  },
};

/** @returns undefined where there are no CUDA binaries for a platform */
export function cudaPlatform(
  platform: NodeJS.Platform,
  architecture: string,
): CudaPlatform | undefined {
  return platforms[`${platform}-${architecture}`];
}

/** What has to be downloaded for a machine with that CUDA runtime. */
export function archivesFor(
  { main, extension }: Pick<CudaPlatform, 'main' | 'extension'>,
  major: CudaMajor,
): Archives {
  return major === 13 ? [main] : [main, extension];
}

/** The archive's address in a registry, as npm lays it out. */
export function archiveAddress({ name }: Pick<CudaArchive, 'name'>, registry: string): string {
  return new URL(`${name}/-/${archiveFile({ name })}`, registry).href;
}

/** The archive's own name, of which the version is a part. */
export function archiveFile({ name }: Pick<CudaArchive, 'name'>): string {
  return `${name.split('/').at(-1) ?? name}-${cudaPackageVersion}.tgz`;
}

import { open } from 'node:fs/promises';
import process from 'node:process';

/** What the search for libraries sees of a machine; tests put others in its place. */
export interface LoaderView {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Of the process that will load the libraries. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @returns the first bytes of a file, fewer where it is shorter; undefined where it cannot be read */
  readonly read: (file: string, mostBytes: number) => Promise<Buffer | undefined>;
}

export function systemLoaderView(): LoaderView {
  return {
    platform: process.platform,
    architecture: process.arch,
    environment: process.env,
    read: readStart,
  };
}

async function readStart(file: string, mostBytes: number): Promise<Buffer | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(mostBytes);
      let length = 0;
      // files of /proc give a little at a time
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, mostBytes - length);
        length += bytesRead;
        if (bytesRead === 0 || length === mostBytes) return buffer.subarray(0, length);
      }
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

import { createCipheriv, createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.js';
import type { FileProgress } from '../../../src/download/downloadFile.js';
import { downloadFile } from '../../../src/download/downloadFile.js';
import { defaultPolicy } from '../../../src/download/downloadPolicy.js';
import type { DownloadTools } from '../../../src/download/downloadTools.js';
import { systemTools } from '../../../src/download/downloadTools.js';
import { checkGgufStart } from '../../../src/features/models/core/ggufStart.js';
import { FaultyServer } from '../faultyServer.js';

/** A file that begins as a GGUF does and goes on with bytes that look random and are the same every time. */
export function ggufLikeBytes(sizeBytes: number, seed: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(sizeBytes));
  bytes.write('GGUF', 0, 'latin1');
  bytes.writeUInt32LE(3, 4);
  return bytes;
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Small numbers, so that faults take no time. */
export const quickPolicy = {
  ...defaultPolicy,
  pieceSizeBytes: 64 * 1_024,
  stallMs: 500,
  checkpointMs: 20,
  firstDelayMs: 5,
  longestDelayMs: 20,
  spareBytes: 0,
};

/** A server, another one, a folder and the download between them. */
export class DownloadRig {
  readonly progress: FileProgress[] = [];
  tools: DownloadTools = {
    ...systemTools({ userAgent: 'Switchyard-Test', token: () => Promise.resolve(undefined) }),
    clock: systemClock,
    policy: quickPolicy,
    freeBytes: () => Promise.resolve(undefined),
  };

  private constructor(
    readonly server: FaultyServer,
    readonly mirror: FaultyServer,
    readonly folder: string,
  ) {}

  static async start(): Promise<DownloadRig> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-download-'));
    return new DownloadRig(await FaultyServer.start(), await FaultyServer.start(), folder);
  }

  get target(): string {
    return path.join(this.folder, 'models', 'model.gguf');
  }

  get steps(): readonly string[] {
    const kinds = this.progress.map(({ step }) => step.kind);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]);
  }

  async download(
    options: {
      readonly addresses?: readonly URL[];
      readonly sizeBytes?: number;
      readonly sha256?: string;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Awaited<ReturnType<typeof downloadFile>>> {
    const addresses = options.addresses ?? [this.server.url('/model.gguf')];
    return downloadFile(
      {
        origin: { kind: 'address', address: String(addresses[0]) },
        addresses,
        target: this.target,
        published: {
          ...(options.sizeBytes === undefined ? {} : { sizeBytes: options.sizeBytes }),
          ...(options.sha256 === undefined ? {} : { sha256: options.sha256 }),
        },
        checkStart: checkGgufStart,
      },
      this.tools,
      (progress) => {
        this.progress.push(progress);
      },
      options.signal ?? new AbortController().signal,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.server.close(), this.mirror.close()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

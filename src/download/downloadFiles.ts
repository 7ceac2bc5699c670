import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { diskFault } from './diskFault.js';
import { DownloadError } from './downloadError.js';
import type { DownloadTools } from './downloadTools.js';
import type { DownloadedFile, FileProgress, FileRequest, FileStep } from './downloadFile.js';
import { downloadFile } from './downloadFile.js';
import { lockOf, withLock } from './partLock.js';
import { readPartState, stateSuffix } from './partState.js';
import { SpeedMeter } from './speedMeter.js';

/** Files that belong together, such as the parts of a model, the first part first. */
export type FilesRequest = readonly [FileRequest, ...FileRequest[]];

export interface FilesProgress {
  readonly step: FileStep;
  readonly doneBytes: number;
  /** Size of all parts; undefined as long as the size of one is unknown. */
  readonly sizeBytes: number | undefined;
  /** Number of the part, from 1. */
  readonly part: number;
  readonly partCount: number;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/**
 * Downloads files that belong together, one after the other. Parts that are there already are left alone.
 * @param isThere tells whether a part is complete
 * @throws {DownloadError}; the signal's reason
 */
export async function downloadFiles(
  request: FilesRequest,
  tools: DownloadTools,
  isThere: (file: FileRequest) => Promise<boolean>,
  onProgress: (progress: FilesProgress) => void,
  signal: AbortSignal,
): Promise<readonly DownloadedFile[]> {
  const [first] = request;
  try {
    await mkdir(path.dirname(first.target), { recursive: true });
  } catch (error) {
    throw diskFault(error);
  }
  return withLock(lockOf(first.target), tools.clock, async () => {
    const open = await withoutThose(request, isThere);
    await checkSpace(open, tools);
    const progress = new PartProgress(request, open, tools, onProgress);
    const files: DownloadedFile[] = [];
    for (const file of open) {
      files.push(await downloadFile(file, tools, progress.of(file), signal));
    }
    return files;
  });
}

async function withoutThose(
  request: FilesRequest,
  isThere: (file: FileRequest) => Promise<boolean>,
): Promise<readonly FileRequest[]> {
  const present = await Promise.all(request.map(isThere));
  return request.filter((_, index) => present[index] !== true);
}

/** All parts must fit, not only the next one. Sizes that are not published are checked when they are known. */
async function checkSpace(files: readonly FileRequest[], tools: DownloadTools): Promise<void> {
  const [first] = files;
  if (!first) return;
  const needs = await Promise.all(
    files.map(async ({ target, published }) => {
      const state = await readPartState(target + stateSuffix);
      const received = state?.received.reduce((sum, bytes) => sum + bytes, 0) ?? 0;
      return Math.max(0, (published.sizeBytes ?? 0) - received);
    }),
  );
  const needed = needs.reduce((sum, bytes) => sum + bytes, tools.policy.spareBytes);
  const free = await tools.freeBytes(path.dirname(first.target));
  if (free === undefined || needed <= free || needed === tools.policy.spareBytes) return;
  throw new DownloadError('diskFull', 'The disk has too little room for the files.', {
    missingBytes: needed - free,
  });
}

/** Adds the progress of the parts up. */
class PartProgress {
  private readonly speed = new SpeedMeter();
  private readonly sizes: Map<FileRequest, number | undefined>;
  private doneBefore = 0;
  private current: FileRequest | undefined;

  constructor(
    private readonly all: FilesRequest,
    open: readonly FileRequest[],
    private readonly tools: DownloadTools,
    private readonly onProgress: (progress: FilesProgress) => void,
  ) {
    this.sizes = new Map(open.map((file) => [file, file.published.sizeBytes]));
  }

  of(file: FileRequest): (progress: FileProgress) => void {
    this.doneBefore += this.current ? (this.sizes.get(this.current) ?? 0) : 0;
    this.current = file;
    return (progress) => {
      this.sizes.set(file, progress.sizeBytes);
      this.report(file, progress);
    };
  }

  private report(file: FileRequest, { step, doneBytes }: FileProgress): void {
    const total = this.doneBefore + doneBytes;
    const sizeBytes = sum([...this.sizes.values()]);
    if (step.kind === 'receiving') this.speed.add(this.tools.clock.nowMs(), total);
    else this.speed.reset();
    const { bytesPerSecond } = this.speed;
    const isKnown = bytesPerSecond !== undefined && bytesPerSecond > 0 && sizeBytes !== undefined;
    this.onProgress({
      step,
      doneBytes: total,
      sizeBytes,
      part: this.all.indexOf(file) + 1,
      partCount: this.all.length,
      bytesPerSecond,
      secondsLeft: isKnown ? (sizeBytes - total) / bytesPerSecond : undefined,
    });
  }
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce<number | undefined>(
    (total, value) => (total === undefined || value === undefined ? undefined : total + value),
    0,
  );
}

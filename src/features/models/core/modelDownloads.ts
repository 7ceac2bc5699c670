import { stat } from 'node:fs/promises';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import { writeChecksum } from './checksumFile.js';
import type { DownloadedFile, FileRequest } from '../../../download/downloadFile.js';
import type { FilesProgress } from '../../../download/downloadFiles.js';
import { downloadFiles } from '../../../download/downloadFiles.js';
import type { DownloadTools } from '../../../download/downloadTools.js';
import type { DownloadPlan } from './downloadPlan.js';

/** A download on its way in this window. */
export interface RunningDownload {
  readonly plan: DownloadPlan;
  /** Absent until the first report. */
  readonly progress: FilesProgress | undefined;
  readonly onProgress: Event<FilesProgress>;
  /** Resolves with what came, which is empty where everything was there. @throws {DownloadError}; the cancel's reason */
  readonly finished: Promise<readonly DownloadedFile[]>;
  /** Ends it and keeps what was received. */
  cancel(): void;
}

/** The downloads of this window. Each model is downloaded once at a time. */
export class ModelDownloads {
  private readonly byTarget = new Map<string, RunningDownload>();

  constructor(private readonly tools: DownloadTools) {}

  get running(): readonly RunningDownload[] {
    return [...this.byTarget.values()];
  }

  /** @returns the download of the same model, where it is running already */
  start(plan: DownloadPlan): { readonly download: RunningDownload; readonly isNew: boolean } {
    const { target } = plan.request[0];
    const present = this.byTarget.get(target);
    if (present) return { download: present, isNew: false };
    const abort = new AbortController();
    const emitter = new Emitter<FilesProgress>();
    let progress: FilesProgress | undefined;
    const report = (next: FilesProgress): void => {
      progress = next;
      emitter.fire(next);
    };
    const finished = this.run(plan, report, abort.signal).finally(() => {
      this.byTarget.delete(target);
      emitter.dispose();
    });
    const download: RunningDownload = {
      plan,
      get progress() {
        return progress;
      },
      onProgress: emitter.event,
      finished,
      cancel: () => {
        abort.abort(new DownloadCancelled());
      },
    };
    this.byTarget.set(target, download);
    return { download, isNew: true };
  }

  /** Ends all downloads; what was received is kept. Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    const all = this.running;
    for (const download of all) download.cancel();
    await Promise.allSettled(all.map(({ finished }) => finished));
  }

  private async run(
    plan: DownloadPlan,
    report: (progress: FilesProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly DownloadedFile[]> {
    const files = await downloadFiles(plan.request, this.tools, isThere, report, signal);
    for (const { path, sha256 } of files) await writeChecksum(path, sha256);
    return files;
  }
}

/** The user, or the end of the window, stopped a download. */
export class DownloadCancelled extends Error {
  override readonly name = 'DownloadCancelled';

  constructor() {
    super('The download was stopped.');
  }
}

async function isThere({ target, published }: FileRequest): Promise<boolean> {
  const info = await stat(target).catch(() => undefined);
  if (!info) return false;
  return published.sizeBytes === undefined || published.sizeBytes === info.size;
}

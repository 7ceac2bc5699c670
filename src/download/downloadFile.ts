import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { delay } from '../base/delay.js';
import { backOffMs } from './backOff.js';
import { diskFault } from './diskFault.js';
import { DownloadError } from './downloadError.js';
import type { DownloadOrigin } from './downloadOrigin.js';
import type { DownloadTools } from './downloadTools.js';
import { httpContext } from './downloadTools.js';
import { fetchPieces } from './fetchPieces.js';
import type { HttpContext } from './httpGet.js';
import { PartFile } from './partFile.js';
import { mayContinue } from './partState.js';
import type { CheckStart, PublishedFile, RemoteFile } from './remoteFile.js';
import { probeRemoteFile } from './remoteFile.js';
import { sha256File } from './sha256File.js';

/** Times that the content on the server may change under a download before it is given up. */
const mostChanges = 3;

/** Milliseconds between two reports of received bytes. */
const reportMs = 250;

export interface FileRequest {
  readonly origin: DownloadOrigin;
  /** Addresses of the same file, the preferred server first. */
  readonly addresses: readonly URL[];
  /** Absolute path that the complete file gets. */
  readonly target: string;
  readonly published: PublishedFile;
  readonly checkStart: CheckStart;
}

/** What a download does at the moment. */
export type FileStep =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'receiving' }
  | { readonly kind: 'waiting'; readonly delayMs: number; readonly fault: DownloadError }
  | { readonly kind: 'checking' };

export interface FileProgress {
  readonly step: FileStep;
  /** Bytes that are there, or that were checked. */
  readonly doneBytes: number;
  /** Size of the file, as soon as it is known. */
  readonly sizeBytes: number | undefined;
}

export interface DownloadedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Absent where none was published: then only size and header were checked. */
  readonly sha256?: string;
}

/**
 * Downloads one file, from where an earlier attempt stopped. It gets its name only after its content was checked.
 * @param signal ends it; what was received stays for the next time
 * @throws {DownloadError} when it makes no sense to go on by itself; the signal's reason
 */
export async function downloadFile(
  request: FileRequest,
  tools: DownloadTools,
  onProgress: (progress: FileProgress) => void,
  signal: AbortSignal,
): Promise<DownloadedFile> {
  return new FileDownload(request, tools, onProgress, signal).run();
}

class FileDownload {
  private readonly http: HttpContext;
  private addresses: readonly URL[];
  /** Attempts in a row that brought no byte. */
  private failures = 0;
  private changes = 0;
  private receivedBytes = 0;
  private hasReceived = false;
  private connections: number;
  /** What the first server that was given up answered. */
  private refusal: DownloadError | undefined;
  private remote: RemoteFile | undefined;
  private part: PartFile | undefined;

  constructor(
    private readonly request: FileRequest,
    private readonly tools: DownloadTools,
    private readonly onProgress: (progress: FileProgress) => void,
    private readonly signal: AbortSignal,
  ) {
    this.http = httpContext(tools);
    this.addresses = request.addresses;
    this.connections = tools.policy.connections;
  }

  async run(): Promise<DownloadedFile> {
    try {
      await mkdir(path.dirname(this.request.target), { recursive: true });
    } catch (error) {
      throw diskFault(error);
    }
    try {
      for (;;) {
        try {
          return await this.attempt();
        } catch (error) {
          await this.recover(error);
        }
      }
    } finally {
      await this.closePart();
    }
  }

  private async attempt(): Promise<DownloadedFile> {
    this.signal.throwIfAborted();
    this.report({ kind: 'connecting' });
    const [address] = this.addresses;
    if (!address) throw new DownloadError('notFound', 'There is no server to ask.');
    const { published, checkStart } = this.request;
    const remote = await probeRemoteFile(address, published, checkStart, this.http, this.signal);
    const part = await this.openPart(remote);
    await this.checkSpace(remote, part);
    await this.receive(remote, part);
    await this.verify(remote, part);
    await this.closePart();
    await part.finish();
    return {
      path: this.request.target,
      sizeBytes: remote.sizeBytes,
      ...(remote.sha256 === undefined ? {} : { sha256: remote.sha256 }),
    };
  }

  private async openPart(remote: RemoteFile): Promise<PartFile> {
    const { remote: before, part: open } = this;
    this.remote = remote;
    if (open && before && mayContinue(before, remote)) return open;
    await this.closePart();
    const { policy, openFile } = this.tools;
    this.part = await PartFile.open(this.request.target, this.request.origin, remote, {
      pieceSizeBytes: policy.pieceSizeBytes,
      openFile,
    });
    this.receivedBytes = this.part.pieces.receivedBytes;
    return this.part;
  }

  private async checkSpace({ sizeBytes }: RemoteFile, part: PartFile): Promise<void> {
    const free = await this.tools.freeBytes(path.dirname(this.request.target));
    const needed = sizeBytes - part.pieces.receivedBytes + this.tools.policy.spareBytes;
    if (free === undefined || needed <= free || part.pieces.isComplete) return;
    throw new DownloadError('diskFull', 'The disk has too little room for the file.', {
      missingBytes: needed - free,
    });
  }

  /** Receives what is missing, and makes it safe while it comes and when it stops coming. */
  private async receive(remote: RemoteFile, part: PartFile): Promise<void> {
    const { clock, policy } = this.tools;
    if (!part.pieces.isComplete) this.report({ kind: 'receiving' });
    const stop = new AbortController();
    const either = AbortSignal.any([this.signal, stop.signal]);
    let saveFault: DownloadError | undefined;
    const every = async (periodMs: number, act: () => Promise<void> | void): Promise<void> => {
      while (await delay(clock, periodMs, either)) await act();
    };
    const background = Promise.all([
      every(policy.checkpointMs, () => part.save()).catch((error: unknown) => {
        saveFault = diskFault(error);
        stop.abort();
      }),
      every(reportMs, () => {
        this.report({ kind: 'receiving' });
      }),
    ]);
    try {
      await fetchPieces(remote, part, this.connections, this.http, either);
    } catch (error) {
      if (saveFault) throw saveFault;
      throw error;
    } finally {
      stop.abort();
      await background;
      // where the disk is full this fails too, and what was safe before stays so
      await part.save().catch((error: unknown) => (saveFault ??= diskFault(error)));
    }
    if (saveFault) throw saveFault;
  }

  private async verify(remote: RemoteFile, part: PartFile): Promise<void> {
    const { size } = await stat(part.path);
    if (size !== remote.sizeBytes) await this.refuse(part, 'wrongSize', remote);
    if (remote.sha256 === undefined) return;
    let doneBytes = 0;
    const checked = await sha256File(part.path, this.signal, (bytes) => {
      doneBytes += bytes;
      this.report({ kind: 'checking' }, doneBytes);
    });
    if (checked !== remote.sha256) await this.refuse(part, 'wrongChecksum', remote);
  }

  /** Throws away what is not the file that was published. */
  private async refuse(
    part: PartFile,
    fault: 'wrongSize' | 'wrongChecksum',
    { address }: RemoteFile,
  ): Promise<never> {
    await this.closePart();
    await part.discard();
    throw new DownloadError(fault, `What came from ${address.host} is not what was published.`, {
      host: address.host,
    });
  }

  /** Waits for the next attempt. @throws the error, where another attempt makes no sense */
  private async recover(error: unknown): Promise<void> {
    this.signal.throwIfAborted();
    if (!DownloadError.is(error)) throw error;
    if (error.fault === 'changed' && ++this.changes > mostChanges) throw error;
    const hasBrought = this.noteProgress();
    if (!error.isPassing) {
      this.dropServer(error);
      return;
    }
    this.failures = hasBrought ? 1 : this.failures + 1;
    // a server that refuses several connections at once gets fewer
    if (!hasBrought) this.connections = Math.max(1, Math.floor(this.connections / 2));
    const { policy, random, clock } = this.tools;
    const { retryAfterMs = 0 } = error.details;
    const attempts = this.hasReceived ? policy.attemptsLater : policy.attemptsAtStart;
    if (retryAfterMs > policy.longestRetryAfterMs || this.failures >= attempts) {
      throw this.refusal ?? error;
    }
    const delayMs = backOffMs(this.failures, policy, retryAfterMs, random);
    this.report({ kind: 'waiting', delayMs, fault: error });
    await delay(clock, delayMs, this.signal);
    // the next server, which may be the same one
    this.addresses = [...this.addresses.slice(1), ...this.addresses.slice(0, 1)];
  }

  /** @returns whether bytes came since the last call */
  private noteProgress(): boolean {
    const receivedBytes = this.part?.pieces.receivedBytes ?? this.receivedBytes;
    const hasBrought = receivedBytes > this.receivedBytes;
    this.hasReceived ||= hasBrought;
    this.receivedBytes = receivedBytes;
    return hasBrought;
  }

  /** Goes on with the other servers. @throws the first refusal, where there is none: it is of the preferred server */
  private dropServer(error: DownloadError): void {
    if (!error.isOfThisServer) throw error;
    this.refusal ??= error;
    const others = this.addresses.slice(1);
    if (others.length === 0) throw this.refusal;
    this.addresses = others;
  }

  private async closePart(): Promise<void> {
    const { part } = this;
    this.part = undefined;
    await part?.close();
  }

  private report(step: FileStep, doneBytes = this.part?.pieces.receivedBytes ?? 0): void {
    this.onProgress({
      step,
      doneBytes,
      sizeBytes: this.remote?.sizeBytes ?? this.request.published.sizeBytes,
    });
  }
}

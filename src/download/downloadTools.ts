import { open, statfs } from 'node:fs/promises';
import type { Clock } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import type { DownloadPolicy } from './downloadPolicy.js';
import { defaultPolicy } from './downloadPolicy.js';
import type { HttpContext } from './httpGet.js';
import type { OpenFile } from './partFile.js';

/** What downloads need from the world around them. */
export interface DownloadTools {
  readonly clock: Clock;
  readonly policy: DownloadPolicy;
  readonly userAgent: string;
  /** The access token for a server, asked for by its origin. */
  readonly token: (origin: string) => Promise<string | undefined>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly openFile: OpenFile;
  /** Bytes that the user may still write to a folder's disk; undefined where that cannot be known. */
  readonly freeBytes: (folder: string) => Promise<number | undefined>;
}

export function systemTools(options: Pick<DownloadTools, 'userAgent' | 'token'>): DownloadTools {
  return {
    clock: systemClock,
    policy: defaultPolicy,
    random: Math.random,
    openFile: open,
    freeBytes,
    ...options,
  };
}

/** What the requests of a download need of its tools. */
export function httpContext({ clock, userAgent, token, policy }: DownloadTools): HttpContext {
  return { clock, userAgent, token, stallMs: policy.stallMs };
}

/** Bytes that the user may still write to the disk of a folder that exists. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

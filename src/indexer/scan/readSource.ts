import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import type { SkipReason } from '../../protocol/indexerProtocol.js';
import { isPrivateKey } from '../../base/secretFiles.js';

export interface FileFacts {
  readonly mtimeMs: number;
  readonly sizeBytes: number;
}

export type SourceFile =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly hash: string;
      readonly facts: FileFacts;
    }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  /** Deleted meanwhile, or never a plain file. */
  | { readonly kind: 'gone' };

/** @returns undefined for what is not a plain file: symbolic links are not followed, so that none leads out or round */
export async function fileFacts(path: string): Promise<FileFacts | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  return stat?.isFile() ? { mtimeMs: stat.mtimeMs, sizeBytes: stat.size } : undefined;
}

export interface ReadOptions {
  readonly maxFileSizeBytes: number;
  readonly indexSecrets: boolean;
}

/** Reads a file's text, or says why it has none that is worth an index. */
export async function readSource(path: string, options: ReadOptions): Promise<SourceFile> {
  const facts = await fileFacts(path);
  if (!facts) return { kind: 'gone' };
  if (facts.sizeBytes > options.maxFileSizeBytes) return { kind: 'skipped', reason: 'tooLarge' };
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    return isMissing(error) ? { kind: 'gone' } : { kind: 'skipped', reason: 'unreadable' };
  }
  // it may have grown since it was looked at
  if (content.length > options.maxFileSizeBytes) return { kind: 'skipped', reason: 'tooLarge' };
  const text = decode(content);
  if (text === undefined) return { kind: 'skipped', reason: 'binary' };
  if (isMinified(text)) return { kind: 'skipped', reason: 'minified' };
  if (!options.indexSecrets && isPrivateKey(text)) return { kind: 'skipped', reason: 'secret' };
  const hash = createHash('sha1').update(content).digest('base64');
  return { kind: 'text', text, hash, facts };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Bytes that are searched for a NUL, which no text but UTF-16 has. */
const sniffedBytes = 8_192;

/** @returns undefined for binary content */
function decode(content: Buffer): string | undefined {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(content);
  if (content.subarray(0, sniffedBytes).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // neither UTF-8 nor UTF-16: the bytes of an older encoding, whose ASCII can still be searched
    return new TextDecoder('windows-1252').decode(content);
  }
}

/** Machine-made text in a few endless lines: nothing that anyone would want quoted. */
function isMinified(text: string): boolean {
  if (text.length < 5_000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > 500;
}

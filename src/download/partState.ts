import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { replaceFile } from './durableFile.js';
import { downloadOriginSchema } from './downloadOrigin.js';
import type { RemoteFile, Validators } from './remoteFile.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const partStateSchema = v.object({
  version: v.literal(1),
  origin: downloadOriginSchema,
  /** Origin of the address that the first bytes came from. */
  server: v.string(),
  sizeBytes: count,
  sha256: v.optional(v.string()),
  validators: v.object({ etag: v.optional(v.string()), lastModified: v.optional(v.string()) }),
  pieceSizeBytes: v.pipe(count, v.minValue(1)),
  /** Bytes of each piece, from its start, that are on the disk for certain. */
  received: v.array(count),
});

/** What is written beside a download that is not finished. */
export type PartState = v.InferOutput<typeof partStateSchema>;

export const partSuffix = '.part';
export const stateSuffix = '.part.json';

/** @returns undefined where there is none, or none that can be trusted */
export async function readPartState(file: string): Promise<PartState | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const result = v.safeParse(partStateSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

export async function writePartState(file: string, state: PartState): Promise<void> {
  await replaceFile(file, JSON.stringify(state));
}

/** Whether the bytes that are there belong to the file that the server has now. */
export function isSameContent(
  state: Pick<PartState, 'sizeBytes' | 'sha256' | 'validators'>,
  remote: Pick<RemoteFile, 'sizeBytes' | 'sha256' | 'validators'>,
): boolean {
  if (state.sizeBytes !== remote.sizeBytes) return false;
  if (state.sha256 !== undefined && remote.sha256 !== undefined) {
    return state.sha256 === remote.sha256;
  }
  return haveSameValidator(state.validators, remote.validators) === true;
}

/**
 * Whether a download that runs may go on with what the server has now. Within one run the lack of anything to compare is
 * no reason to begin again, as it is after a restart.
 */
export function mayContinue(
  earlier: Pick<RemoteFile, 'address' | 'sizeBytes' | 'sha256' | 'validators'>,
  now: Pick<RemoteFile, 'address' | 'sizeBytes' | 'sha256' | 'validators'>,
): boolean {
  if (isSameContent(earlier, now)) return true;
  const isComparable =
    earlier.sha256 !== undefined || haveSameValidator(earlier.validators, now.validators) === false;
  const isSamePlace =
    earlier.sizeBytes === now.sizeBytes && earlier.address.origin === now.address.origin;
  return isSamePlace && !isComparable;
}

/** @returns undefined where the two have no validator in common */
export function haveSameValidator(
  one: { readonly [K in keyof Validators]?: Validators[K] | undefined },
  other: Validators,
): boolean | undefined {
  if (one.etag !== undefined && other.etag !== undefined) return one.etag === other.etag;
  if (one.lastModified === undefined || other.lastModified === undefined) return undefined;
  return one.lastModified === other.lastModified;
}

/** What a Content-Range header says: bytes first to last, both included. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  /** Size of the whole file; undefined where the server does not know it. */
  readonly sizeBytes: number | undefined;
}

/** @returns undefined for anything but one well-formed byte range */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(value?.trim() ?? '');
  if (!match) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  const sizeBytes = match[3] === '*' ? undefined : Number(match[3]);
  const isSound = first <= last && (sizeBytes === undefined || last < sizeBytes);
  return isSound ? { first, last, sizeBytes } : undefined;
}

import type { ContextFile } from '../../../../protocol/engineProtocol.js';
import type { ContextUse } from '../../../../protocol/requestRecord.js';
import type { ContextChunk, ContextSourceName } from './contextSource.js';
import { contextSourceNames } from './contextSource.js';

/** What the sources found; absent for one that was late. */
export type FoundChunks = Readonly<Partial<Record<ContextSourceName, readonly ContextChunk[]>>>;

/** Share of the room that each source has for itself; what one leaves over goes to the others. */
const shares: Readonly<Record<ContextSourceName, number>> = {
  imports: 0.25,
  definitions: 0.2,
  recent: 0.2,
  similar: 0.35,
};
/** A chunk that is cut to fewer characters says nothing. */
const leastCharacters = 120;

interface Chosen extends ContextChunk {
  readonly source: ContextSourceName;
}

/** Chooses within the room, without saying anything twice, and puts what changes least first. */
export function assembleContext(
  found: FoundChunks,
  roomCharacters: number,
): { readonly files: readonly ContextFile[]; readonly uses: readonly ContextUse[] } {
  const chosen = choose(found, roomCharacters);
  const inOrder = contextSourceNames.flatMap((source) =>
    chosen.filter((one) => one.source === source).sort(byPlace),
  );
  return {
    files: inOrder.map(({ path, text }) => ({ path, text })),
    uses: contextSourceNames.map((source): ContextUse => {
      const own = inOrder.filter((one) => one.source === source);
      const characters = own.reduce((sum, { text }) => sum + text.length, 0);
      const isLate = found[source] === undefined;
      return { source, chunks: own.length, characters, ...(isLate && { late: true }) };
    }),
  };
}

function choose(found: FoundChunks, room: number): Chosen[] {
  const chosen: Chosen[] = [];
  let free = room;
  const take = (source: ContextSourceName, limit: number): void => {
    let left = Math.min(limit, free);
    for (const chunk of found[source] ?? []) {
      if (chosen.some((one) => overlaps(one, chunk))) continue;
      const text = wholeLines(chunk.text, left - chunk.path.length);
      if (text.length < Math.min(leastCharacters, chunk.text.length)) continue;
      const cost = text.length + chunk.path.length;
      if (text === '' || cost > left) continue;
      chosen.push({ ...chunk, text, source });
      left -= cost;
      free -= cost;
    }
  };
  const limits = limitsOf(found, room);
  for (const source of contextSourceNames) take(source, limits[source]);
  return chosen;
}

/** Each source's own share, and what the others do not need of theirs. */
function limitsOf(found: FoundChunks, room: number): Record<ContextSourceName, number> {
  const needs = contextSourceNames.map((source) => {
    const chunks = found[source] ?? [];
    const wanted = chunks.reduce((sum, { text, path }) => sum + text.length + path.length, 0);
    return { source, wanted, limit: Math.min(wanted, room * shares[source]) };
  });
  let spare = room - needs.reduce((sum, { limit }) => sum + limit, 0);
  for (const need of needs.reverse()) {
    const more = Math.min(need.wanted - need.limit, spare);
    need.limit += more;
    spare -= more;
  }
  return Object.fromEntries(needs.map(({ source, limit }) => [source, limit])) as Record<
    ContextSourceName,
    number
  >;
}

function wholeLines(text: string, room: number): string {
  if (text.length <= room) return text;
  return text.slice(0, text.lastIndexOf('\n', Math.max(0, room) - 1) + 1);
}

function overlaps(one: ContextChunk, other: ContextChunk): boolean {
  if (one.path !== other.path) return false;
  return one.startLine < endLine(other) && other.startLine < endLine(one);
}

function endLine({ startLine, text }: ContextChunk): number {
  return startLine + text.split('\n').length - 1;
}

function byPlace(one: ContextChunk, other: ContextChunk): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : one.startLine - other.startLine;
}

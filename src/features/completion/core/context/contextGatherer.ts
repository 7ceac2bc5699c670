import type { Clock } from '../../../../base/clock.js';
import { delay } from '../../../../base/delay.js';
import { LruCache } from '../../../../base/lruCache.js';
import type { DocumentText } from '../completionRequest.js';
import { withDeadline } from '../../../../base/withDeadline.js';
import type { FoundChunks } from './assembleContext.js';
import { assembleContext } from './assembleContext.js';
import type { ContextPlace, ContextProvider, PlaceContext } from './contextProvider.js';
import { noContext } from './contextProvider.js';
import type { ContextChunk, ContextSource, ContextSourceName } from './contextSource.js';

export interface ContextGathererParts {
  readonly sources: readonly ContextSource[];
  readonly clock: Clock;
  /** Name of the repository or workspace folder of a document; undefined where it may not be sent. */
  readonly repository: (document: DocumentText) => string | undefined;
}

/** For all sources together, where a keystroke waits for them. */
const deadlineMs = 150;
/** Where nobody waits. */
const idleDeadlineMs = 5_000;
const rememberedDocuments = 16;
/** A new context is worth reading the whole prompt again when it shares less than this of its text with the old. */
const sameShare = 0.5;

/**
 * Asks all sources within one deadline. What a document's prompts hold then stays the same while the user types, since
 * any change would make the model read everything behind it again; it is exchanged while nobody types, and when the user
 * comes from another document.
 */
export class ContextGatherer implements ContextProvider {
  private readonly held = new LruCache<string, PlaceContext>(rememberedDocuments);
  private readonly fresh = new LruCache<string, PlaceContext>(rememberedDocuments);
  /** Running for a key; keys that come meanwhile wait for the same. */
  private readonly gathering = new Map<string, Promise<PlaceContext>>();
  private lastUri: string | undefined;

  constructor(private readonly parts: ContextGathererParts) {}

  async contextFor(place: ContextPlace): Promise<PlaceContext> {
    const { uri } = place.document;
    const comesFromElsewhere = this.lastUri !== uri;
    this.lastUri = uri;
    const known = (comesFromElsewhere ? this.fresh.get(uri) : undefined) ?? this.held.get(uri);
    const context = known ?? (await this.gatherOnce(place));
    this.held.set(uri, context);
    return context;
  }

  /**
   * Gathers again without hurry.
   * @returns true when the prompts for the document are different from now on
   */
  async refresh(place: ContextPlace): Promise<boolean> {
    const { uri } = place.document;
    const context = await this.gather(place, idleDeadlineMs);
    this.fresh.set(uri, context);
    const held = this.held.get(uri);
    if (held && sharedText(held, context) >= sameShare) return false;
    this.held.set(uri, context);
    return (held ?? noContext).prompt !== undefined || context.prompt !== undefined;
  }

  private gatherOnce(place: ContextPlace): Promise<PlaceContext> {
    const { uri } = place.document;
    const running = this.gathering.get(uri);
    if (running) return running;
    const gathering = this.gather(place, deadlineMs).finally(() => this.gathering.delete(uri));
    this.gathering.set(uri, gathering);
    return gathering;
  }

  private async gather(place: ContextPlace, limitMs: number): Promise<PlaceContext> {
    const { sources, clock, repository } = this.parts;
    const name = repository(place.document);
    if (name === undefined) return noContext;
    const stop = new AbortController();
    const searches: Promise<readonly [ContextSourceName, readonly ContextChunk[] | undefined]>[] =
      [];
    for (const source of sources) {
      // what they do at once would together, and with the key itself, keep the event loop for too long
      await delay(clock, 0, stop.signal);
      const search = withDeadline(source.find(place, stop.signal), clock, limitMs);
      searches.push(search.then((chunks) => [source.name, chunks]));
    }
    const found = await Promise.all(searches);
    stop.abort();
    const inTime = found.filter((one): one is [(typeof one)[0], readonly ContextChunk[]] => {
      return one[1] !== undefined;
    });
    const chunks: FoundChunks = Object.fromEntries(inTime);
    const asked = new Set<string>(sources.map((source) => source.name));
    const { files, uses } = assembleContext(chunks, place.roomCharacters);
    return {
      uses: uses.filter(({ source }) => asked.has(source)),
      ...(files.length > 0 && { prompt: { repository: name, files } }),
    };
  }
}

/** @returns the share of the larger context's characters that both have */
function sharedText(one: PlaceContext, other: PlaceContext): number {
  const [a, b] = [one, other].map(({ prompt }) => prompt?.files ?? []);
  const size = (files = a): number => (files ?? []).reduce((sum, { text }) => sum + text.length, 0);
  const texts = new Set((a ?? []).map(({ path, text }) => `${path}\0${text}`));
  const both = (b ?? []).filter(({ path, text }) => texts.has(`${path}\0${text}`));
  const largest = Math.max(size(a), size(b));
  return largest === 0 ? 1 : size(both) / largest;
}

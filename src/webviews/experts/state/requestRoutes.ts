import { GrowingArray } from '../../../base/growingArray.js';
import type { RoutingTable } from '../../../base/routing/routingTable.js';
import { RoutingTally } from '../../../base/routing/routingTally.js';
import type { RequestRouting, RoutingCounts, RoutingRows } from '../../../protocol/expertsView.js';
import type { RoutingShape } from '../../../protocol/routingTrace.js';

/** The tokens that a picture is about. */
export const tokenParts = ['both', 'prompt', 'generated'] as const;
export type TokenPart = (typeof tokenParts)[number];

/** Routing of one request or of the session as the view holds it: counts always, ids where the host still has them. */
export class RequestRoutes {
  readonly prompt: RoutingTally;
  readonly generated: RoutingTally;
  /** Text of each generated token; empty where only counts are held. */
  readonly texts: string[] = [];
  reusedTokens = 0;
  droppedTokens = 0;
  running = false;
  /** Raised with every change. */
  version = 0;
  private readonly ids: GrowingArray<Int16Array | Uint8Array>;

  private constructor(
    readonly shape: RoutingShape,
    /** Whether the single tokens' routes are known. */
    readonly hasTokens: boolean,
    bytePacked: boolean,
  ) {
    this.prompt = new RoutingTally(shape);
    this.generated = new RoutingTally(shape);
    this.ids = new GrowingArray((length) =>
      bytePacked ? new Uint8Array(length) : new Int16Array(length),
    );
  }

  static ofRequest(routing: Exclude<RequestRouting, { kind: 'none' }>): RequestRoutes {
    const { shape } = routing;
    const rows = routing.kind === 'full' ? routing.rows : undefined;
    const routes = new RequestRoutes(shape, rows !== undefined, rows?.ids instanceof Uint8Array);
    routes.addCounts(routing.prompt, routing.generated);
    routes.reusedTokens = routing.reusedTokens;
    routes.droppedTokens = routing.droppedTokens;
    routes.running = routing.kind === 'full' && routing.running;
    if (rows) routes.keepRows(rows);
    return routes;
  }

  static ofCounts(
    shape: RoutingShape,
    prompt: RoutingCounts,
    generated: RoutingCounts,
  ): RequestRoutes {
    const routes = new RequestRoutes(shape, false, true);
    routes.addCounts(prompt, generated);
    return routes;
  }

  /** Counts and keeps more rows of a running request. */
  append(rows: RoutingRows): void {
    const table = { ...this.shape, ids: rows.ids };
    this.prompt.add(table, { start: 0, end: rows.promptTokens });
    this.generated.add(table, { start: rows.promptTokens, end: rows.positions.length });
    this.keepRows(rows);
    this.version++;
  }

  /** No more rows will come. */
  end(droppedTokens: number): void {
    this.droppedTokens = droppedTokens;
    this.running = false;
    this.version++;
  }

  /** The ids of all tokens, prompt first; undefined where only counts are held. */
  get table(): RoutingTable | undefined {
    return this.hasTokens ? { ...this.shape, ids: this.ids.values } : undefined;
  }

  private addCounts(prompt: RoutingCounts, generated: RoutingCounts): void {
    this.prompt.merge({ ...this.shape, ...prompt });
    this.generated.merge({ ...this.shape, ...generated });
  }

  private keepRows(rows: RoutingRows): void {
    this.ids.append(rows.ids);
    for (const text of rows.generatedTexts) this.texts.push(text);
  }

  tally(part: TokenPart): RoutingTally {
    switch (part) {
      case 'prompt':
        return this.prompt;
      case 'generated':
        return this.generated;
      case 'both': {
        const both = RoutingTally.fromData(this.prompt);
        both.merge(this.generated);
        return both;
      }
    }
  }
}

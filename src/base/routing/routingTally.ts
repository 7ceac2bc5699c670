import type { RoutingTable, TokenRange } from './routingTable.js';

/** A tally's numbers as plain data, for storing and sending. Arrays per layer have one entry per MoE layer. */
export interface RoutingTallyData {
  readonly layers: readonly number[];
  readonly expertCount: number;
  readonly usedPerToken: number;
  /** Rows that were counted. */
  readonly tokens: number;
  /** How often each expert was chosen, row-major [MoE layer, expert]. */
  readonly counts: Uint32Array;
  /** Tokens that each layer computed. */
  readonly layerTokens: Uint32Array;
  /** Experts that consecutive tokens had in common, summed per layer. */
  readonly sharedWithPrevious: Uint32Array;
  /** Pairs of consecutive tokens that each layer computed. */
  readonly consecutivePairs: Uint32Array;
}

/** Counts the choices of a stream of tokens. Rows are added in order, so it can follow a running request. */
export class RoutingTally implements RoutingTallyData {
  readonly layers: readonly number[];
  readonly expertCount: number;
  readonly usedPerToken: number;
  tokens = 0;
  readonly counts: Uint32Array;
  readonly layerTokens: Uint32Array;
  readonly sharedWithPrevious: Uint32Array;
  readonly consecutivePairs: Uint32Array;
  /** Serial number of the last token that chose each expert, and of the last that each layer computed; 0 = none. */
  private readonly lastChosenBy: Uint32Array;
  private readonly lastComputed: Uint32Array;
  private serial = 1;

  constructor(shape: Pick<RoutingTable, 'layers' | 'expertCount' | 'usedPerToken'>) {
    this.layers = shape.layers;
    this.expertCount = shape.expertCount;
    this.usedPerToken = shape.usedPerToken;
    const cells = this.layers.length * this.expertCount;
    this.counts = new Uint32Array(cells);
    this.lastChosenBy = new Uint32Array(cells);
    this.layerTokens = new Uint32Array(this.layers.length);
    this.lastComputed = new Uint32Array(this.layers.length);
    this.sharedWithPrevious = new Uint32Array(this.layers.length);
    this.consecutivePairs = new Uint32Array(this.layers.length);
  }

  static of(table: RoutingTable, range: TokenRange): RoutingTally {
    const tally = new RoutingTally(table);
    tally.add(table, range);
    return tally;
  }

  static fromData(data: RoutingTallyData): RoutingTally {
    const tally = new RoutingTally(data);
    tally.merge(data);
    return tally;
  }

  /** Counts more rows. The first of them counts as the successor of the last row before. */
  add(table: RoutingTable, range: TokenRange): void {
    const { ids } = table;
    const { counts, lastChosenBy, expertCount, usedPerToken } = this;
    const layerCount = this.layers.length;
    let at = range.start * layerCount * usedPerToken;
    for (let token = range.start; token < range.end; token++) {
      const previous = this.serial;
      const current = previous + 1;
      for (let layer = 0; layer < layerCount; layer++) {
        const base = layer * expertCount;
        let chosen = 0;
        let shared = 0;
        for (let k = 0; k < usedPerToken; k++) {
          const id = ids[at++] ?? -1;
          if (id < 0 || id >= expertCount) continue;
          const cell = base + id;
          counts[cell] = (counts[cell] ?? 0) + 1;
          if (lastChosenBy[cell] === previous) shared++;
          lastChosenBy[cell] = current;
          chosen++;
        }
        if (chosen > 0) this.countLayer(layer, shared, previous);
      }
      this.serial = current;
    }
    this.tokens += Math.max(0, range.end - range.start);
  }

  private countLayer(layer: number, shared: number, previous: number): void {
    this.layerTokens[layer] = (this.layerTokens[layer] ?? 0) + 1;
    if (this.lastComputed[layer] === previous) {
      this.consecutivePairs[layer] = (this.consecutivePairs[layer] ?? 0) + 1;
      this.sharedWithPrevious[layer] = (this.sharedWithPrevious[layer] ?? 0) + shared;
    }
    this.lastComputed[layer] = previous + 1;
  }

  /** Adds another tally of the same shape. @throws RangeError when the shapes differ */
  merge(other: RoutingTallyData): void {
    if (other.counts.length !== this.counts.length || other.usedPerToken !== this.usedPerToken) {
      throw new RangeError('Tallies of differently shaped models cannot be merged.');
    }
    this.tokens += other.tokens;
    addInto(this.counts, other.counts);
    addInto(this.layerTokens, other.layerTokens);
    addInto(this.sharedWithPrevious, other.sharedWithPrevious);
    addInto(this.consecutivePairs, other.consecutivePairs);
    // what comes next is not the successor of the rows that were counted last
    this.serial++;
  }

  /** A copy of the numbers as they are now. */
  get data(): RoutingTallyData {
    const { layers, expertCount, usedPerToken, tokens } = this;
    return {
      layers,
      expertCount,
      usedPerToken,
      tokens,
      counts: this.counts.slice(),
      layerTokens: this.layerTokens.slice(),
      sharedWithPrevious: this.sharedWithPrevious.slice(),
      consecutivePairs: this.consecutivePairs.slice(),
    };
  }
}

function addInto(target: Uint32Array, source: Uint32Array): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = (target[index] ?? 0) + (source[index] ?? 0);
  }
}

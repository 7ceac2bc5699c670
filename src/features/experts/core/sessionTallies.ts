import { RoutingTally } from '../../../base/routing/routingTally.js';
import type { SessionRouting } from '../../../protocol/expertsView.js';
import type { RoutingShape } from '../../../protocol/routingTrace.js';
import type { StoredRouting } from './storedRouting.js';

/** Models whose counts are kept; more than that in one session are rare and start again when they return. */
const maxModels = 4;

interface ModelTally {
  readonly model: string;
  readonly shape: RoutingShape;
  requests: number;
  readonly prompt: RoutingTally;
  readonly generated: RoutingTally;
}

/** The session's routing counts, for each model apart. */
export class SessionTallies {
  /** In the order of use, the latest last. */
  private readonly tallies = new Map<string, ModelTally>();

  add(model: string, routing: StoredRouting): void {
    const { shape } = routing;
    const key = JSON.stringify([model, shape]);
    const tally = this.tallies.get(key) ?? {
      model,
      shape,
      requests: 0,
      prompt: new RoutingTally(shape),
      generated: new RoutingTally(shape),
    };
    tally.requests++;
    tally.prompt.merge(routing.prompt);
    tally.generated.merge(routing.generated);
    this.tallies.delete(key);
    this.tallies.set(key, tally);
    const [oldest] = this.tallies.keys();
    if (this.tallies.size > maxModels && oldest !== undefined) this.tallies.delete(oldest);
  }

  /** Counts of the model that was measured last; undefined before the first request. */
  get latest(): SessionRouting | undefined {
    const latest = [...this.tallies.values()].at(-1);
    if (!latest) return undefined;
    const { model, shape, requests, prompt, generated } = latest;
    return { model, shape, requests, prompt: prompt.data, generated: generated.data };
  }

  get bytes(): number {
    let bytes = 0;
    for (const { shape } of this.tallies.values()) {
      bytes += 2 * 4 * shape.layers.length * (4 + 2 * shape.expertCount);
    }
    return bytes;
  }

  clear(): void {
    this.tallies.clear();
  }
}

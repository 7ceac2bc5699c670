import { SeededRandom } from '../../../src/base/random.js';
import type { RoutingShape } from '../../../src/protocol/routingTrace.js';

export interface SimulatedModel extends RoutingShape {
  readonly name: string;
  readonly layerCount: number;
  readonly parameterCount: number;
  readonly sizeBytes: number;
  readonly bytesPerExpert: number;
  readonly parametersPerExpert: number;
}

const dimensions = 12;
/** How much of a token's state comes from the token before it; makes neighbours route alike. */
const memory = 0.55;

/**
 * A mixture-of-experts router with random weights: every layer scores its experts by the token's state plus a bias of
 * its own and takes the top k. It gives what real routers give: favourites, neglected experts and neighbours that route
 * alike.
 */
export class SimulatedRouter {
  private readonly random: SeededRandom;
  private readonly gates: Float32Array[];
  private readonly biases: Float32Array[];
  private state = new Float32Array(dimensions);

  constructor(
    private readonly shape: RoutingShape,
    /** Requests of one topic share favourites. */
    topic: number,
    seed: number,
  ) {
    // the weights belong to the model, so they do not depend on the request
    const weights = new SeededRandom(99);
    this.gates = shape.layers.map(() => weights.normals(shape.expertCount * dimensions, 1));
    this.biases = shape.layers.map((_, layer) =>
      weights.normals(shape.expertCount, 0.6 + 1.6 * (layer / shape.layers.length) ** 2),
    );
    this.random = new SeededRandom(seed);
    const topics = new SeededRandom(1_000 + topic);
    this.topic = topics.normals(dimensions, 0.45);
  }

  private readonly topic: Float32Array;

  /** Ids of the next tokens, [token, MoE layer, k]. */
  route(tokens: number): Int16Array {
    const { layers, expertCount, usedPerToken } = this.shape;
    const ids = new Int16Array(tokens * layers.length * usedPerToken);
    const scores = new Float32Array(expertCount);
    let at = 0;
    for (let token = 0; token < tokens; token++) {
      this.advance();
      for (let layer = 0; layer < layers.length; layer++) {
        this.score(layer, scores);
        for (let k = 0; k < usedPerToken; k++) {
          let best = 0;
          for (let expert = 1; expert < expertCount; expert++) {
            if ((scores[expert] ?? 0) > (scores[best] ?? 0)) best = expert;
          }
          ids[at++] = best;
          scores[best] = -Infinity;
        }
      }
    }
    return ids;
  }

  private advance(): void {
    const fresh = this.random.normals(dimensions, 1);
    this.state = this.state.map((value, index) => memory * value + (fresh[index] ?? 0));
  }

  private score(layer: number, scores: Float32Array): void {
    const gate = this.gates[layer] ?? new Float32Array(0);
    const bias = this.biases[layer] ?? new Float32Array(0);
    for (let expert = 0; expert < scores.length; expert++) {
      let score = bias[expert] ?? 0;
      for (let d = 0; d < dimensions; d++) {
        score +=
          (gate[expert * dimensions + d] ?? 0) * ((this.state[d] ?? 0) + (this.topic[d] ?? 0));
      }
      scores[expert] = score;
    }
  }
}

/** Shapes of models that exist. */
export const simulatedModels = {
  /** 27 layers, the first dense; 64 routed experts, top-6, 2 shared. */
  deepseekLite: {
    name: 'DeepSeek-Coder-V2-Lite',
    layers: Array.from({ length: 26 }, (_, layer) => layer + 1),
    layerCount: 27,
    expertCount: 64,
    usedPerToken: 6,
    sharedExpertCount: 2,
    parameterCount: 15_706_484_224,
    sizeBytes: 10_364_416_768,
    bytesPerExpert: 4_866_048,
    parametersPerExpert: 8_650_752,
  },
  /** 48 layers of 128 routed experts, top-8. */
  qwen30b: {
    name: 'Qwen3-Coder-30B-A3B',
    layers: Array.from({ length: 48 }, (_, layer) => layer),
    layerCount: 48,
    expertCount: 128,
    usedPerToken: 8,
    sharedExpertCount: 0,
    parameterCount: 30_532_122_624,
    sizeBytes: 18_556_686_912,
    bytesPerExpert: 2_654_208,
    parametersPerExpert: 4_718_592,
  },
} as const satisfies Record<string, SimulatedModel>;

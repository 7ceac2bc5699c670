import { activeParameters } from '../../../base/routing/activeParameters.js';
import type { ExpertFootprint } from '../../../base/routing/expertFootprint.js';
import { expertFootprint } from '../../../base/routing/expertFootprint.js';
import { layerBalances } from '../../../base/routing/layerBalance.js';
import type { NeverChosen } from '../../../base/routing/neverChosen.js';
import { neverChosen } from '../../../base/routing/neverChosen.js';
import { routeOverlap } from '../../../base/routing/routeOverlap.js';
import type { RoutingTallyData } from '../../../base/routing/routingTally.js';
import type { ModelSummary } from '../../../protocol/expertsView.js';

/** A value and the number of the layer where it occurs. */
export interface LayerExtreme {
  readonly value: number;
  readonly layer: number;
}

export interface RoutingHealth {
  readonly tokens: number;
  /** Share of all routed experts that at least one token used. */
  readonly coverage: number;
  /** Normalised entropy of every MoE layer, its mean and its lowest. */
  readonly entropies: readonly number[];
  readonly meanEntropy: number;
  readonly lowestEntropy: LayerExtreme;
  /** Busiest expert over the mean, of the layer where that is largest. */
  readonly maxOverMean: LayerExtreme;
  readonly busiestExpert: number;
  readonly never: NeverChosen;
  /** Share of experts that consecutive tokens have in common. */
  readonly overlap: number;
  readonly footprint?: ExpertFootprint;
  readonly activeParameters?: number;
}

/** Reads a routing's state of health off its counts. Means leave out layers without tokens. */
export function routingHealth(
  tally: RoutingTallyData,
  model: ModelSummary | undefined,
): RoutingHealth {
  const balances = layerBalances(tally);
  const measured = balances.flatMap((balance, index) =>
    (tally.layerTokens[index] ?? 0) > 0
      ? [{ ...balance, layer: tally.layers[index] ?? index }]
      : [],
  );
  const touched = measured.reduce((sum, balance) => sum + balance.touched, 0);
  const entropySum = measured.reduce((sum, { normalisedEntropy }) => sum + normalisedEntropy, 0);
  const lowest = extreme(measured, (balance) => -balance.normalisedEntropy);
  const busiest = extreme(measured, (balance) => balance.maxOverMean);
  const weights = model?.experts?.weights;
  const fits = weights?.bytesPerExpert.length === tally.layers.length;
  return {
    tokens: tally.tokens,
    coverage: measured.length === 0 ? NaN : touched / (measured.length * tally.expertCount),
    entropies: balances.map(({ normalisedEntropy }) => normalisedEntropy),
    meanEntropy: measured.length === 0 ? NaN : entropySum / measured.length,
    lowestEntropy: { value: lowest?.normalisedEntropy ?? NaN, layer: lowest?.layer ?? 0 },
    maxOverMean: { value: busiest?.maxOverMean ?? NaN, layer: busiest?.layer ?? 0 },
    busiestExpert: busiest?.busiestExpert ?? 0,
    never: neverChosen(tally),
    overlap: routeOverlap(tally),
    ...(model &&
      weights &&
      fits && {
        footprint: expertFootprint(tally, weights.bytesPerExpert),
        activeParameters: activeParameters({
          parameterCount: model.parameterCount,
          expertCount: tally.expertCount,
          usedPerToken: tally.usedPerToken,
          parametersPerExpert: weights.parametersPerExpert,
        }),
      }),
  };
}

function extreme<T>(values: readonly T[], weight: (value: T) => number): T | undefined {
  return values.reduce<T | undefined>(
    (best, value) => (best === undefined || weight(value) > weight(best) ? value : best),
    undefined,
  );
}

import * as v from 'valibot';
import type { LoadedPlan, ModelPlan } from './modelPlan.js';

/** What the user may change of a plan; null = the plan decides. */
export interface PlanChoice {
  /** Tokens for each lane. */
  readonly contextSize: number;
  /** 0 = the plan decides. */
  readonly threads: number;
  readonly gpuLayers: number | null;
  /** Layers, counted from the first and with dense ones, whose experts stay in system memory. */
  readonly expertsOnCpu: number | null;
}

/** Everything that the view of the memory plan shows. */
export type PlanViewState =
  | { readonly kind: 'busy'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'plan';
      readonly plan: ModelPlan;
      readonly choice: PlanChoice;
      /** Set while this model is loaded. */
      readonly loaded?: LoadedPlan;
      readonly isLoading: boolean;
    };

export interface ToPlanView {
  readonly type: 'state';
  readonly state: PlanViewState;
}

const layerCount = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000)));

/** What the view may send. It is a page of its own, so everything is checked. */
export const fromPlanViewSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  /** Plan again, with what is free now. */
  v.object({ type: v.literal('refresh') }),
  v.object({
    type: v.literal('load'),
    choice: v.object({
      contextSize: v.pipe(v.number(), v.integer(), v.minValue(512), v.maxValue(1_048_576)),
      threads: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(512)),
      gpuLayers: layerCount,
      expertsOnCpu: layerCount,
    }),
  }),
]);
export type FromPlanView = v.InferOutput<typeof fromPlanViewSchema>;

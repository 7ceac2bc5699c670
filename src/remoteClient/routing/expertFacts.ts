/** What a model's routers choose from. No server tells it, so it comes from the catalogue or the settings. */
export interface ExpertFacts {
  /** Routed experts of each MoE layer. */
  readonly count: number;
  /** Chosen per token and layer. */
  readonly usedPerToken: number;
  readonly sharedCount: number;
}

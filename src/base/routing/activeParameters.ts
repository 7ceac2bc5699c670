/** What decides how many parameters one token passes through. */
export interface ParameterShape {
  /** Parameters of the whole model. */
  readonly parameterCount: number;
  readonly expertCount: number;
  readonly usedPerToken: number;
  /** Parameters of one routed expert in each MoE layer. */
  readonly parametersPerExpert: readonly number[];
}

/** Parameters that one token passes through: all but those of the routed experts that are not chosen for it. */
export function activeParameters(shape: ParameterShape): number {
  const idle = shape.expertCount - shape.usedPerToken;
  return shape.parametersPerExpert.reduce(
    (active, parameters) => active - idle * parameters,
    shape.parameterCount,
  );
}

import type { RequestMeasures } from '../../../protocol/expertsView.js';
import type { Phase, RequestRecord } from '../../../protocol/requestRecord.js';

/** Steps that the user takes, not the request. */
const userPhases: ReadonlySet<Phase['name']> = new Set(['accepted']);

/** Reads times and rates off a request's phases. The debounce is deliberate, so time counts from its end. */
export function measureRequest(record: RequestRecord): RequestMeasures {
  const { phases, tokens } = record;
  const wait = phases.find(({ name }) => name === 'wait');
  const beginMs = wait ? wait.startMs + wait.durationMs : 0;
  const firstToken = phases.find(({ name }) => name === 'firstToken');
  const decode = phases.find(({ name }) => name === 'decode');
  const endMs = phases
    .filter(({ name }) => !userPhases.has(name))
    .reduce((end, { startMs, durationMs }) => Math.max(end, startMs + durationMs), beginMs);
  return {
    totalMs: endMs - beginMs,
    ...(firstToken &&
      tokens.generated > 0 && {
        ttftMs: firstToken.startMs + firstToken.durationMs - beginMs,
      }),
    // decode begins when the first token is there
    ...(decode &&
      decode.durationMs > 0 &&
      tokens.generated > 1 && {
        tokensPerSecond: ((tokens.generated - 1) * 1_000) / decode.durationMs,
      }),
    ...(tokens.prompt > 0 && !tokens.reuseUnknown && { reuseShare: tokens.reused / tokens.prompt }),
  };
}

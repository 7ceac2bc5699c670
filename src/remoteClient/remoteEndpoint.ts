import type { EndpointAddress } from './endpointAddress.js';
import type { FimFamily } from './fim/fimTexts.js';
import type { ExpertFacts } from './routing/expertFacts.js';

/**
 * When the routing of a request is asked for. `streamed`: where it comes with a streamed answer (SGLang, answers that
 * the server itself ends). `always`: answers are fetched whole, as vLLM tells it only then. `off`: never.
 */
export type RoutingMode = 'streamed' | 'always' | 'off';

/** A remote endpoint as the user has configured it. */
export interface RemoteEndpoint {
  readonly address: EndpointAddress;
  /** Name of the model; empty = the first that the server lists. */
  readonly model: string;
  /** Tokens; 0 = as the server says. */
  readonly contextSize: number;
  /** Milliseconds until the first token. */
  readonly firstTokenMs: number;
  readonly routing: RoutingMode;
  /** `auto`: by the model's name. */
  readonly fimFamily: FimFamily | 'auto' | 'none';
  /** What the model's routers choose from; absent where the settings do not say. */
  readonly experts?: ExpertFacts;
}

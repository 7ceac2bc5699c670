import type { Event } from '../../../base/event.js';
import type { Observable } from '../../../base/observableValue.js';
import type { EngineResources } from '../../../protocol/engineResources.js';
import type {
  RoutingAvailability,
  RoutingBatch,
  RoutingTrace,
} from '../../../protocol/routingTrace.js';

/** The engine as far as it measures routing. */
export interface RoutingSource {
  /** Undefined while no model is loaded. */
  readonly availability: Observable<RoutingAvailability | undefined>;
  readonly resources: Observable<EngineResources>;
  /** Rows of running requests, if the engine sends them; the trace at the end is enough. */
  readonly onBatch: Event<{ readonly requestId: string; readonly batch: RoutingBatch }>;
  /** Once for every recorded request, when it has ended. */
  readonly onTrace: Event<{ readonly requestId: string; readonly trace: RoutingTrace }>;
  setRecording(recording: boolean): Promise<void>;
}

import type { EngineSummary, RequestRow, RoutingAbsence } from '../../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';

export interface AbsenceText {
  readonly title: string;
  readonly detail: string;
  /** Recording can be switched on to see more next time. */
  readonly canRecord: boolean;
}

/** Why there is no routing to show, in the words of someone who wants to see it. */
export function absenceText(
  absence: RoutingAbsence,
  availability: RoutingAvailability | undefined,
  engine: EngineSummary | undefined,
  row: RequestRow | undefined,
): AbsenceText {
  if (absence === 'denseModel' || availability?.kind === 'denseModel') {
    const name = engine?.kind === 'ready' ? engine.model.name : 'The model';
    return {
      title: 'This model is dense',
      detail: `${name} has no routed experts: every token passes through all of its weights. Latency is measured as for any model. Load a Mixture-of-Experts model to see routing.`,
      canRecord: false,
    };
  }
  if (availability?.kind === 'notMeasurable') {
    return {
      title: 'Routing is not measured here',
      detail: `${availability.reason} Latency and everything else work as usual.`,
      canRecord: false,
    };
  }
  const recording = availability?.kind === 'measured' && availability.recording;
  if (row && row.record.source !== 'engine') {
    return {
      title: 'The model was not asked again',
      detail:
        'Another request generated this suggestion, and its row has the routing. No token passed a router for this one.',
      canRecord: false,
    };
  }
  if (absence === 'noTokens' || row?.record.outcome.kind === 'skipped') {
    return {
      title: 'No tokens',
      detail: 'This request ended before any token passed the routers.',
      canRecord: false,
    };
  }
  if (row?.record.backend === 'remote' && recording) {
    return {
      title: 'No routing came with this answer',
      detail:
        'The server returned none for this request, as for answers that are cut short at the end of a line. The setting switchyard.remote.routing can have answers fetched whole.',
      canRecord: false,
    };
  }
  return {
    title: 'Routing was not recorded',
    detail: recording
      ? 'Recording was off when this request ran. New requests are recorded.'
      : 'Recording is off. Switch it on to see the experts of the next requests.',
    canRecord: availability?.kind === 'measured' && !recording,
  };
}

import type {
  EngineSummary,
  ExpertsChange,
  ExpertsSnapshot,
  LatencySample,
  RequestRow,
  Reveal,
  RoutingAbsence,
  ToExpertsView,
} from '../../../protocol/expertsView.js';
import { expertsViewVersion } from '../../../protocol/expertsView.js';
import type { RoutingAvailability } from '../../../protocol/routingTrace.js';
import { assertNever } from '../../../base/assertNever.js';
import { MessageSequence } from '../../shared/messageSequence.js';
import { RequestRoutes } from './requestRoutes.js';

export type HeldRouting =
  | { readonly kind: 'loading' }
  | { readonly kind: 'routes'; readonly routes: RequestRoutes }
  | { readonly kind: 'none'; readonly absence: RoutingAbsence };

export interface SessionRoutes {
  readonly model: string;
  readonly requests: number;
  readonly routes: RequestRoutes;
}

/** What came with a message besides data. */
export interface MessageEffects {
  /** A message was missed, or none can be understood: ask for a snapshot. */
  readonly resync?: boolean;
  readonly reveal?: Reveal;
  readonly notice?: string;
}

/** Latency samples kept in the view. */
const maxSamples = 5_000;
/** Records kept beyond those of the snapshot; the host sends no removals. */
const maxRows = 150;

/** The data of the view, brought up to date by the host's messages. Knows no DOM. */
export class ExpertsModel {
  /** False until the first snapshot. */
  ready = false;
  /** Newest first. */
  rows: readonly RequestRow[] = [];
  latency: readonly LatencySample[] = [];
  engine: EngineSummary | undefined;
  availability: RoutingAvailability | undefined;
  session: SessionRoutes | undefined;
  private readonly routings = new Map<string, HeldRouting>();
  private readonly sequence = new MessageSequence(expertsViewVersion);

  routingOf(requestId: string): HeldRouting {
    return this.routings.get(requestId) ?? { kind: 'loading' };
  }

  /** Forgets the routing of all other requests; the host sends it again when it is watched again. */
  keepRouting(requestIds: readonly string[]): void {
    for (const id of this.routings.keys()) {
      if (!requestIds.includes(id)) this.routings.delete(id);
    }
  }

  apply(message: ToExpertsView): MessageEffects {
    const verdict = this.sequence.judge(message);
    if (verdict !== 'inOrder') return verdict === 'missed' ? { resync: true } : {};
    if (message.type === 'snapshot') return this.restart(message.state);
    return message.changes.reduce<MessageEffects>(
      (effects, change) => ({ ...effects, ...this.change(change) }),
      {},
    );
  }

  private restart(state: ExpertsSnapshot): MessageEffects {
    this.ready = true;
    this.rows = state.rows;
    this.latency = state.latency;
    this.engine = state.engine;
    this.availability = state.availability;
    this.session = undefined;
    this.routings.clear();
    return state.reveal ? { reveal: state.reveal } : {};
  }

  private change(change: ExpertsChange): MessageEffects {
    switch (change.kind) {
      case 'request':
        this.putRow(change.row);
        return {};
      case 'latency':
        this.latency = [...this.latency.slice(1 - maxSamples), change.sample];
        return {};
      case 'cleared':
        this.rows = [];
        this.latency = [];
        this.session = undefined;
        this.routings.clear();
        return {};
      case 'engine':
        this.engine = change.engine;
        return {};
      case 'availability':
        this.availability = change.availability;
        return {};
      case 'session':
        this.session = change.session && {
          model: change.session.model,
          requests: change.session.requests,
          routes: RequestRoutes.ofCounts(
            change.session.shape,
            change.session.prompt,
            change.session.generated,
          ),
        };
        return {};
      case 'reveal':
        return { reveal: change.reveal };
      case 'notice':
        return { notice: change.text };
      case 'routing':
      case 'routingRows':
      case 'routingEnd':
        return this.changeRouting(change);
      default:
        return assertNever(change);
    }
  }

  private changeRouting(
    change: Extract<ExpertsChange, { kind: 'routing' | 'routingRows' | 'routingEnd' }>,
  ): MessageEffects {
    if (change.kind === 'routing') {
      const { requestId, routing } = change;
      this.routings.set(
        requestId,
        routing.kind === 'none'
          ? routing
          : { kind: 'routes', routes: RequestRoutes.ofRequest(routing) },
      );
      return {};
    }
    const held = this.routings.get(change.requestId);
    if (held?.kind !== 'routes') return {};
    if (change.kind === 'routingRows') held.routes.append(change.rows);
    else held.routes.end(change.droppedTokens);
    return {};
  }

  private putRow(row: RequestRow): void {
    const index = this.rows.findIndex(({ record }) => record.id === row.record.id);
    this.rows =
      index === -1 ? [row, ...this.rows.slice(0, maxRows - 1)] : this.rows.with(index, row);
  }
}

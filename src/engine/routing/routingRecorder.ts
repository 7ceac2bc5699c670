import type { DeviceMemory } from '../../base/plan/machine.js';
import type { ExpertsOnCpu } from '../../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import type {
  RoutingAvailability,
  RoutingBatch,
  RoutingShape,
  RoutingTrace,
} from '../../protocol/routingTrace.js';
import type { NativeTap, RoutingTap } from './nativeTap.js';
import type { RecordedRequest } from './requestRecording.js';
import { RequestRecording } from './requestRecording.js';

export interface RoutingEvents {
  /** Rows of a running request, in order and without gaps. */
  routingBatch(message: { readonly id: string; readonly batch: RoutingBatch }): void;
  /** Once for every recorded request, when it has ended. */
  routingTrace(message: { readonly id: string; readonly trace: RoutingTrace }): void;
}

/** The tap follows the first copy of llama.cpp that the process loads. */
const otherLibrary =
  'The engine has used another backend before, so routing is measured only after “Switchyard: Restart Engine”.';
const maxTag = 2 ** 31 - 1;
/**
 * Milliseconds between two looks at the tap while a request generates. Looking after every token costs a small fast model
 * several percent of its speed; the tap's ring holds far more than what comes in that time.
 */
const collectMs = 100;
/** Each lane's context has one sequence. */
const sequenceId = 0;

/** Gives what the tap measured to the requests that it belongs to. Without a tap it records nothing and says why. */
export class RoutingRecorder {
  private readonly tap: RoutingTap | undefined;
  private readonly running = new Map<number, RequestRecording>();
  private isRecording = true;
  private lastTag = 0;
  private collectedAt = -Infinity;
  private creating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly native: NativeTap,
    private readonly events: RoutingEvents,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tap = native.kind === 'loaded' ? native.tap : undefined;
    this.applyEnabled();
  }

  /** Applies to requests that begin after this. */
  setRecording(recording: boolean): void {
    this.isRecording = recording;
    this.applyEnabled();
  }

  /**
   * @param file the loaded model
   * @param contextId what {@link identify} said of a context of the model
   */
  availability(file: ModelFileInfo, contextId: number | undefined): RoutingAvailability {
    if (!file.experts) return { kind: 'denseModel' };
    const reason = this.obstacle();
    if (reason !== undefined) return { kind: 'notMeasurable', reason };
    if (contextId === undefined) return { kind: 'notMeasurable', reason: otherLibrary };
    return { kind: 'measured', recording: this.isRecording };
  }

  /**
   * Runs what creates a llama.cpp context.
   * @returns its result, and the number by which the tap knows the context; absent where it is not measured
   */
  identify<T>(create: () => Promise<T>): Promise<{ created: T; contextId: number | undefined }> {
    const identified = this.creating.then(async () => {
      const known = new Set(this.contextIds());
      const created = await create();
      this.applyEnabled();
      return { created, contextId: this.contextIds().find((id) => !known.has(id)) };
    });
    // The tap tells contexts apart by their order only, so they are created one at a time.
    this.creating = identified.catch(() => undefined);
    return identified;
  }

  /** @returns what to tell about the request's progress; undefined where it is not recorded */
  begin(
    request: RecordedRequest,
    contextId: number | undefined,
    experts: ModelFileInfo['experts'],
  ): RequestRecording | undefined {
    const context = this.tap?.contexts().find(({ id }) => id === contextId);
    if (!this.isRecording || !experts || !this.tap || !context?.moeLayers.length) return undefined;
    const shape: RoutingShape = {
      layers: context.moeLayers,
      expertCount: context.expertCount,
      usedPerToken: context.expertsPerToken,
      sharedExpertCount: experts.sharedCount,
    };
    this.lastTag = (this.lastTag % maxTag) + 1;
    if (!this.tap.setSequenceTag(context.id, sequenceId, this.lastTag)) return undefined;
    const recording = new RequestRecording(request, this.lastTag, shape);
    this.running.set(recording.tag, recording);
    return recording;
  }

  /** {@link collect}, unless that was a moment ago. */
  collectSoon(): void {
    if (this.now() - this.collectedAt >= collectMs) this.collect();
  }

  /** Takes over what was measured. To be called after each step of a recorded request; does not block. */
  collect(): void {
    if (!this.tap) return;
    this.collectedAt = this.now();
    for (const batch of this.tap.drain()) {
      for (const tag of new Set(batch.tags)) this.running.get(tag)?.append(batch);
    }
    for (const recording of this.running.values()) {
      const batch = recording.nextBatch(this.now());
      if (batch) this.events.routingBatch({ id: recording.request.id, batch });
    }
  }

  end(recording: RequestRecording): void {
    this.collect();
    this.running.delete(recording.tag);
    this.applyEnabled();
    this.events.routingTrace({ id: recording.request.id, trace: recording.trace() });
  }

  /**
   * Places the experts of models that are loaded after this.
   * @returns why that cannot be done, in a sentence
   */
  placeExperts(experts: ExpertsOnCpu | undefined): string | undefined {
    this.tap?.setExpertsOnCpu(experts ?? null);
    return experts === undefined ? undefined : this.obstacle();
  }

  /** Why {@link placeExperts} cannot place anything, in a sentence. */
  expertsObstacle(): string | undefined {
    return this.obstacle();
  }

  /** The GPUs of the backend that is open, with their memory now; undefined where the addon cannot tell. */
  devices(): readonly DeviceMemory[] | undefined {
    const devices = this.obstacle() === undefined ? this.tap?.devices() : undefined;
    return devices?.length ? devices : undefined;
  }

  /** MoE layers whose experts are in system memory; undefined where that cannot be told. */
  expertLayersOnCpu(contextId: number | undefined): number | undefined {
    if (!this.tap || contextId === undefined) return undefined;
    const layers = this.tap
      .expertPlacement(contextId)
      .filter(({ isSystemMemory }) => isSystemMemory)
      .map(({ name }) => name.split('.')[1]);
    return new Set(layers).size;
  }

  private obstacle(): string | undefined {
    if (this.native.kind === 'missing') return this.native.reason;
    const { state, reason } = this.native.tap.status();
    if (state === 'refused') return `Routing cannot be measured: ${reason ?? 'unknown reason'}.`;
    return undefined;
  }

  private contextIds(): number[] {
    return this.tap?.contexts().map(({ id }) => id) ?? [];
  }

  /** Requests that were recorded from their start are recorded to their end. */
  private applyEnabled(): void {
    this.tap?.setEnabled(this.isRecording || this.running.size > 0);
  }
}

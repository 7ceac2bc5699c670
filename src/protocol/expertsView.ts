/**
 * What the extension host and the Experts view say to each other. The host sends a snapshot when the view shows, then
 * batches of changes with running numbers; a view that misses a number asks for a new snapshot. Typed arrays travel as
 * such, each over a buffer of its own, since a view on a larger buffer would carry all of it along.
 */
import * as v from 'valibot';
import type { BackendReport } from './backend.js';
import type { EngineResources } from './engineResources.js';
import type { RemoteServer } from './remoteServer.js';
import type { RequestKind, RequestRecord } from './requestRecord.js';
import type { ExpertWeights, RoutingAvailability, RoutingShape } from './routingTrace.js';

/** Raised with every incompatible change of the messages. */
export const expertsViewVersion = 1;

/** Times and rates read off a request's phases; absent where the request did not get that far. */
export interface RequestMeasures {
  /** Milliseconds from the end of the deliberate wait to the first token. */
  readonly ttftMs?: number;
  /** Milliseconds from the end of the deliberate wait to the last step before the user acts. */
  readonly totalMs: number;
  /** Generated tokens per second of decode. */
  readonly tokensPerSecond?: number;
  /** Share of the prompt that was in the KV cache, 0 to 1. */
  readonly reuseShare?: number;
}

/** How much of a request's routing the host still holds. */
export const routingDetails = ['recording', 'full', 'counts', 'none'] as const;
export type RoutingDetail = (typeof routingDetails)[number];

export interface RequestRow {
  readonly record: RequestRecord;
  readonly measures: RequestMeasures;
  readonly routing: RoutingDetail;
}

/** One finished request in the latency trend; `NaN` where it produced no token. */
export interface LatencySample {
  readonly kind: RequestKind;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly ttftMs: number;
  readonly totalMs: number;
}

/** Counts of the prompt's or the generated tokens; see `RoutingTallyData` in base for the arrays. */
export interface RoutingCounts {
  readonly tokens: number;
  readonly counts: Uint32Array;
  readonly layerTokens: Uint32Array;
  readonly sharedWithPrevious: Uint32Array;
  readonly consecutivePairs: Uint32Array;
}

/** Ids and texts of consecutive rows of a routing trace. */
export interface RoutingRows {
  /** As in `RoutingTrace`, or packed to bytes, where 255 stands for "not computed". */
  readonly ids: Int16Array | Uint8Array;
  readonly positions: Int32Array;
  /** Rows that belong to the prompt; they come first. */
  readonly promptTokens: number;
  readonly generatedTexts: readonly string[];
}

/** Why there is no routing for a request. */
export const routingAbsences = [
  'notRecorded',
  'noTokens',
  'denseModel',
  'notMeasurable',
  'unknownRequest',
] as const;
export type RoutingAbsence = (typeof routingAbsences)[number];

/** The routing of one request, as far as the host still holds it. */
export type RequestRouting =
  | {
      readonly kind: 'full';
      readonly shape: RoutingShape;
      readonly rows: RoutingRows;
      /** Counts of these rows, which the host has anyway. */
      readonly prompt: RoutingCounts;
      readonly generated: RoutingCounts;
      readonly reusedTokens: number;
      readonly droppedTokens: number;
      /** More rows will follow. */
      readonly running: boolean;
    }
  | {
      /** The ids were given up to stay within the memory limit. */
      readonly kind: 'counts';
      readonly shape: RoutingShape;
      readonly prompt: RoutingCounts;
      readonly generated: RoutingCounts;
      readonly reusedTokens: number;
      readonly droppedTokens: number;
    }
  | { readonly kind: 'none'; readonly absence: RoutingAbsence };

/** All routing measured with the model since the session began or was cleared. */
export interface SessionRouting {
  readonly model: string;
  readonly shape: RoutingShape;
  readonly requests: number;
  readonly prompt: RoutingCounts;
  readonly generated: RoutingCounts;
}

export interface ModelSummary {
  readonly name: string;
  readonly architecture: string;
  readonly sizeBytes: number;
  readonly parameterCount: number;
  readonly layerCount: number;
  readonly contextSize: number;
  readonly experts?: RoutingShape & { readonly weights?: ExpertWeights };
}

/** The engine as the view shows it. */
export type EngineSummary =
  | {
      readonly kind: 'ready';
      readonly model: ModelSummary;
      readonly backend: BackendReport;
      readonly resources: EngineResources;
      /** Present where the model is served by a remote endpoint; then nothing is known of a backend. */
      readonly remote?: RemoteServer;
    }
  | {
      readonly kind: 'notReady';
      readonly state: 'stopped' | 'starting' | 'idle' | 'loading' | 'restarting' | 'crashed';
      /** One sentence about what is going on or went wrong. */
      readonly detail?: string;
      /** 0 to 1 while a model is being loaded. */
      readonly fraction?: number;
    };

export const expertsTabs = ['routing', 'timing', 'compare', 'engine'] as const;
export type ExpertsTab = (typeof expertsTabs)[number];

/** A request and a tab to show, such as from the ghost text's menu. */
export interface Reveal {
  readonly requestId: string;
  readonly tab: ExpertsTab;
}

export interface ExpertsSnapshot {
  /** Newest first. */
  readonly rows: readonly RequestRow[];
  /** Oldest first. */
  readonly latency: readonly LatencySample[];
  readonly engine: EngineSummary;
  /** Absent while no model is loaded. */
  readonly availability?: RoutingAvailability;
  readonly reveal?: Reveal;
}

export type ExpertsChange =
  | { readonly kind: 'request'; readonly row: RequestRow }
  | { readonly kind: 'latency'; readonly sample: LatencySample }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'engine'; readonly engine: EngineSummary }
  | { readonly kind: 'availability'; readonly availability: RoutingAvailability | undefined }
  /** The answer to `watch`, and again when what the host holds has changed. */
  | { readonly kind: 'routing'; readonly requestId: string; readonly routing: RequestRouting }
  /** More rows of a running request that is watched. */
  | { readonly kind: 'routingRows'; readonly requestId: string; readonly rows: RoutingRows }
  /** All rows have been sent. */
  | { readonly kind: 'routingEnd'; readonly requestId: string; readonly droppedTokens: number }
  /** Sent while the session is watched; absent before anything was measured. */
  | { readonly kind: 'session'; readonly session: SessionRouting | undefined }
  | { readonly kind: 'reveal'; readonly reveal: Reveal }
  /** For the status line and the screen reader. */
  | { readonly kind: 'notice'; readonly text: string };

export type ToExpertsView =
  | {
      readonly type: 'snapshot';
      /** {@link expertsViewVersion} of the host. */
      readonly version: number;
      readonly sequence: number;
      readonly state: ExpertsSnapshot;
    }
  | {
      readonly type: 'changes';
      /** One more than that of the message before. */
      readonly sequence: number;
      readonly changes: readonly ExpertsChange[];
    };

export const exportFormats = ['json', 'csv', 'markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const requestId = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Everything the view may ask of the host. */
export const fromExpertsView = v.variant('type', [
  /** The view has started, or has missed a message; the host answers with a snapshot. */
  v.strictObject({ type: v.literal('ready'), version: v.literal(expertsViewVersion) }),
  /** Which routing the view shows: the host sends it and keeps it up to date. Replaces the watch before. */
  v.strictObject({
    type: v.literal('watch'),
    requestIds: v.pipe(v.array(requestId), v.maxLength(2)),
    session: v.boolean(),
  }),
  v.strictObject({ type: v.literal('setRecording'), recording: v.boolean() }),
  /** Of one request, or of all that are held where none is named. */
  v.strictObject({
    type: v.literal('export'),
    format: v.picklist(exportFormats),
    requestId: v.optional(requestId),
  }),
  v.strictObject({ type: v.literal('clear') }),
]);
export type FromExpertsView = v.InferOutput<typeof fromExpertsView>;

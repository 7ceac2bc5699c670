import type { BackendName, BackendReport, ComputePlace } from './backend.js';
import type { EngineResources } from './engineResources.js';
import type { ModelFileInfo } from './modelFile.js';
import type { LoadedPlan, ModelPlan } from './modelPlan.js';
import type { RemoteServer } from './remoteServer.js';
import type { Phase, RequestKind, StopReason, TokenCounts } from './requestRecord.js';
import type { RoutingAvailability, RoutingBatch, RoutingTrace } from './routingTrace.js';

/** Raised with every incompatible change; the handshake refuses another number. */
export const engineProtocolVersion = 1;

/** Completion beats chat: while a completion runs, chat waits at its next batch. */
export type Lane = 'completion' | 'chat';

/**
 * `ahead`: nobody waits for it yet. It waits for everything else, and ends as soon as other work comes to its lane.
 */
export type Priority = 'user' | 'ahead';

export interface InitializeParams {
  readonly protocolVersion: number;
  /** Folder in which the engine may keep small files of its own (backend verdicts). */
  readonly storageDirectory: string;
  /** Test every backend again instead of trusting remembered verdicts: the user asked for a fresh start. */
  readonly forgetVerdicts?: boolean;
  /** Set when the engine before this one died by itself on a GPU backend: that rung is not tried again. */
  readonly lastCrash?: {
    readonly backend: BackendName;
    readonly cause: string;
    /** The backend is not to blame: the next load steps down its memory plan instead. */
    readonly outOfMemory?: boolean;
  };
}

export interface InitializeResult {
  readonly protocolVersion: number;
  readonly processId: number;
  readonly nodeVersion: string;
  readonly runtimeVersion: string;
}

export interface LoadModelParams {
  /** Absolute path of a GGUF file, or of the first part of a split one. */
  readonly path: string;
  /** Tokens of context for chat; completion takes no more of them than it can use. */
  readonly contextSize: number;
  /** CPU threads for decoding; 0 = physical cores − 1, at least 1. */
  readonly threads: number;
  /** `auto` walks the backend ladder; a name tries that backend only, then the CPU. */
  readonly backend: BackendName | 'auto';
  /** Layers on the GPU, the output being one; absent = the plan decides. */
  readonly gpuLayers?: number;
  /**
   * Keeps the routed experts of all layers, or of the first ones, in system memory; absent = the plan decides. Layers
   * count from 0 and include dense ones. Where the native addon is missing this is refused with a notice.
   */
  readonly expertsOnCpu?: ExpertsOnCpu;
  /** Most bytes to take of the GPUs together; absent = what is free. */
  readonly deviceLimitBytes?: number;
}

export type ExpertsOnCpu = 'all' | { readonly firstLayers: number };

export type FimSupport = 'trained' | 'tokensOnly' | 'none';

export interface LoadedModel {
  readonly file: ModelFileInfo;
  readonly contextSize: number;
  readonly fim: FimSupport;
  /** True where the model was trained to see parts of other files before the file that it completes; absent = false. */
  readonly contextFiles?: boolean;
  readonly chat: boolean;
  readonly backend: BackendReport;
  readonly loadMs: number;
  /** Where its parts are, as planned and as measured; absent where the header says too little for a plan. */
  readonly plan?: LoadedPlan;
  /** As it was when the model was loaded. */
  readonly routing: RoutingAvailability;
  /** Sentences for the user, such as that a dense model has no experts to show. */
  readonly notices: readonly string[];
  /** The server that the model runs on, where that is a remote endpoint. Numbers that it does not tell are 0. */
  readonly remote?: RemoteServer;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/** A tool that the model may ask for. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The assistant's turn that asked for tools. */
export interface ToolCallMessage {
  readonly role: 'assistant';
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
}

/** What a tool gave. */
export interface ToolResultMessage {
  readonly role: 'tool';
  /** Of the call in the message before. */
  readonly callId: string;
  readonly name: string;
  readonly text: string;
}

export type ToolChatMessage = ChatMessage | ToolCallMessage | ToolResultMessage;

/** Parts of other files of a repository, the ones that change least first. */
export interface FimContext {
  readonly repository: string;
  readonly files: readonly ContextFile[];
}

export interface ContextFile {
  /** Relative to its workspace folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export type Prompt =
  | {
      /** Fill-in-the-middle; the model's profile decides the layout. */
      readonly kind: 'fim';
      readonly prefix: string;
      readonly suffix: string;
      /** Path relative to its workspace folder; used only where the model was trained with file headers. */
      readonly path?: string;
      /** Used only where {@link LoadedModel.contextFiles} is true. */
      readonly context?: FimContext;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chat'; readonly messages: readonly ChatMessage[] }
  | {
      /**
       * A conversation as the model's own template lays it out, for models with {@link ModelFileInfo.chatTemplate}'s
       * `toolCalls`. The answer keeps its special tokens as text, since calls and channels are marked by them.
       */
      readonly kind: 'toolChat';
      readonly messages: readonly ToolChatMessage[];
      readonly tools: readonly ToolDefinition[];
    };

/** When generation ends, besides the model's own end-of-generation tokens. */
export interface StopOptions {
  readonly maxTokens: number;
  /** Generation ends before any of these texts; they are not part of the result. */
  readonly texts?: readonly string[];
  /** Line discipline of code completion; absent = none. */
  readonly lines?: LineStop;
}

export interface LineStop {
  /**
   * `single`: ends at the first line's end, with the stop reason `blockStart` where `auto` would go on. `auto`: the same,
   * unless the first line opens a block, which is then generated to its end. `multi`: goes on to the end of the
   * enclosing scope.
   */
  readonly mode: 'single' | 'auto' | 'multi';
  /** The cursor's line up to the cursor. */
  readonly linePrefix: string;
  /** How the completion begins, where that was generated before and is part of the prompt now; absent = nothing. */
  readonly begun?: string;
  /** Columns of a tab character. */
  readonly tabSize: number;
  /**
   * Decode time in milliseconds after which a completion ends with the lines that are complete. A single line that is
   * still being written goes on to the hard limit, as half a line is worth little.
   */
  readonly singleLineLimitMs: number;
  readonly singleLineHardLimitMs: number;
  readonly blockLimitMs: number;
}

export interface GenerateParams {
  /** Chosen by the caller; unique among its running requests. */
  readonly id: string;
  readonly kind: RequestKind;
  readonly lane: Lane;
  /** Default: `user`, for whom somebody waits. */
  readonly priority?: Priority;
  readonly prompt: Prompt;
  readonly stop: StopOptions;
  /** 0 = greedy. */
  readonly temperature?: number;
  readonly seed?: number;
  /** What the answer has said already becomes less likely the longer it is said again, word by word (DRY sampling). */
  readonly avoidsRepeats?: boolean;
  /**
   * Begin with the token that is so many places behind the most likely one (0 = with that one), after white space if
   * that is the likeliest; where it is too unlikely to be meant, the result is empty.
   */
  readonly firstTokenRank?: number;
  /** Send `generated` notifications while decoding. */
  readonly stream?: boolean;
}

export interface GenerateResult {
  readonly text: string;
  readonly stopReason: StopReason;
  readonly tokens: TokenCounts;
  /**
   * queue, tokenise, prefill, firstToken and decode; of a remote endpoint network, firstToken and decode. Time 0 is the
   * arrival of the request in the engine.
   */
  readonly phases: readonly Phase[];
  readonly model: string;
  readonly backend: ComputePlace;
}

export interface EngineRequests {
  initialize: { params: InitializeParams; result: InitializeResult };
  inspectModel: { params: { path: string }; result: ModelFileInfo };
  /** What a load with these parameters would do with the memory; nothing is loaded. */
  planModel: { params: LoadModelParams; result: ModelPlan };
  loadModel: { params: LoadModelParams; result: LoadedModel };
  unloadModel: { params: null; result: null };
  /** A cancelled request resolves too, with the stop reason `aborted` and the text so far. */
  generate: { params: GenerateParams; result: GenerateResult };
  countTokens: { params: { text: string }; result: number };
  /** Whether the routing of requests that begin after this is recorded; on in a new process. */
  setRecording: { params: { recording: boolean }; result: null };
  resources: { params: null; result: EngineResources };
  /** Answered at once by a healthy engine. */
  heartbeat: { params: null; result: null };
}

export interface EngineNotifications {
  loadProgress: {
    readonly path: string;
    readonly step: LoadStep;
    readonly fraction: number;
    /** The backend that the weights are loaded onto. */
    readonly backend?: BackendName;
  };
  generated: { readonly id: string; readonly text: string };
  /** Memory was measured again, or ran out and the model was loaded anew with another placement. */
  modelChanged: { readonly model: LoadedModel };
  /** Rows of a request that runs and is recorded. */
  routingBatch: { readonly id: string; readonly batch: RoutingBatch };
  /** Once for every recorded request that reached its lane, before its answer. */
  routingTrace: { readonly id: string; readonly trace: RoutingTrace };
}

export type LoadStep = 'header' | 'backend' | 'weights' | 'context';
export type EngineRequestName = keyof EngineRequests;
export type EngineNotificationName = keyof EngineNotifications;

import type { ModelLayout } from '../base/plan/modelLayout.js';
import type { ExpertWeights } from './routingTrace.js';

/**
 * How a model writes the call of a tool. `json`: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`; `xml`:
 * `<tool_call><function=name><parameter=key>value</parameter></function></tool_call>`; `harmony`: a message of the
 * commentary channel to `functions.name`.
 */
export const toolCallFormats = ['json', 'xml', 'harmony'] as const;
export type ToolCallFormat = (typeof toolCallFormats)[number];

/** What the GGUF's header says about a model. */
export interface ModelFileInfo {
  readonly path: string;
  readonly name: string;
  readonly architecture: string;
  readonly sizeBytes: number;
  readonly parameterCount: number;
  readonly layerCount: number;
  readonly trainedContextSize: number;
  /** What the model's chat template can do; absent where it has none, and so cannot hold a conversation. */
  readonly chatTemplate?: {
    /** How the model calls tools; absent where its template knows none, or writes calls in an unknown way. */
    readonly toolCalls?: ToolCallFormat;
  };
  /** Absent for a dense model. */
  readonly experts?: {
    readonly count: number;
    readonly usedPerToken: number;
    readonly sharedCount: number;
    /** Numbers of the layers that have routed experts. */
    readonly moeLayers: readonly number[];
    /** Absent where a tensor's type has no known size. */
    readonly weights?: ExpertWeights;
  };
  /** What each layer needs memory for; absent where a tensor's type has no known size. */
  readonly layout?: ModelLayout;
}

/** Which program answers behind an OpenAI-compatible address, as far as it can be told; it decides what may be asked. */
export type ServerSoftware = 'vllm' | 'sglang' | 'llamaCpp' | 'other';

/** A configured remote endpoint. */
export interface RemoteServer {
  /** Host and port. */
  readonly host: string;
  readonly software: ServerSoftware;
  /** What is sent stays within this machine. */
  readonly isLocal: boolean;
  /** What is sent is encrypted on its way. */
  readonly isEncrypted: boolean;
}

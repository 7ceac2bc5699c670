import type { Event } from '../../../base/event.js';
import type {
  IndexerConfiguration,
  IndexerParams,
  IndexerResults,
} from '../../../protocol/indexerProtocol.js';
import type { IndexStatus } from '../../../protocol/workspaceSearch.js';

/** The index process as this feature uses it. */
export interface IndexPort {
  readonly status: IndexStatus;
  readonly onDidChangeStatus: Event<IndexStatus>;
  configure(configuration: IndexerConfiguration): void;
  changed(paths: readonly string[]): void;
  search(query: IndexerParams<'search'>, signal: AbortSignal): Promise<IndexerResults['search']>;
  rebuild(): void;
  cancelBuild(): void;
  resumeEmbedding(): void;
  skipped(limit: number): Promise<IndexerResults['skipped']>;
  stop(): void;
}

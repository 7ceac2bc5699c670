import { Emitter } from '../../../base/emitter.js';
import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import type { Event } from '../../../base/event.js';
import type { IndexedExcerpt } from '../../../protocol/indexerProtocol.js';
import { maxQueryCharacters } from '../../../protocol/indexerProtocol.js';
import type {
  IndexStatus,
  WorkspaceExcerpt,
  WorkspaceQuery,
  WorkspaceSearch,
  WorkspaceSearchResult,
} from '../../../protocol/workspaceSearch.js';
import { fitBudget } from './fitBudget.js';
import type { IndexPort } from './indexPort.js';

/** A folder of the workspace on this machine's disk. */
export interface IndexedFolder {
  readonly uri: string;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

export type DisabledReason = Extract<IndexStatus, { kind: 'disabled' }>['reason'];

export interface WorkspaceSearcherOptions {
  readonly index: IndexPort;
  readonly folders: () => readonly IndexedFolder[];
  readonly toUri: (path: string) => string;
  /** @returns undefined for what is not a file on this machine's disk */
  readonly toPath: (uri: string) => string | undefined;
}

const defaultMaxExcerpts = 8;

/** Answers searches in URIs from an index in paths, within a budget of tokens. */
export class WorkspaceSearcher implements WorkspaceSearch, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly statusChange = this.disposables.add(new Emitter<IndexStatus>());
  private disabled: DisabledReason | undefined = 'noWorkspace';

  readonly onDidChangeStatus: Event<IndexStatus> = this.statusChange.event;

  constructor(private readonly options: WorkspaceSearcherOptions) {
    this.disposables.add(
      options.index.onDidChangeStatus(() => {
        if (this.disabled === undefined) this.statusChange.fire(this.status);
      }),
    );
  }

  get status(): IndexStatus {
    if (this.disabled !== undefined) return { kind: 'disabled', reason: this.disabled };
    return this.options.index.status;
  }

  /** @param reason why there is no index; undefined when there is one */
  setDisabled(reason: DisabledReason | undefined): void {
    if (reason === this.disabled) return;
    this.disabled = reason;
    this.statusChange.fire(this.status);
  }

  async search(query: WorkspaceQuery, signal: AbortSignal): Promise<WorkspaceSearchResult> {
    signal.throwIfAborted();
    const nothing = { excerpts: [], partial: true, status: this.status };
    if (this.disabled !== undefined) return nothing;
    const withinPaths = this.pathsOf(query.withinUris);
    // only places outside the index were asked for: searching everywhere instead would answer another question
    if (query.withinUris !== undefined && withinPaths.length === 0) return nothing;
    const { excerpts: found, partial } = await this.options.index.search(
      {
        text: query.text.slice(0, maxQueryCharacters),
        maxExcerpts: Math.min(200, Math.max(1, query.maxExcerpts ?? defaultMaxExcerpts)),
        openPaths: this.pathsOf(query.openUris),
        withinPaths,
      },
      signal,
    );
    const excerpts = found.flatMap((one) => this.toExcerpt(one) ?? []);
    if (!query.budget) return { excerpts, partial, status: this.status };
    const fitted = await fitBudget(excerpts, query.budget, signal);
    return { ...fitted, partial, status: this.status };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private pathsOf(uris: readonly string[] = []): string[] {
    return uris.flatMap((uri) => this.options.toPath(uri) ?? []).slice(0, 500);
  }

  /** @returns undefined for a file whose folder has left the workspace while the search ran */
  private toExcerpt({ path, ...excerpt }: IndexedExcerpt): WorkspaceExcerpt | undefined {
    const folder = innermost(this.options.folders(), path);
    if (!folder) return undefined;
    return {
      ...excerpt,
      uri: this.options.toUri(path),
      path: path.slice(folder.path.length).replace(/\\/g, '/').replace(/^\/+/, ''),
      workspaceFolder: { uri: folder.uri, name: folder.name },
    };
  }
}

function innermost(folders: readonly IndexedFolder[], file: string): IndexedFolder | undefined {
  return folders
    .filter(
      ({ path }) =>
        file.startsWith(path) && /^(?:[\\/]|$)/.test(file.slice(path.replace(/[\\/]$/, '').length)),
    )
    .reduce<IndexedFolder | undefined>(
      (best, folder) => (!best || folder.path.length > best.path.length ? folder : best),
      undefined,
    );
}

import { Emitter } from '../../../src/base/emitter.js';
import type { ContextSource, ReadContext } from '../../../src/features/chat/core/contextSource.js';
import type { ConversationFiles } from '../../../src/features/chat/core/conversationFiles.js';
import type { FoundPlace, Mention } from '../../../src/features/chat/core/mentions.js';
import type { ChatMemory } from '../../../src/features/chat/core/openConversations.js';
import type {
  IndexStatus,
  WorkspaceExcerpt,
  WorkspaceQuery,
  WorkspaceSearch,
  WorkspaceSearchResult,
} from '../../../src/protocol/workspaceSearch.js';

/** A workspace in memory: files by their path. */
export class FakeSource implements ContextSource {
  readonly files = new Map<string, string>();
  readonly editorChange = new Emitter<void>();
  readonly onDidChangeEditor = this.editorChange.event;
  editor: Extract<ReadContext, { kind: 'read' }> | undefined;

  /** Diff of the workspace; absent for no changes. */
  changes: string | undefined;

  private readChanges(): ReadContext {
    const { changes } = this;
    if (changes === undefined) {
      return { kind: 'refused', label: '@changes', reason: 'There are no changes.' };
    }
    const section = { title: 'a.ts (modified)', symbols: [], languageId: 'diff', text: changes };
    return { kind: 'read', label: 'Changes, 1 file', sections: [section] };
  }

  findFiles(text: string): Promise<readonly FoundPlace[]> {
    const paths = [...this.files.keys()].filter((path) => path.includes(text));
    return Promise.resolve(paths.map((path) => ({ value: path, label: path })));
  }

  findFolders(): Promise<readonly FoundPlace[]> {
    return Promise.resolve([]);
  }

  findSymbols(): Promise<readonly FoundPlace[]> {
    return Promise.resolve([]);
  }

  read(mention: Mention): Promise<ReadContext> {
    if (mention.kind === 'changes') return Promise.resolve(this.readChanges());
    if (mention.kind === 'workspace') {
      return Promise.resolve({ kind: 'read', label: 'Workspace', sections: [] });
    }
    const text = this.files.get(mention.value);
    return Promise.resolve(
      text === undefined
        ? { kind: 'refused', label: mention.value, reason: `${mention.value} is not there.` }
        : readFile(mention.value, text),
    );
  }

  readEditor(): Extract<ReadContext, { kind: 'read' }> | undefined {
    return this.editor;
  }

  openUris(): readonly string[] {
    return ['file:///w/open.ts'];
  }
}

export function readFile(path: string, text: string): Extract<ReadContext, { kind: 'read' }> {
  const range = { startLine: 1, endLine: text.split('\n').length };
  const link = { uri: `file:///w/${path}`, path };
  return {
    kind: 'read',
    label: path,
    link,
    sections: [{ link: { ...link, range }, title: path, symbols: [], languageId: 'ts', text }],
  };
}

export class FakeSearch implements WorkspaceSearch {
  readonly statusChange = new Emitter<IndexStatus>();
  readonly onDidChangeStatus = this.statusChange.event;
  readonly queries: WorkspaceQuery[] = [];
  status: IndexStatus = { kind: 'ready', files: 3, chunks: 9, sizeBytes: 1, incomplete: false };
  partial = false;

  constructor(public excerpts: readonly WorkspaceExcerpt[] = []) {}

  search(query: WorkspaceQuery): Promise<WorkspaceSearchResult> {
    this.queries.push(query);
    const { excerpts, partial, status } = this;
    return Promise.resolve({ excerpts, partial, status });
  }
}

export function excerpt(path: string, startLine: number, text: string): WorkspaceExcerpt {
  return {
    uri: `file:///w/${path}`,
    path,
    workspaceFolder: { uri: 'file:///w', name: 'w' },
    startLine,
    endLine: startLine + text.split('\n').length - 1,
    text,
    symbolTrail: ['Cart', 'total'],
    languageId: 'typescript',
    score: 1,
    reasons: ['text'],
  };
}

/** Conversations' files in memory, with the ways in which a disk fails. */
export class FakeFiles implements ConversationFiles {
  readonly texts = new Map<string, string>();
  readonly aside: string[] = [];
  writes = 0;
  isFull = false;

  list(): Promise<string[]> {
    return Promise.resolve([...this.texts.keys()]);
  }

  read(id: string): Promise<string> {
    const text = this.texts.get(id);
    return text === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(text);
  }

  async write(id: string, content: string): Promise<void> {
    await Promise.resolve();
    this.writeNow(id, content);
  }

  writeNow(id: string, content: string): void {
    if (this.isFull) throw new Error('no space left on device');
    this.writes += 1;
    this.texts.set(id, content);
  }

  remove(id: string): Promise<void> {
    this.texts.delete(id);
    return Promise.resolve();
  }

  setAside(id: string): Promise<string> {
    this.texts.delete(id);
    this.aside.push(id);
    return Promise.resolve(`${id}.broken`);
  }
}

export class FakeMemory implements ChatMemory {
  readonly values = new Map<string, string>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: string | undefined): Promise<void> {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    return Promise.resolve();
  }
}

import type { DapSession } from '../../../src/features/debug/core/adapterRequests.js';
import type { DebugSources } from '../../../src/features/debug/core/debugSources.js';

interface FakeVariable {
  readonly name: string;
  readonly value?: string;
  readonly children?: readonly FakeVariable[];
  readonly [field: string]: unknown;
}

interface FakeFrame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly path?: string;
  /** Fields of the protocol that the others do not need. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface FakeStop {
  readonly frames: readonly FakeFrame[];
  readonly exception?: unknown;
  /** Scopes by frame id, their variables by scope name. */
  readonly scopes?: Readonly<Record<number, Readonly<Record<string, readonly FakeVariable[]>>>>;
}

/** An adapter that answers from a script, as the protocol says. */
export class FakeAdapter implements DapSession {
  readonly requests: { readonly command: string; readonly args: unknown }[] = [];
  /** Commands that are never answered. */
  readonly silent = new Set<string>();
  /** Answers that take the place of the scripted ones. */
  readonly answers = new Map<string, unknown>();
  private readonly containers = new Map<number, readonly FakeVariable[]>();

  constructor(private readonly stop: FakeStop) {}

  customRequest(command: string, args: unknown): Promise<unknown> {
    this.requests.push({ command, args });
    if (this.silent.has(command)) return new Promise<never>(() => undefined);
    if (this.answers.has(command)) return Promise.resolve(this.answers.get(command));
    const read = (args ?? {}) as Readonly<Record<string, number>>;
    switch (command) {
      case 'stackTrace':
        return Promise.resolve(this.stackTrace());
      case 'exceptionInfo':
        return this.stop.exception === undefined
          ? Promise.reject(new Error('no exception'))
          : Promise.resolve(this.stop.exception);
      case 'scopes':
        return Promise.resolve(this.scopes(read['frameId'] ?? 0));
      case 'variables':
        return Promise.resolve(this.variables(read));
      default:
        return Promise.reject(new Error(`unknown request ${command}`));
    }
  }

  count(command: string): number {
    return this.requests.filter((each) => each.command === command).length;
  }

  private stackTrace(): unknown {
    const stackFrames = this.stop.frames.map(({ id, name, line, path, more }) => ({
      id,
      name,
      line,
      column: 1,
      ...(path !== undefined && { source: { path, name: path } }),
      ...more,
    }));
    return { stackFrames: stackFrames.slice(0, 20), totalFrames: stackFrames.length };
  }

  private scopes(frameId: number): unknown {
    const scopes = Object.entries(this.stop.scopes?.[frameId] ?? {});
    return {
      scopes: scopes.map(([name, variables]) => ({
        name,
        variablesReference: this.reference(variables),
        expensive: name === 'Everything',
      })),
    };
  }

  private variables(args: Readonly<Record<string, unknown>>): unknown {
    const all = this.containers.get(Number(args['variablesReference'])) ?? [];
    const start = Number(args['start'] ?? 0);
    const page =
      args['filter'] === 'indexed' ? all.slice(start, start + Number(args['count'])) : all;
    return {
      variables: page.map(({ children, value = '', ...rest }) => ({
        ...rest,
        value,
        variablesReference: children ? this.reference(children) : 0,
      })),
    };
  }

  private reference(variables: readonly FakeVariable[]): number {
    const reference = this.containers.size + 1;
    this.containers.set(reference, variables);
    return reference;
  }
}

/** Sources in memory, by the path that frames name. */
export class FakeSources implements DebugSources {
  constructor(private readonly files: Readonly<Record<string, string>>) {}

  shownPath({ path }: { readonly path?: string | undefined }): string {
    return (path ?? '').replace('/w/', '');
  }

  read({ path = '' }: { readonly path?: string | undefined }): ReturnType<DebugSources['read']> {
    const text = this.files[path];
    if (text === undefined) return Promise.resolve(undefined);
    const shown = this.shownPath({ path });
    return Promise.resolve({ uri: `file://${path}`, path: shown, languageId: 'javascript', text });
  }
}

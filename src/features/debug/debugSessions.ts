import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { DisposableStore } from '../../base/disposableStore.js';
import type { Event } from '../../base/event.js';
import { stackElement } from './core/stackElement.js';
import type { StopTarget } from './core/readStop.js';
import type { TrackedStop } from './core/stopTracker.js';
import { StopTracker } from './core/stopTracker.js';

/** A thread that stands still, and its session. */
export interface StoppedSession {
  readonly session: vscode.DebugSession;
  readonly target: StopTarget;
}

/** The debug sessions of the window and where they stand still. */
export class DebugSessions implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly sessions = new Map<string, vscode.DebugSession>();
  private readonly tracker = this.disposables.add(new StopTracker());

  readonly onDidChangeStops: Event<void> = this.tracker.onDidChange;

  constructor() {
    const { tracker, sessions, disposables } = this;
    const factory: vscode.DebugAdapterTrackerFactory = {
      createDebugAdapterTracker: (session) => {
        sessions.set(session.id, session);
        return {
          onDidSendMessage: (message: unknown) => {
            tracker.fromAdapter(session.id, message);
          },
          onWillReceiveMessage: (message: unknown) => {
            tracker.toAdapter(session.id, message);
          },
          onExit: () => {
            tracker.ended(session.id);
          },
        };
      },
    };
    disposables.add(vscode.debug.registerDebugAdapterTrackerFactory('*', factory));
    disposables.add(
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        sessions.delete(id);
        tracker.ended(id);
      }),
    );
  }

  /** The stop that the user looks at: of the session in focus, else of any. */
  get shownStop():
    { readonly session: vscode.DebugSession; readonly stop: TrackedStop } | undefined {
    const active = vscode.debug.activeDebugSession;
    const all = [...(active ? [active] : []), ...this.sessions.values()];
    for (const session of all) {
      const stop = this.tracker.stopOf(session.id);
      if (stop) return { session, stop };
    }
    return undefined;
  }

  /**
   * The thread that a command is about.
   * @param args what a menu passed on: VS Code describes the element of the call stack that it was opened on
   */
  find(args: readonly unknown[]): StoppedSession | undefined {
    return this.fromMenu(args) ?? this.fromFocus() ?? this.fromStops();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private fromMenu(args: readonly unknown[]): StoppedSession | undefined {
    const element = args.map(stackElement).find((each) => each !== undefined);
    const session = element && this.sessions.get(element.sessionId);
    if (!session) return undefined;
    const tracked = this.tracker.stopOf(session.id);
    const threadId = element.threadId ?? tracked?.threadId;
    if (threadId === undefined) return undefined;
    return stopped(session, threadId, element.frame, tracked);
  }

  private fromFocus(): StoppedSession | undefined {
    const item = vscode.debug.activeStackItem;
    if (!item) return undefined;
    const { session, threadId } = item;
    const tracked = this.tracker.stopOf(session.id);
    // the focus may be on a program that runs; one that was started before this extension is not tracked
    if (!tracked && this.sessions.has(session.id)) return undefined;
    const frameId = item instanceof vscode.DebugStackFrame ? item.frameId : undefined;
    return stopped(session, threadId, frameId, tracked);
  }

  private fromStops(): StoppedSession | undefined {
    const { shownStop } = this;
    const threadId = shownStop?.stop.threadId;
    if (!shownStop || threadId === undefined) return undefined;
    return stopped(shownStop.session, threadId, undefined, shownStop.stop);
  }
}

function stopped(
  session: vscode.DebugSession,
  threadId: number,
  frame: StopTarget['frame'],
  tracked: TrackedStop | undefined,
): StoppedSession {
  const isOfThread = tracked?.threadId === undefined || tracked.threadId === threadId;
  return {
    session,
    target: {
      threadId,
      ...(frame !== undefined && { frame }),
      ...(tracked && isOfThread && { tracked }),
    },
  };
}

import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { TurnStarts } from './turnStarts.js';

const samplingIntervalMs = 1;
const loopResolutionMs = 5;

/** What an extension does to the event loop that it shares with others. */
export interface HostLoad {
  /** The longest time that the extension's code ran in one turn of the event loop, in milliseconds. */
  readonly longestRunMs: number;
  /** The functions in which most of it was spent, outermost first. */
  readonly longestRun: string;
  /** All that the extension's code ran, in milliseconds. */
  readonly totalRunMs: number;
  /** How late the event loop came round, whoever was to blame: every extension, VS Code and a busy machine. */
  readonly lateMs: { readonly median: number; readonly p99: number; readonly max: number };
}

/**
 * Profiles this process while `work` runs.
 * @param script end of the URL of the extension's bundle
 */
export async function measureHostLoad(
  script: string,
  work: () => Promise<void>,
): Promise<HostLoad> {
  const session = new Session();
  session.connect();
  const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
  const turns = new TurnStarts();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: samplingIntervalMs * 1_000 });
    await session.post('Profiler.start');
    loop.enable();
    turns.start();
    await work();
    loop.disable();
    const { profile } = await session.post('Profiler.stop');
    const lateMs = (delayNs: number): number => Math.max(0, delayNs / 1e6 - loopResolutionMs);
    return {
      ...runsOf(profile, script, turns.startsUs),
      lateMs: {
        median: lateMs(loop.percentile(50)),
        p99: lateMs(loop.percentile(99)),
        max: lateMs(loop.max),
      },
    };
  } finally {
    turns.stop();
    session.disconnect();
  }
}

/** Adds up samples in which a function of the script is on the stack, turn by turn of the event loop. */
function runsOf(
  profile: Profiler.Profile,
  script: string,
  turnStartsUs: readonly number[],
): Omit<HostLoad, 'lateMs'> {
  const stacks = stacksOf(profile, script);
  let totalRunMs = 0;
  let longestRunMs = 0;
  let longestRun = '';
  let run = new Map<string, number>();
  let atUs = profile.startTime;
  let turn = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const deltaUs = profile.timeDeltas?.[index] ?? 0;
    atUs += deltaUs;
    while ((turnStartsUs[turn] ?? Infinity) <= atUs) {
      turn++;
      run = new Map();
    }
    const stack = stacks.get(id);
    if (stack === undefined) continue;
    // a longer gap is not work: the machine had given the processor to others
    const ranMs = Math.min(deltaUs / 1_000, 2 * samplingIntervalMs);
    run.set(stack, (run.get(stack) ?? 0) + ranMs);
    totalRunMs += ranMs;
    const runMs = [...run.values()].reduce((sum, one) => sum + one, 0);
    if (runMs > longestRunMs) {
      longestRunMs = runMs;
      longestRun = heaviest(run);
    }
  }
  return { longestRunMs, longestRun, totalRunMs };
}

function heaviest(run: ReadonlyMap<string, number>): string {
  const [first] = [...run].sort(([, one], [, other]) => other - one);
  return first?.[0] ?? '';
}

/** @returns the names on each node's stack from the script's first function on, for the nodes that it has a part in */
function stacksOf({ nodes }: Profiler.Profile, script: string): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stacks = new Map<number, string>();
  const visit = (node: Profiler.ProfileNode, above: readonly string[], isOwn: boolean): void => {
    const { functionName, url, lineNumber } = node.callFrame;
    const own = isOwn || url.endsWith(script);
    const names = own ? [...above, `${functionName || 'anonymous'}:${lineNumber + 1}`] : [];
    if (own) stacks.set(node.id, names.join(' > '));
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) visit(child, names, own);
    }
  };
  if (nodes[0]) visit(nodes[0], [], false);
  return stacks;
}

import { namesIn } from '../../../base/text/namesIn.js';
import type { Clock } from '../../../base/clock.js';
import type { Translate } from '../../../base/translate.js';
import type { ChatRequest } from '../../../protocol/chatRequest.js';
import type { DapSession } from './adapterRequests.js';
import { AdapterRequests } from './adapterRequests.js';
import type { DapFrame } from './dap.js';
import type { DebugSources } from './debugSources.js';
import { excerpts, lineAt } from './excerpts.js';
import type { StoppedThread, StopTarget } from './readStop.js';
import { isOwnFrame, readStop } from './readStop.js';
import type { VariableLimits } from './readVariables.js';
import { readVariables } from './readVariables.js';
import type { SourcePlace } from './sourceText.js';
import { withinTime } from './withinTime.js';
import type { FrameReport, StopReport } from './stopText.js';
import { frameTitle, stopQuestion, stopTitle, stopText, variablesText } from './stopText.js';

export interface ExplainStopOptions {
  readonly session: DapSession;
  readonly sources: DebugSources;
  readonly clock: Clock;
  readonly t: Translate;
}

/** A stop as the chat and a fix get it. */
export interface ExplainedStop {
  readonly request: ChatRequest;
  /** Where the program stands; absent where its source cannot be read. */
  readonly place?: SourcePlace;
  /** What went wrong, or only that the program stopped. */
  readonly problem: string;
  /** The whole stop in words, without the source. */
  readonly report: string;
}

/** An adapter that takes longer has stopped answering. */
const stackLimitMs = 5_000;
const sourceLimitMs = 3_000;
/** Variables help, but nobody waits for all of them. */
const variablesLimitMs = 3_000;
const maxFramesWithSource = 6;
const ownLimits: VariableLimits = { count: 80, perParent: 20, depth: 3, valueLength: 200 };
const callerLimits: VariableLimits = { count: 20, perParent: 10, depth: 1, valueLength: 120 };

/**
 * Reads a stopped thread within bounds of time and size and asks for its cause.
 * @throws Error when the debugger gives no stack; or the signal's reason
 */
export async function explainStop(
  options: ExplainStopOptions,
  target: StopTarget,
  signal: AbortSignal,
): Promise<ExplainedStop> {
  const { session, sources, clock, t } = options;
  const thread = await readStop(new AdapterRequests(session, clock, stackLimitMs), target, signal);
  const places = await placesOf(options, thread, signal);
  const selected = thread.frames[thread.selected];
  const place = places.find(({ frame }) => frame === selected)?.place;
  const line = place && lineAt(place);
  const variables = await variablesOf(options, thread, namesIn(line), signal);
  const report: StopReport = {
    thread,
    ...(line !== undefined && { line }),
    pathOf: (frame) => (frame.source ? sources.shownPath(frame.source) : undefined),
    variables,
  };
  const sections = [
    { title: t('Debugger'), symbols: [], text: stopText(report) },
    ...excerpts(places.map((each) => each.place)),
    ...variables.map((each) => ({
      title: t('Variables'),
      symbols: [each.frame.name],
      text: variablesText(each),
    })),
  ];
  const link = place?.source.uri === undefined ? undefined : linkTo(place, place.source.uri);
  return {
    request: {
      text: stopQuestion(report, t),
      attachments: [
        { kind: 'failure', label: stopTitle(thread, t), ...(link && { link }), sections },
      ],
    },
    ...(place && { place }),
    problem: thread.exception ?? thread.reason,
    report: [stopText(report), ...variables.map(variablesReport)].join('\n\n'),
  };
}

/** The selected frame's source first, then those of the user's own frames around it. */
async function placesOf(
  { sources, clock }: ExplainStopOptions,
  { frames, selected }: StoppedThread,
  signal: AbortSignal,
): Promise<{ readonly frame: DapFrame; readonly place: SourcePlace }[]> {
  const wanted = [
    ...frames.slice(selected, selected + 1),
    ...frames.slice(selected + 1).filter(isOwnFrame),
    ...frames.slice(0, selected).filter(isOwnFrame),
  ].slice(0, maxFramesWithSource);
  const places = await Promise.all(
    wanted.map(async (frame) => {
      const { source: named } = frame;
      if (!named) return [];
      const reading = withinTime(() => sources.read(named), clock, sourceLimitMs, signal);
      const source = await reading.catch((error: unknown) => {
        // an adapter that holds the text may not answer
        if (signal.aborted) throw error;
        return undefined;
      });
      return source ? [{ frame, place: { source, line: frame.line, name: frame.name } }] : [];
    }),
  );
  return places.flat();
}

/** The selected frame's variables, and a few of its caller's. */
async function variablesOf(
  { session, clock }: ExplainStopOptions,
  { frames, selected }: StoppedThread,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<FrameReport[]> {
  const requests = new AdapterRequests(session, clock, variablesLimitMs);
  const caller = frames.find((frame, index) => index > selected && isOwnFrame(frame));
  const wishes = [
    { frame: frames[selected], limits: ownLimits },
    { frame: caller, limits: callerLimits },
  ];
  const reports: FrameReport[] = [];
  for (const { frame, limits } of wishes) {
    if (!frame) continue;
    try {
      const read = await readVariables(requests, frame.id, wanted, limits, signal);
      reports.push({ frame, ...read });
    } catch (error) {
      // a stop without its variables can still be explained
      if (signal.aborted) throw error;
      reports.push({ frame, variables: [], isPartial: true });
    }
  }
  return reports;
}

function variablesReport(report: FrameReport): string {
  return `${frameTitle(report.frame)}\n${variablesText(report)}`;
}

function linkTo(
  { source, line }: SourcePlace,
  uri: string,
): { uri: string; path: string; range: { startLine: number; endLine: number } } {
  return { uri, path: source.path, range: { startLine: line, endLine: line } };
}

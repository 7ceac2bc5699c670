import type { Translate } from '../../../base/translate.js';
import type { DapFrame } from './dap.js';
import type { StoppedThread } from './readStop.js';
import { isOwnFrame } from './readStop.js';
import type { ReadVariable, VariablesOfFrame } from './readVariables.js';

/** A frame with what was read of its variables. */
export interface FrameReport extends VariablesOfFrame {
  readonly frame: DapFrame;
}

/** Everything that is known of a stop. */
export interface StopReport {
  readonly thread: StoppedThread;
  /** Code of the line where the selected frame stands. */
  readonly line?: string;
  /** Path to show of a frame's source. */
  readonly pathOf: (frame: DapFrame) => string | undefined;
  readonly variables: readonly FrameReport[];
}

const maxQuestionException = 200;
const maxLabelLength = 60;
const maxVariablesLength = 4_000;

/** What the user is seen to ask. */
export function stopQuestion({ thread, pathOf }: StopReport, t: Translate): string {
  const { exception, isException, frames, selected, reason } = thread;
  const frame = frames[selected];
  const place = frame ? placeOf(frame, pathOf) : '';
  if (exception !== undefined) {
    const thrown = firstLine(exception, maxQuestionException);
    return `/debug ${t('Why does this happen at {0}? {1}', place, thrown)}`;
  }
  if (isException) return `/debug ${t('Why does an exception end up at {0}?', place)}`;
  return `/debug ${t('The program is stopped at {0} ({1}). What is its state, and is anything wrong with it?', place, reason)}`;
}

/** Short name of the stop. */
export function stopTitle(
  { exception, reason }: { readonly exception?: string | undefined; readonly reason: string },
  t: Translate,
): string {
  const what = exception === undefined ? reason : firstLine(exception, maxLabelLength);
  return t('Stop: {0}', what);
}

/** Reason and stack for the model. */
export function stopText({ thread, line, pathOf }: StopReport): string {
  const { reason, isException, exception, frames, selected, hasMoreFrames } = thread;
  const frame = frames[selected];
  const why = isException ? 'Stopped on an exception.' : `Stopped: ${reason}`;
  return [
    why,
    ...(exception === undefined ? [] : [exception]),
    ...(frame
      ? [`Stopped at ${placeOf(frame, pathOf)}${line === undefined ? '' : `: ${line}`}`]
      : []),
    '',
    'Stack, innermost first:',
    ...stackLines(frames, pathOf),
    ...(hasMoreFrames ? ['…'] : []),
  ].join('\n');
}

/** Variables, one a line, what they hold indented below them. */
export function variablesText({ variables, isPartial }: VariablesOfFrame): string {
  const lines = variables.flatMap((variable) => variableLines(variable, ''));
  const text = lines.length === 0 ? '(none)' : lines.join('\n');
  const isLong = text.length > maxVariablesLength;
  const cut = isLong ? text.slice(0, text.lastIndexOf('\n', maxVariablesLength)) : text;
  return isPartial || isLong ? `${cut}\n…` : cut;
}

export function frameTitle({ name }: DapFrame): string {
  return `Variables in ${name}:`;
}

/** Frames of libraries one after the other say no more than their number. */
function stackLines(frames: readonly DapFrame[], pathOf: StopReport['pathOf']): string[] {
  const lines: string[] = [];
  let libraries = 0;
  const flush = (): void => {
    if (libraries > 0) lines.push(`  (${libraries} of libraries or the runtime)`);
    libraries = 0;
  };
  for (const frame of frames) {
    if (frame.presentationHint === 'label') continue;
    if (isOwnFrame(frame) || lines.length === 0) {
      flush();
      lines.push(`  ${placeOf(frame, pathOf)}`);
    } else {
      libraries++;
    }
  }
  flush();
  return lines;
}

function placeOf(frame: DapFrame, pathOf: StopReport['pathOf']): string {
  const path = pathOf(frame);
  return path === undefined ? frame.name : `${path}:${frame.line} (${frame.name})`;
}

function variableLines({ name, value, children, leftOut }: ReadVariable, indent: string): string[] {
  const inner = `${indent}  `;
  return [
    `${indent}${name} = ${value}`,
    ...children.flatMap((child) => variableLines(child, inner)),
    ...(leftOut > 0 ? [`${inner}… ${leftOut} more`] : []),
  ];
}

function firstLine(text: string, maxLength: number): string {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

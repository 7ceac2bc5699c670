import type { Translate } from '../../../base/translate.js';
import type { ChatRequest } from '../../../protocol/chatRequest.js';
import { excerpts } from './excerpts.js';
import { isLibraryPath } from './libraryPath.js';
import type { FileFinder } from './locateFile.js';
import { locateFile } from './locateFile.js';
import { maskedText } from './maskSecrets.js';
import type { SourcePlace, SourceText } from './sourceText.js';
import { parseTrace, withoutEscapes } from './trace/parseTrace.js';
import type { TraceFrame } from './trace/traceFrame.js';

/** Output of something that went wrong. */
export interface Failure {
  /** What the output is, such as `Terminal` or a test's name. */
  readonly title: string;
  readonly output: string;
  /** Places that are known without reading the output, innermost first. */
  readonly places?: readonly KnownPlace[];
}

export interface KnownPlace {
  readonly uri: string;
  /** Counts from 1. */
  readonly line: number;
  readonly name?: string;
}

export interface ExplainFailureOptions {
  readonly finder: FileFinder;
  /** @returns undefined where the file cannot be read, or usually holds secrets */
  readonly read: (uri: string) => Promise<SourceText | undefined>;
  readonly t: Translate;
}

/** A failure as the chat gets it. */
export interface ExplainedFailure {
  readonly request: ChatRequest;
  /** The user's own code that it names, innermost first. */
  readonly places: readonly SourcePlace[];
  /** The output and its places in words. */
  readonly report: string;
}

/** A log can be endless; the failure is at its end. */
const maxReadLength = 200_000;
const maxOutputLength = 6_000;
/** An output tells what it is about at its start and what came of it at its end. */
const headShare = 0.3;
const maxPlaces = 8;
const maxHeadlineLength = 200;

/** Finds the code that an output names and asks for the cause. */
export async function explainFailure(
  options: ExplainFailureOptions,
  { title, output, places: known = [] }: Failure,
): Promise<ExplainedFailure> {
  const { t } = options;
  const plain = withoutEscapes(output.slice(-maxReadLength));
  const { frames, headline } = parseTrace(plain);
  const places = await placesOf(options, known, frames);
  const text = shortened(maskedText(plain.trim()));
  const stack = places.map(({ source, line, name }) => {
    return `  ${source.path}:${line}${name === undefined ? '' : ` (${name})`}`;
  });
  const sections = [
    { title, symbols: [], text },
    ...(stack.length > 0
      ? [{ title: t('Stack, innermost first'), symbols: [], text: stack.join('\n') }]
      : []),
    ...excerpts(places),
  ];
  const [first] = places;
  const uri = first?.source.uri;
  const link = first &&
    uri !== undefined && {
      uri,
      path: first.source.path,
      range: { startLine: first.line, endLine: first.line },
    };
  const attachment = { kind: 'failure' as const, label: title, ...(link && { link }), sections };
  return {
    request: { text: question(headline, t), attachments: [attachment] },
    places,
    report: [text, ...stack].join('\n'),
  };
}

async function placesOf(
  { finder, read }: ExplainFailureOptions,
  known: readonly KnownPlace[],
  frames: readonly TraceFrame[],
): Promise<SourcePlace[]> {
  const own = frames.filter(({ path }) => !isLibraryPath(path)).slice(0, maxPlaces);
  const located = await Promise.all(
    own.map(async ({ path, line, name }): Promise<KnownPlace[]> => {
      const uri = await locateFile(path, finder);
      return uri === undefined ? [] : [{ uri, line, ...(name !== undefined && { name }) }];
    }),
  );
  const places = await Promise.all(
    distinct([...located.flat(), ...known]).map(async ({ uri, line, name }) => {
      const source = await read(uri);
      return source ? [{ source, line, ...(name !== undefined && { name }) }] : [];
    }),
  );
  return places.flat();
}

function distinct(places: readonly KnownPlace[]): KnownPlace[] {
  const found = new Map(places.toReversed().map((place) => [`${place.uri}#${place.line}`, place]));
  return places.filter((place) => found.get(`${place.uri}#${place.line}`) === place);
}

function question(headline: string | undefined, t: Translate): string {
  if (headline === undefined) return `/debug ${t('Why does this fail?')}`;
  const text = maskedText(headline);
  const isLong = text.length > maxHeadlineLength;
  const said = isLong ? `${text.slice(0, maxHeadlineLength - 1)}…` : text;
  return `/debug ${t('Why does this fail? {0}', said)}`;
}

/** Leaves out the middle of a long output. */
function shortened(text: string): string {
  if (text.length <= maxOutputLength) return text;
  const head = Math.floor(maxOutputLength * headShare);
  const start = text.slice(0, head).replace(/\n[^\n]*$/, '');
  const end = text.slice(text.length - (maxOutputLength - head)).replace(/^[^\n]*\n/, '');
  return `${start}\n…\n${end}`;
}

import type { TextPosition } from '../completionRequest.js';
import type { ContextPlace } from './contextProvider.js';
import type { ContextChunk, ContextSource } from './contextSource.js';
import { namesInLine } from './identifiers.js';
import { signaturesIn } from './signatures.js';

/** A language server's answer: where a name is defined, in a file that may be sent. */
export interface DefinitionPlace {
  readonly path: string;
  readonly line: number;
  readonly lines: readonly string[];
}

export interface DefinitionFinder {
  /** @returns undefined where no language server knows */
  definitionAt(
    uri: string,
    position: TextPosition,
    signal: AbortSignal,
  ): Promise<DefinitionPlace | undefined>;
}

/** Lines before the cursor whose names are looked up. */
const readLines = 12;
const mostNames = 6;
/** A definition without a signature is shown by this many lines. */
const plainLines = 3;

/** How the names near the cursor are defined, as the language server says. */
export class SymbolDefinitions implements ContextSource {
  readonly name = 'definitions';

  constructor(private readonly finder: DefinitionFinder) {}

  async find({ document, position }: ContextPlace, signal: AbortSignal): Promise<ContextChunk[]> {
    const chunks = new Map<string, ContextChunk>();
    for (const place of namesBefore(position, (line) => document.lineAt(line))) {
      if (signal.aborted) break;
      const definition = await this.finder.definitionAt(document.uri, place, signal);
      if (!definition || definition.path === document.path) continue;
      const chunk = chunkOf(definition);
      if (chunk) chunks.set(`${chunk.path}:${String(chunk.startLine)}`, chunk);
    }
    return [...chunks.values()];
  }
}

/** Places of distinct names, the nearest to the cursor first. */
function namesBefore(
  { line, character }: TextPosition,
  lineAt: (line: number) => string,
): TextPosition[] {
  const places = new Map<string, TextPosition>();
  for (let at = line; at >= Math.max(0, line - readLines); at--) {
    const text = at === line ? lineAt(at).slice(0, character) : lineAt(at);
    for (const { name, character: start } of namesInLine(text).reverse()) {
      if (places.size === mostNames) return [...places.values()];
      if (!places.has(name)) places.set(name, { line: at, character: start });
    }
  }
  return [...places.values()];
}

function chunkOf({ path, line, lines }: DefinitionPlace): ContextChunk | undefined {
  const signature = signaturesIn(lines.slice(line, line + 64)).find(({ startLine }) => {
    return startLine <= 1;
  });
  const text =
    signature?.text ??
    lines
      .slice(line, line + plainLines)
      .map((each) => `${each}\n`)
      .join('');
  return text.trim() === '' ? undefined : { path, startLine: line, text };
}

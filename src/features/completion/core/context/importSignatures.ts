import type { ContextPlace } from './contextProvider.js';
import type { ContextChunk, ContextSource, ProjectFiles } from './contextSource.js';
import type { ImportedFile } from './importedPaths.js';
import { importedFiles } from './importedPaths.js';
import { signaturesIn } from './signatures.js';

/** Imports stand at the top. */
const readLines = 200;
const mostFiles = 12;
/** Of one imported file. */
const mostLines = 40;

/** How what the document imports from its own project can be used. */
export class ImportSignatures implements ContextSource {
  readonly name = 'imports';

  constructor(private readonly files: ProjectFiles) {}

  async find({ document }: ContextPlace, signal: AbortSignal): Promise<ContextChunk[]> {
    if (document.path === undefined) return [];
    const count = Math.min(document.lineCount, readLines);
    const lines = Array.from({ length: count }, (_, line) => document.lineAt(line));
    const imported = importedFiles(lines, document.path, document.languageId);
    const chunks: ContextChunk[] = [];
    for (const file of imported.slice(0, mostFiles)) {
      if (signal.aborted) break;
      const chunk = await this.signaturesOf(file, signal);
      if (chunk && chunk.path !== document.path) chunks.push(chunk);
    }
    return chunks;
  }

  private async signaturesOf(
    { paths, names }: ImportedFile,
    signal: AbortSignal,
  ): Promise<ContextChunk | undefined> {
    for (const path of new Set(paths)) {
      const lines = await this.files.read(path, signal);
      if (!lines) continue;
      const signatures = signaturesIn(lines, new Set(names));
      const text = signatures.map((signature) => signature.text).join('');
      const shown = text.split('\n').slice(0, mostLines).join('\n');
      if (shown === '') return undefined;
      return {
        path,
        startLine: signatures[0]?.startLine ?? 0,
        text: shown.endsWith('\n') ? shown : `${shown}\n`,
      };
    }
    return undefined;
  }
}

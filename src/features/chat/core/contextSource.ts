import type { Event } from '../../../base/event.js';
import type { SourceLink } from '../../../protocol/chatView.js';
import type { ContextSection } from './contextSection.js';
import type { FoundPlace, Mention } from './mentions.js';

/** What a mention stands for, with its text, or why there is none. */
export type ReadContext =
  | {
      readonly kind: 'read';
      readonly label: string;
      readonly link?: SourceLink;
      readonly sections: readonly ContextSection[];
      /** A sentence on what is missing from the text. */
      readonly warning?: string;
      /** Mention that reads the same again, where the one asked for would not tell which of several was meant. */
      readonly mention?: string;
    }
  /** `reason` is a sentence for the user. */
  | { readonly kind: 'refused'; readonly label: string; readonly reason: string };

/** The editor and the workspace, as far as questions can refer to them. */
export interface ContextSource {
  findFiles(text: string, signal: AbortSignal): Promise<readonly FoundPlace[]>;
  findFolders(text: string, signal: AbortSignal): Promise<readonly FoundPlace[]>;
  findSymbols(text: string, signal: AbortSignal): Promise<readonly FoundPlace[]>;
  read(mention: Mention, signal: AbortSignal): Promise<ReadContext>;
  /** What the active editor shows: its selection, else the lines in view; undefined where nothing may be sent. */
  readEditor(): Extract<ReadContext, { kind: 'read' }> | undefined;
  readonly onDidChangeEditor: Event<void>;
  /** URIs of the files that are open, the active one first. */
  openUris(): readonly string[];
}

/** A place in a document: both count from 0, characters in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Read access to a document by lines, so that large ones need not be copied. */
export interface DocumentText {
  /** Tells one document from another; not shown, not logged. */
  readonly uri: string;
  /** Name without its folder. */
  readonly fileName: string;
  /** Path relative to the workspace folder with forward slashes; absent for a document without a file. */
  readonly path?: string;
  readonly languageId: string;
  readonly lineCount: number;
  readonly lengthCharacters: number;
  readonly lineEnding: '\n' | '\r\n';
  /** The line's text without its ending. */
  lineAt(line: number): string;
}

/** How the editor indents this document. */
export interface EditingOptions {
  /** Columns of a tab character. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** The item that is selected in the suggest widget, and what it would replace on the cursor's line. */
export interface SelectedSuggestion {
  readonly startCharacter: number;
  readonly endCharacter: number;
  readonly text: string;
}

/** What the editor asks of the pipeline. */
export interface CompletionRequest {
  readonly document: DocumentText;
  readonly position: TextPosition;
  /** The user asked for it, rather than only typed. */
  readonly manual: boolean;
  readonly cursorCount: number;
  readonly selected?: SelectedSuggestion;
  readonly editing: EditingOptions;
}

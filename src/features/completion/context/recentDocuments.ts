import * as vscode from 'vscode';
import type { OpenFile } from '../core/context/contextSource.js';
import type { SendableFiles } from './sendableFiles.js';

const remembered = 20;
/** The rest of a long file is not looked at: a piece of work has to stay far below 10 ms. */
const readRange = new vscode.Range(0, 0, 2_000, 0);

/** The documents that the user had before them last, open ones first of all. */
export class RecentDocuments {
  private uris: string[] = [];

  constructor(private readonly files: SendableFiles) {}

  seen(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    this.uris = [uri, ...this.uris.filter((each) => each !== uri)].slice(0, remembered);
  }

  /** The one seen last first; closed ones are gone with their text. */
  openFiles(): OpenFile[] {
    const place = (document: vscode.TextDocument): number => {
      const index = this.uris.indexOf(document.uri.toString());
      return index === -1 ? remembered : index;
    };
    return [...vscode.workspace.textDocuments]
      .sort((one, other) => place(one) - place(other))
      .flatMap((document) => this.fileOf(document) ?? []);
  }

  private fileOf(document: vscode.TextDocument): OpenFile | undefined {
    const path = this.files.pathOf(document.uri);
    if (path === undefined) return undefined;
    const { uri, languageId, version } = document;
    return {
      ...{ uri: uri.toString(), path, languageId, version },
      lines: () => document.getText(readRange).split(/\r\n|\n/),
    };
  }
}

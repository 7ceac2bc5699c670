import * as vscode from 'vscode';
import { testGlob, testPlace } from './core/testPath.js';

const maxTests = 400;
const excluded = '**/{node_modules,.git,dist,out,build,target,venv,.venv}/**';

/** The document that tests of a file go into; one that does not exist yet is untitled, with the path it will have. */
export async function testTarget(
  source: vscode.Uri,
): Promise<{ readonly document: vscode.TextDocument; readonly isNew: boolean } | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(source);
  if (!folder) return undefined;
  const relative = (uri: vscode.Uri): string => uri.path.slice(folder.uri.path.length + 1);
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, testGlob(relative(source))),
    excluded,
    maxTests,
  );
  const place = testPlace(relative(source), found.map(relative));
  const uri = vscode.Uri.joinPath(folder.uri, place.path);
  const isNew = place.isNew && !(await exists(uri));
  const document = await vscode.workspace.openTextDocument(
    isNew ? uri.with({ scheme: 'untitled' }) : uri,
  );
  return { document, isNew };
}

function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}

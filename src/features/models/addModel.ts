import * as vscode from 'vscode';
import { DownloadError } from '../../download/downloadError.js';
import type { RepositoryFile } from './core/huggingFaceFiles.js';
import type { ModelReference } from './core/modelReference.js';
import { parseModelReference } from './core/modelReference.js';
import type { DownloadOrigin } from '../../download/downloadOrigin.js';
import { shownName } from './core/modelStore.js';
import { sizeText } from '../../base/sizeText.js';
import type { DownloadRunner } from './downloadRunner.js';

/**
 * Asks for a model on Hugging Face or elsewhere.
 * @returns where its file is; undefined where the user gave up
 * @throws {DownloadError} of asking the server for the files of a repository
 */
export async function askForOrigin(
  runner: Pick<DownloadRunner, 'list'>,
  endpoints: readonly URL[],
): Promise<DownloadOrigin | undefined> {
  const { t } = vscode.l10n;
  const text = await vscode.window.showInputBox({
    title: t('Download a Model'),
    prompt: t('A Hugging Face id (owner/name, owner/name:Q4_K_M) or the address of a GGUF file.'),
    placeHolder: 'unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M',
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || parseModelReference(value, endpoints)
        ? undefined
        : t('This is neither owner/name nor an http(s) address that ends in .gguf.'),
  });
  const reference = parseModelReference(text ?? '', endpoints);
  return reference && toOrigin(reference, runner);
}

async function toOrigin(
  reference: ModelReference,
  runner: Pick<DownloadRunner, 'list'>,
): Promise<DownloadOrigin | undefined> {
  if (reference.kind === 'address') return { kind: 'address', address: reference.address.href };
  const { repository, revision } = reference;
  const path =
    reference.kind === 'repositoryFile'
      ? reference.path
      : await chooseFile(repository, reference.tag, await runner.list(repository, revision));
  return path === undefined ? undefined : { kind: 'huggingFace', repository, revision, path };
}

/** Parts of one model are one choice; projectors for pictures are no models. */
async function chooseFile(
  repository: string,
  tag: string | undefined,
  files: readonly RepositoryFile[],
): Promise<string | undefined> {
  const models = groupParts(files.filter(({ path }) => !/(?:^|\/)mmproj/i.test(path)));
  const wanted = models.filter(
    ({ path }) => tag === undefined || path.toLowerCase().includes(tag.toLowerCase()),
  );
  if (wanted.length === 0) {
    throw new DownloadError('notFound', 'The repository has no such GGUF file.');
  }
  if (wanted.length === 1) return wanted[0]?.path;
  const { t } = vscode.l10n;
  const items = wanted.map(({ path, sizeBytes }) => ({
    label: shownName(path),
    description: sizeText(sizeBytes),
    path,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: repository,
    placeHolder: t('Smaller files are faster and less exact; Q4_K_M is a good middle.'),
    ignoreFocusOut: true,
  });
  return chosen?.path;
}

function groupParts(files: readonly RepositoryFile[]): readonly RepositoryFile[] {
  const parts = /-\d{5}-of-(\d{5})\.gguf$/i;
  const sizes = new Map<string, number>();
  for (const { path, sizeBytes } of files) {
    const first = path.replace(parts, '-00001-of-$1.gguf');
    sizes.set(first, (sizes.get(first) ?? 0) + sizeBytes);
  }
  return [...sizes]
    .map(([path, sizeBytes]) => ({ path, sizeBytes }))
    .sort((one, other) => one.sizeBytes - other.sizeBytes);
}

import { isSecretPath } from '../../../base/secretFiles.js';
import type { SourceLink } from '../../../protocol/chatView.js';

export type ChangeKind = 'added' | 'modified' | 'deleted' | 'renamed' | 'conflicted';

/** Why a changed file is named without its changes. */
export type OmissionReason =
  'secret' | 'machineMade' | 'binary' | 'tooLarge' | 'tooMany' | 'unreadable';

/** A file that differs from the last commit. */
export interface ChangedFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly kind: ChangeKind;
  /** Of a renamed file, its path before. */
  readonly previousPath?: string;
  /** Absent where there is nothing to open, as for a deleted file. */
  readonly link?: SourceLink;
}

/** Lock files and what build tools write: their changes say nothing that other files do not say better. */
const machineMade =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]+\.lock|[^/]+\.lockb|[^/]+\.min\.(?:js|css)|[^/]+\.map|[^/]+\.snap)$/i;

/** @returns why a file's changes are not even read, by its path; undefined where they are */
export function omissionByPath({ path, previousPath }: ChangedFile): OmissionReason | undefined {
  if (isSecretPath(path) || (previousPath !== undefined && isSecretPath(previousPath))) {
    return 'secret';
  }
  return machineMade.test(path) ? 'machineMade' : undefined;
}

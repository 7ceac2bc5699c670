import type { ProjectFiles } from '../../src/features/completion/core/context/contextSource.js';
import type { GitFiles } from '../infill/gitFiles.js';

/** Files of a repository's commits. */
export type CommitFiles = Pick<GitFiles, 'read' | 'list'>;

/** The project around a file, as it was at some time. */
export interface GitProject {
  readonly repository: string;
  readonly files: ProjectFiles;
}

/** A repository's files at a commit, to be read as an extension reads those of a workspace. */
export async function gitProject(
  git: CommitFiles,
  repo: string,
  commit: string,
): Promise<GitProject> {
  const paths = new Set(await git.list(repo, commit));
  return {
    repository: repo.slice(repo.indexOf('/') + 1),
    files: {
      read: async (path) => {
        if (!paths.has(path)) return undefined;
        const bytes = await git.read(repo, commit, path);
        return bytes.toString('utf8').split(/\r\n|\n|\r/);
      },
    },
  };
}

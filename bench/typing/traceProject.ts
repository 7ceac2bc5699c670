import type { GitFiles } from '../infill/gitFiles.js';
import type { TraceProject } from './typingTrace.js';

/** Files of a repository's commits. */
export type CommitFiles = Pick<GitFiles, 'read' | 'list'>;

/** A repository's files at a commit, to be read as an extension reads those of a workspace. */
export async function traceProject(
  git: CommitFiles,
  repo: string,
  commit: string,
): Promise<TraceProject> {
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

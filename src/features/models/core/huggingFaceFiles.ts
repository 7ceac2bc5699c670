import * as v from 'valibot';
import { DownloadError } from '../../../download/downloadError.js';
import { withSlash } from '../../../download/downloadOrigin.js';
import type { HttpContext } from '../../../download/httpGet.js';
import { httpJson } from '../../../download/httpJson.js';

const mostPages = 20;

const entriesSchema = v.array(
  v.object({
    type: v.string(),
    path: v.string(),
    size: v.optional(v.number(), 0),
    lfs: v.optional(v.object({ oid: v.string(), size: v.number() })),
  }),
);

/** A GGUF file of a repository. */
export interface RepositoryFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Absent where the list does not name it. */
  readonly sha256?: string;
}

/**
 * The GGUF files of a repository, by Hugging Face's API `/api/models/<repository>/tree/<revision>`; the endpoints are
 * asked in turn.
 * @throws {DownloadError} of the first endpoint, where none answers
 */
export async function listRepositoryFiles(
  repository: string,
  revision: string,
  endpoints: readonly URL[],
  context: HttpContext,
  signal: AbortSignal,
): Promise<readonly RepositoryFile[]> {
  let firstError: unknown;
  for (const endpoint of endpoints) {
    try {
      return await listFrom(endpoint, repository, revision, context, signal);
    } catch (error) {
      signal.throwIfAborted();
      firstError ??= error;
    }
  }
  throw firstError;
}

async function listFrom(
  endpoint: URL,
  repository: string,
  revision: string,
  context: HttpContext,
  signal: AbortSignal,
): Promise<readonly RepositoryFile[]> {
  const names = repository.split('/').map(encodeURIComponent).join('/');
  const tree = `api/models/${names}/tree/${encodeURIComponent(revision)}?recursive=true`;
  const files: RepositoryFile[] = [];
  let next: URL | undefined = new URL(tree, withSlash(endpoint));
  for (let page = 0; next && page < mostPages; page++) {
    const { value, headers } = await httpJson(next, context, signal);
    const entries = v.safeParse(entriesSchema, value);
    if (!entries.success) {
      throw new DownloadError('badResponse', `${endpoint.host} sent no list that can be read.`, {
        host: endpoint.host,
      });
    }
    files.push(...entries.output.filter(isGguf).map(toFile));
    next = nextPage(headers['link'], next);
  }
  return files;
}

type Entry = v.InferOutput<typeof entriesSchema>[number];

function isGguf({ type, path }: Entry): boolean {
  return type === 'file' && path.toLowerCase().endsWith('.gguf');
}

function toFile({ path, size, lfs }: Entry): RepositoryFile {
  const sha256 = /^[0-9a-f]{64}$/i.exec(lfs?.oid ?? '')?.[0].toLowerCase();
  return { path, sizeBytes: lfs?.size ?? size, ...(sha256 === undefined ? {} : { sha256 }) };
}

/** The address of a `Link` header's `rel="next"`, on the same server. */
function nextPage(link: string | string[] | undefined, from: URL): URL | undefined {
  const address = /<([^>]+)>\s*;\s*rel="?next"?/.exec(String(link ?? ''))?.[1];
  if (address === undefined || !URL.canParse(address, from.href)) return undefined;
  const next = new URL(address, from);
  return next.origin === from.origin ? next : undefined;
}

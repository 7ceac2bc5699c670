import * as v from 'valibot';

/** Where a file comes from, as it is remembered beside a download that is not finished. Holds no secrets. */
export const downloadOriginSchema = v.variant('kind', [
  v.object({
    kind: v.literal('huggingFace'),
    /** `owner/name` */
    repository: v.string(),
    /** Branch, tag or commit. */
    revision: v.string(),
    /** Of the file in the repository, with forward slashes. */
    path: v.string(),
  }),
  v.object({ kind: v.literal('address'), address: v.pipe(v.string(), v.url()) }),
]);

export type DownloadOrigin = v.InferOutput<typeof downloadOriginSchema>;

/** Hugging Face and its mirrors, the preferred one first. */
export type Endpoints = readonly [URL, ...URL[]];

/** Addresses of the same file, the preferred server first. @param endpoints of Hugging Face and its mirrors */
export function addressesOf(origin: DownloadOrigin, endpoints: readonly URL[]): readonly URL[] {
  if (origin.kind === 'address') return [new URL(origin.address)];
  const names = [...origin.repository.split('/'), 'resolve', origin.revision];
  const remotePath = [...names, ...origin.path.split('/')].map(encodeURIComponent).join('/');
  return endpoints.map((endpoint) => new URL(remotePath, withSlash(endpoint)));
}

/** Where a repository's makers describe it. @param repository `owner/name` */
export function repositoryPage(repository: string, endpoint: URL | string): URL {
  return new URL(`/${repository}`, endpoint);
}

/** A path that an endpoint has is kept, as mirrors often live in one. */
export function withSlash(endpoint: URL): URL {
  return endpoint.pathname.endsWith('/') ? endpoint : new URL(`${endpoint.href}/`);
}

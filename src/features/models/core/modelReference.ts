/** What a user may name a model by, besides a file on the disk. */
export type ModelReference =
  | {
      readonly kind: 'repository';
      /** `owner/name` on Hugging Face. */
      readonly repository: string;
      readonly revision: string;
      /** Part of the file's name that chooses a quantisation, such as `Q4_K_M`. */
      readonly tag?: string;
    }
  | {
      readonly kind: 'repositoryFile';
      readonly repository: string;
      readonly revision: string;
      readonly path: string;
    }
  | { readonly kind: 'address'; readonly address: URL };

const name = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';
const repositoryId = new RegExp(
  `^(?:(?:https?://)?(?:hf\\.co|huggingface\\.co)/|huggingface://)?(${name}/${name})(?::([A-Za-z0-9._-]{1,64}))?$`,
);
const fileOfRepository = new RegExp(`^huggingface://(${name}/${name})/(.+\\.gguf)$`, 'i');
const filePage = new RegExp(`^/(${name}/${name})/(?:resolve|blob)/([^/]+)/(.+\\.gguf)$`, 'i');
const repositoryPage = new RegExp(`^/(${name}/${name})(?:/tree/([^/]+))?/?$`);

/**
 * Reads a Hugging Face id (`owner/name`, `owner/name:Q4_K_M`), the address of a page or a file there, or any other
 * address of a GGUF file.
 * @param endpoints of Hugging Face and its mirrors
 * @returns undefined for anything else
 */
export function parseModelReference(
  text: string,
  endpoints: readonly URL[],
): ModelReference | undefined {
  const trimmed = text.trim();
  const id = repositoryId.exec(trimmed);
  if (id?.[1] !== undefined) {
    const tag = id[2] === undefined ? {} : { tag: id[2] };
    return { kind: 'repository', repository: id[1], revision: 'main', ...tag };
  }
  const file = fileOfRepository.exec(trimmed);
  if (file?.[1] !== undefined && file[2] !== undefined) {
    return { kind: 'repositoryFile', repository: file[1], revision: 'main', path: file[2] };
  }
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const address = new URL(trimmed);
  return referenceOnEndpoint(address, endpoints) ?? plainAddress(address);
}

function referenceOnEndpoint(address: URL, endpoints: readonly URL[]): ModelReference | undefined {
  const hosts = ['huggingface.co', 'hf.co', ...endpoints.map(({ host }) => host)];
  if (!hosts.includes(address.host)) return undefined;
  const decoded = decodePath(address.pathname);
  const file = filePage.exec(decoded);
  if (file?.[1] !== undefined && file[2] !== undefined && file[3] !== undefined) {
    return { kind: 'repositoryFile', repository: file[1], revision: file[2], path: file[3] };
  }
  const page = repositoryPage.exec(decoded);
  if (page?.[1] === undefined) return undefined;
  return { kind: 'repository', repository: page[1], revision: page[2] ?? 'main' };
}

/** A name and a password in an address would be written down with it, so such an address is none. */
function plainAddress(address: URL): ModelReference | undefined {
  const isPlain = address.username === '' && address.password === '';
  const isGguf = /\.gguf$/i.test(decodePath(address.pathname));
  return isPlain && isGguf ? { kind: 'address', address } : undefined;
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

import { isLoopback } from '../network/isLoopback.js';
import { RemoteError } from './remoteError.js';

/** A checked address of an OpenAI-compatible API. */
export interface EndpointAddress {
  /** Ends without a slash; `/models`, `/completions` and `/chat/completions` are below it. */
  readonly api: string;
  /** Where the server's own additions are, such as `/tokenize`: above the version. Ends without a slash. */
  readonly root: string;
  readonly origin: string;
  /** Host and port. */
  readonly host: string;
  readonly isLocal: boolean;
  readonly isEncrypted: boolean;
}

/**
 * Reads an address as people write it: `host:8000`, `http://localhost:8080`, `https://host/v1/chat/completions`.
 * @throws {RemoteError} badAddress, also where it holds a name, a key or a query; plainHttp
 */
export function parseEndpointAddress(
  text: string,
  { allowPlainHttp }: { readonly allowPlainHttp: boolean },
): EndpointAddress {
  const url = urlOf(text.trim());
  const { protocol, host, origin } = url;
  const isEncrypted = protocol === 'https:';
  const isLocal = isLoopback(url);
  if (!isEncrypted && !isLocal && !allowPlainHttp) throw new RemoteError('plainHttp', { host });
  const path = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/(?:chat\/completions|completions|models)$/, '');
  const version = /\/v\d+$/.exec(path)?.[0] ?? '';
  const root = `${origin}${version === '' ? path : path.slice(0, -version.length)}`;
  return {
    api: `${root}${version === '' ? '/v1' : version}`,
    root,
    origin,
    host,
    isLocal,
    isEncrypted,
  };
}

function urlOf(text: string): URL {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isOfThisMachine = /^(?:localhost|127\.|\[::1\])/i.test(text);
  const whole = hasScheme ? text : `${isOfThisMachine ? 'http' : 'https'}://${text}`;
  if (text === '' || /\s/.test(text) || !URL.canParse(whole)) throw new RemoteError('badAddress');
  const url = new URL(whole);
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  const holdsMore =
    url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '';
  if (!isHttp || holdsMore || url.hostname === '') throw new RemoteError('badAddress');
  return url;
}

/** Names of files that usually hold passwords, keys or tokens. Samples without secrets, such as `.env.example`, are free. */
const secretNames: readonly RegExp[] = [
  /^\.env(?:\.(?!example$|sample$|template$|dist$)[^/]*)?$/i,
  /^\.(?:npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg|s3cfg|boto)$/i,
  /^_netrc$/i,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/i,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$/i,
  /^(?:credentials|secrets?)(?:\.(?:json|ya?ml|toml|ini|txt|properties))?$/i,
  /^service[-_]account.*\.json$/i,
  /\.tfstate(?:\.backup)?$/i,
];
const secretFolders = /(?:^|\/)\.(?:ssh|gnupg|aws|kube|azure)\//i;

/** @param path with forward slashes */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return secretFolders.test(path) || secretNames.some((pattern) => pattern.test(name));
}

const exactNames: ReadonlySet<string> = new Set([
  '.boto',
  '.dockercfg',
  '.git-credentials',
  '.htpasswd',
  '.netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.yarnrc.yml',
  '_netrc',
  'auth.json',
  'credentials',
  'secrets',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'id_rsa',
  'kubeconfig',
]);

/** Templates of such files are made to be read. */
const templates = /[._-](?:example|sample|template|dist|defaults?)(?:\.|$)/;

const namePatterns: readonly RegExp[] = [
  /^\.env(?:\..*|rc)?$/,
  /\.env$/,
  /\.(?:pem|key|p12|pfx|jks|keystore|ppk|kdbx|asc|gpg|ovpn|tfstate(?:\.backup)?|tfvars|mobileprovision)$/,
  /^(?:credentials?|secrets?)\.(?:json|ya?ml|toml|ini|properties|xml|txt|env)$/,
  /^(?:service[-_]?account|client[-_]secret).*\.json$/,
  /\.secrets?\.(?:json|ya?ml|toml)$/,
  /_(?:rsa|dsa|ecdsa|ed25519)$/,
];

const secretFolders = /(?:^|\/)\.(?:ssh|aws|gnupg|azure|kube|docker)\//;

/**
 * Whether a file is likely to hold passwords or keys, by its name.
 * @param path with forward slashes
 */
export function isSecretPath(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (secretFolders.test(lower)) return true;
  if (templates.test(name)) return false;
  return exactNames.has(name) || namePatterns.some((pattern) => pattern.test(name));
}

/** Whether a text is a private key, whatever its file is called. */
export function isPrivateKey(text: string): boolean {
  return /^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

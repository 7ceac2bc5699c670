/** What stands in the place of a secret. */
export const masked = '<masked>';

/** Words of a name whose value is secret whatever it is. */
const secretWords: ReadonlySet<string> = new Set([
  ...['password', 'passwords', 'passwd', 'passwort', 'pwd', 'passphrase', 'passcode'],
  ...['secret', 'secrets', 'credential', 'credentials', 'authorization', 'cookie', 'cookies'],
  ...['apikey', 'apikeys', 'privatekey', 'accesskey', 'secretkey', 'pin', 'otp', 'totp'],
  ...['cvv', 'cvc', 'ssn', 'iban', 'jwt', 'bearer', 'dsn', 'mnemonic'],
]);
/** Words that make a key, and `connection string`, a secret when they stand before it. */
const secretPairs =
  /^(?:api|app|access|account|auth|client|private|secret|encryption|signing|master|shared|ssh|license) keys?$|^connection string$|^session id$/;
/** Words that are as often harmless: only long mixed text is taken for a secret under such a name. */
const doubtfulWords: ReadonlySet<string> = new Set([
  ...['token', 'tokens', 'auth', 'key', 'keys', 'session', 'sid', 'signature', 'salt', 'nonce'],
]);

/** Values that give nothing away, and that a search for a cause needs. */
const telling =
  /^(?:undefined|null|none|nil|nullptr|nan|true|false|""|''|``|<unset>|<not available>)$/i;
const quotes = /^[rbuf]{0,2}["'`]|["'`]$/gi;
const mixed = /^(?=\S*\d)(?=\S*[a-z])\S{16,}$/i;

/** Secrets that are known by how they look. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|sk-|sk_live_|rk_live_|hf_|xox[abeprs]-|dop_v1_)[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /(?<=\b(?:Bearer|Basic)\s{1,3})[\w.~+/-]{8,}=*/gi,
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,80}:)[^\s/@]{1,200}(?=@)/gi,
];

/** `name: ` and `name=`, as in previews of objects, environment lists and command lines. */
const assignment = /(?<![\w.-])([\w.-]{1,80})["']?\s{0,3}[:=]\s{0,3}/g;
/** What can stand behind them; a quote or a bracket may miss its end where a preview was cut. */
const assigned =
  /^(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[[{(][^\]})\n]*[\]})]?|[^\s,;&)\]}"']+)/;
/** Characters of a value that are enough to know a secret, and most that one has. */
const judgedLength = 200;
const maxSecretLength = 10_000;

/** The value of a variable as it may be shown: without secrets by its name, nor in its text. */
export function maskedValue(name: string, value: string): string {
  return isSecret(name, value) ? masked : maskedText(value);
}

/** A text without what looks like a secret: by its own form, or by the name in front of it. */
export function maskedText(text: string): string {
  const plain = secretForms.reduce((rest, form) => rest.replace(form, masked), text);
  const parts: string[] = [];
  let end = 0;
  for (const match of plain.matchAll(assignment)) {
    const start = match.index + match[0].length;
    const name = match[1] ?? '';
    // within a value that is masked already
    if (start < end || !isSecret(name, valueAt(plain, start, judgedLength))) continue;
    parts.push(plain.slice(end, start), masked);
    end = start + valueAt(plain, start, maxSecretLength).length;
  }
  return parts.length === 0 ? plain : [...parts, plain.slice(end)].join('');
}

function valueAt(text: string, start: number, maxLength: number): string {
  return assigned.exec(text.slice(start, start + maxLength))?.[0] ?? '';
}

function isSecret(name: string, value: string): boolean {
  const kind = secrecy(name);
  const trimmed = value.trim();
  if (kind === 'none' || trimmed === '' || telling.test(trimmed)) return false;
  return kind === 'certain' || mixed.test(trimmed.replace(quotes, ''));
}

function secrecy(name: string): 'certain' | 'doubtful' | 'none' {
  const words = wordsOf(name);
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  const isCertain =
    words.some((word) => secretWords.has(word)) || pairs.some((pair) => secretPairs.test(pair));
  if (isCertain) return 'certain';
  return words.some((word) => doubtfulWords.has(word)) ? 'doubtful' : 'none';
}

/** `userApiKey`, `USER_API_KEY` and `user-api-key` are all `user`, `api`, `key`. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

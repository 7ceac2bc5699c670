export interface WebviewPageOptions {
  readonly title: string;
  /** Address of the view's script as the page may load it. */
  readonly scriptUri: string;
  /** Random; lets this script run and no other. */
  readonly nonce: string;
}

/** The page of a view. It may run one script and nothing else: no styles, images, frames or connections from anywhere. */
export function webviewPage({ title, scriptUri, nonce }: WebviewPageOptions): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
</head>
<body>
  <script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}

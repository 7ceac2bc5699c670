import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { webviewPage } from '../../../src/platform/webviewPage.js';
import type { ThemeName } from './vscodeThemes.js';
import { themeClasses, themeNames, themeStyle } from './vscodeThemes.js';

export interface HarnessServer {
  /** Address of the view in a theme. */
  url(theme: ThemeName): string;
  close(): Promise<void>;
}

export interface HarnessBundles {
  /** The view's own script. */
  readonly view: string;
  /** The host's side, from harnessHost.ts. */
  readonly host: string;
}

const nonce = 'harness';

/** Serves the Experts view to a plain browser, with the page, the policy and the theme that it has in VS Code. */
export async function startHarnessServer(bundles: HarnessBundles): Promise<HarnessServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const script = { '/view.js': bundles.view, '/host.js': bundles.host }[pathname];
    const theme = themeNames.find((name) => pathname === `/${name}`);
    if (script) {
      void readFile(path.resolve(script)).then(
        (text) => response.setHeader('content-type', 'text/javascript').end(text),
        () => response.writeHead(404).end(),
      );
    } else if (theme) {
      response.setHeader('content-type', 'text/html').end(harnessPage(theme));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (theme) => `http://127.0.0.1:${port}/${theme}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The page as VS Code hands it out: its own styles and theme stand before the page's policy, so they apply. */
function harnessPage(theme: ThemeName): string {
  const defaults = `body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size);
    background: var(--vscode-panel-background); }`;
  return webviewPage({ title: 'Experts', scriptUri: '/view.js', nonce })
    .replace('<html lang="en">', `<html lang="en" style='${themeStyle(theme)}'>`)
    .replace('<head>', `<head><style>${defaults}</style>`)
    .replace(
      '<body>',
      `<body class="${themeClasses[theme]}">\n  <script nonce="${nonce}" src="/host.js"></script>`,
    );
}

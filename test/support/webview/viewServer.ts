import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { webviewPage } from '../../../src/platform/webviewPage.js';
import type { ThemeName } from './vscodeThemes.js';
import { themeClasses, themeNames } from './vscodeThemes.js';

export interface ViewServer {
  /** Address of the view in a theme. */
  url(theme: ThemeName): string;
  /** Paths that were asked for beside the page and its scripts. */
  readonly strayRequests: readonly string[];
  close(): Promise<void>;
}

export interface ViewServerOptions {
  readonly title: string;
  /** The view's own script. */
  readonly viewBundle: string;
  /** A script that runs before the view's, as its host. */
  readonly hostBundle?: string;
  /** What VS Code's theme sets on the page's root. */
  readonly themeStyle: (theme: ThemeName) => string;
}

const nonce = 'harness';

/** Serves a view to a plain browser, with the page, the policy and the theme that it has in VS Code. */
export async function startViewServer(options: ViewServerOptions): Promise<ViewServer> {
  const scripts: Readonly<Record<string, string | undefined>> = {
    '/view.js': options.viewBundle,
    '/host.js': options.hostBundle,
  };
  const strayRequests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const script = scripts[pathname];
    const theme = themeNames.find((name) => pathname === `/${name}`);
    if (script !== undefined) {
      void readFile(path.resolve(script)).then(
        (text) => response.setHeader('content-type', 'text/javascript').end(text),
        () => response.writeHead(404).end(),
      );
    } else if (theme) {
      response.setHeader('content-type', 'text/html').end(themedPage(options, theme));
    } else {
      if (pathname !== '/favicon.ico') strayRequests.push(pathname);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    strayRequests,
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
function themedPage(
  { title, hostBundle, themeStyle }: ViewServerOptions,
  theme: ThemeName,
): string {
  const defaults = `body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size);
    background: var(--vscode-panel-background); }`;
  const host =
    hostBundle === undefined ? '' : `\n  <script nonce="${nonce}" src="/host.js"></script>`;
  return webviewPage({ title, scriptUri: '/view.js', nonce })
    .replace('<html lang="en">', `<html lang="en" style='${themeStyle(theme)}'>`)
    .replace('<head>', `<head><style>${defaults}</style>`)
    .replace('<body>', `<body class="${themeClasses[theme]}">${host}`);
}

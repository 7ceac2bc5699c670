import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { webviewPage } from '../../../src/platform/webviewPage.js';
import type { ThemeName } from '../expertsView/vscodeThemes.js';
import { themeClasses, themeNames } from '../expertsView/vscodeThemes.js';
import { chatThemeStyle } from './chatThemes.js';

export interface ChatViewServer {
  /** Address of the view in a theme. */
  url(theme: ThemeName): string;
  /** Paths that were asked for beside the page and its script: an answer must cause none. */
  readonly strayRequests: readonly string[];
  close(): Promise<void>;
}

/** Serves the chat view to a plain browser, with the page, the policy and the theme that it has in VS Code. */
export async function startChatViewServer(viewBundle: string): Promise<ChatViewServer> {
  const strayRequests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const theme = themeNames.find((name) => pathname === `/${name}`);
    if (pathname === '/view.js') {
      void readFile(path.resolve(viewBundle)).then(
        (text) => response.setHeader('content-type', 'text/javascript').end(text),
        () => response.writeHead(404).end(),
      );
    } else if (theme) {
      response.setHeader('content-type', 'text/html').end(harnessPage(theme));
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
function harnessPage(theme: ThemeName): string {
  const defaults = `body { margin: 0; padding: 0 20px; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-size: var(--vscode-font-size);
    background: var(--vscode-panel-background); }`;
  return webviewPage({ title: 'Chat', scriptUri: '/view.js', nonce: 'harness' })
    .replace('<html lang="en">', `<html lang="en" style='${chatThemeStyle(theme)}'>`)
    .replace('<head>', `<head><style>${defaults}</style>`)
    .replace('<body>', `<body class="${themeClasses[theme]}">`);
}

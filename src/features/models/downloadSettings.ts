import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';
import type { Endpoints } from '../../download/downloadOrigin.js';
import { expandHome } from './core/expandHome.js';

/** The servers of the settings that are addresses, the preferred one first. @throws Error where there is none */
export function readEndpoints(settings: Settings): Endpoints {
  const [first, ...others] = settings
    .read('switchyard.download.endpoints')
    .filter((text) => /^https?:\/\//i.test(text) && URL.canParse(text))
    .map((text) => new URL(text));
  if (first) return [first, ...others];
  throw new Error(
    vscode.l10n.t('The setting switchyard.download.endpoints holds no address of a server.'),
  );
}

/** The folder that models are downloaded to. @param storageDirectory of the extension, used unless the setting names another */
export function modelsFolder(settings: Settings, storageDirectory: string): string {
  const setting = settings.read('switchyard.download.folder').trim();
  const folder = expandHome(setting, homedir());
  return path.isAbsolute(folder) ? folder : path.join(storageDirectory, 'models');
}

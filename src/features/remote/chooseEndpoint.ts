import * as vscode from 'vscode';
import type { Settings } from '../../platform/settings.js';
import { withSignal } from '../../platform/withSignal.js';
import type { EndpointAddress } from '../../remoteClient/endpointAddress.js';
import { parseEndpointAddress } from '../../remoteClient/endpointAddress.js';
import type { ServerModels } from '../../remoteClient/api/serverModels.js';
import { faultWords } from './faultWords.js';
import type { RemoteKeys } from './remoteKeys.js';

/** Asks what an endpoint serves. @throws {RemoteError} */
export type ListServed = (
  address: EndpointAddress,
  key: string | undefined,
  signal: AbortSignal,
) => Promise<ServerModels>;

/** As the settings name it. */
export interface ChosenEndpoint {
  readonly address: string;
  readonly model: string;
}

/**
 * Asks for address, key and model, and keeps the key.
 * @returns undefined where the user gave up
 */
export async function chooseEndpoint(
  settings: Settings,
  keys: RemoteKeys,
  listServed: ListServed,
): Promise<ChosenEndpoint | undefined> {
  const address = await askAddress(settings.read('switchyard.remote.endpoint'), settings);
  if (!address) return undefined;
  const key = await askKey(address, keys);
  if (key === undefined) return undefined;
  const served = await listWithProgress(address, key, listServed);
  if (!served) return undefined;
  const model = await askModel(address, served);
  if (model === undefined) return undefined;
  await keys.set(address.origin, key);
  return { address: address.api, model };
}

async function askAddress(
  before: string,
  settings: Settings,
): Promise<EndpointAddress | undefined> {
  const { t } = vscode.l10n;
  const text = await vscode.window.showInputBox({
    title: t('Use a Remote Endpoint'),
    prompt: t(
      'Address of an OpenAI-compatible API (vLLM, SGLang, llama-server). The code around the cursor, questions and what is attached to them are sent there.',
    ),
    placeHolder: 'https://host:8000/v1',
    value: before,
    ignoreFocusOut: true,
    validateInput: (value) => {
      try {
        parseEndpointAddress(value, { allowPlainHttp: true });
        return undefined;
      } catch (error) {
        return faultWords(error);
      }
    },
  });
  if (text === undefined) return undefined;
  const address = parseEndpointAddress(text, { allowPlainHttp: true });
  const isAllowed =
    address.isEncrypted || address.isLocal || settings.read('switchyard.remote.allowPlainHttp');
  if (isAllowed) return address;
  const allow = t('Send Unencrypted');
  const answer = await vscode.window.showWarningMessage(
    t('Send code to {0} unencrypted?', address.host),
    {
      modal: true,
      detail: t(
        'The address begins with http, so whoever is on the way can read and change what is sent, the key too. This sets switchyard.remote.allowPlainHttp.',
      ),
    },
    allow,
  );
  if (answer !== allow) return undefined;
  await settings.update('switchyard.remote.allowPlainHttp', true);
  return address;
}

/** @returns empty for none, undefined where the user gave up */
async function askKey(address: EndpointAddress, keys: RemoteKeys): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const stored = await keys.get(address.origin);
  if (stored !== undefined) {
    const keep = t('Use the Stored Key');
    const chosen = await vscode.window.showQuickPick([keep, t('Enter Another Key')], {
      title: t('Key for {0}', address.host),
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen === keep) return stored;
  }
  const text = await vscode.window.showInputBox({
    title: t('Key for {0}', address.host),
    prompt: t(
      'Kept in VS Code’s secret storage and sent to {0} only. Leave it empty where the server wants none.',
      address.host,
    ),
    password: true,
    ignoreFocusOut: true,
  });
  return text?.trim();
}

async function listWithProgress(
  address: EndpointAddress,
  key: string,
  listServed: ListServed,
): Promise<ServerModels | undefined> {
  const { t } = vscode.l10n;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Switchyard: asking {0} what it serves', address.host),
      cancellable: true,
    },
    (_, token) =>
      withSignal(token, (signal) =>
        listServed(address, key === '' ? undefined : key, signal).catch((error: unknown) => {
          // what the user did needs no words
          if (signal.aborted) return undefined;
          throw new Error(faultWords(error), { cause: error });
        }),
      ),
  );
}

async function askModel(
  address: EndpointAddress,
  { models }: ServerModels,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  if (models.length === 0) throw new Error(t('{0} serves no model.', address.host));
  if (models.length === 1) return models[0]?.id;
  const items = models.map(({ id, contextSize }) => ({
    label: id,
    description: contextSize === undefined ? '' : t('{0} tokens of context', contextSize),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Model on {0}', address.host),
    ignoreFocusOut: true,
  });
  return chosen?.label;
}

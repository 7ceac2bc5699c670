import * as vscode from 'vscode';
import { showMessage } from '../../platform/showMessage.js';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import { adviceButtons } from './adviceButtons.js';
import { failureAdvice } from './core/failureAdvice.js';

/** The part of the engine that reads a model's header. */
export interface ModelInspector {
  inspectModel(path: string, signal?: AbortSignal): Promise<ModelFileInfo>;
}

/**
 * Lets the user pick a GGUF file and has the engine read its header, so that a file that is no model is refused before
 * it replaces one that works.
 * @returns the absolute path of a readable model; undefined when the user gave up or was told what is wrong
 */
export async function chooseModel(
  engine: ModelInspector,
  currentPath: string | undefined,
): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a Model'),
    openLabel: vscode.l10n.t('Use Model'),
    canSelectMany: false,
    filters: { [vscode.l10n.t('GGUF Models')]: ['gguf'], [vscode.l10n.t('All Files')]: ['*'] },
    ...(currentPath === undefined ? {} : { defaultUri: vscode.Uri.file(currentPath) }),
  });
  const file = picked?.[0]?.fsPath;
  if (file === undefined) return undefined;
  try {
    await inspect(engine, file);
    return file;
  } catch (error) {
    if (!EngineError.is(error)) throw error;
    const advice = failureAdvice(error, vscode.l10n.t);
    if (advice) await showMessage('error', advice.message, adviceButtons(advice.actions));
    return undefined;
  }
}

async function inspect(engine: ModelInspector, file: string): Promise<ModelFileInfo> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Switchyard: reading the model’s header'),
    },
    () => engine.inspectModel(file),
  );
}

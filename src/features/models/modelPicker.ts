import * as vscode from 'vscode';
import { entryText, fileText } from './core/entryText.js';
import type { CatalogueFile, CatalogueModel } from './core/catalogueModel.js';
import type { ModelEntry, ModelSections } from './core/modelList.js';

export type AddWay = 'file' | 'folder' | 'download';

export type EntryButton =
  'verify' | 'openFolder' | 'delete' | 'forget' | 'openPage' | 'quantisations';

/** What the user decided in the list. */
export type Choice =
  | { readonly kind: 'entry'; readonly entry: ModelEntry }
  | { readonly kind: 'button'; readonly entry: ModelEntry; readonly button: EntryButton }
  | { readonly kind: 'add'; readonly way: AddWay };

interface Button extends vscode.QuickInputButton {
  readonly id: EntryButton;
}

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
  readonly buttons?: readonly Button[];
}

/**
 * Shows the list of models. It opens at once and is filled when everything is known.
 * @returns undefined where the user gave up
 */
export async function pickModel(sections: Promise<ModelSections>): Promise<Choice | undefined> {
  const { t } = vscode.l10n;
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Choose a Model');
  pick.placeholder = t('The model in use goes on answering while another one is downloaded.');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  pick.items = addItems();
  try {
    pick.show();
    const chosen = new Promise<Choice | undefined>((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.choice);
      });
      pick.onDidTriggerItemButton(({ item, button }) => {
        const { choice } = item;
        if (choice?.kind !== 'entry' || !isEntryButton(button)) return;
        resolve({ kind: 'button', entry: choice.entry, button: button.id });
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    pick.items = toItems(await sections);
    pick.busy = false;
    return await chosen;
  } finally {
    pick.dispose();
  }
}

/** @returns the quantisation that the user chooses; the only one where there is no choice */
export async function pickFile(model: CatalogueModel): Promise<CatalogueFile | undefined> {
  if (model.files.length < 2) return model.files[0];
  const { t } = vscode.l10n;
  const items = model.files.map((file) => ({
    label: file.quantisation,
    description: fileText(file, t),
    detail: file.evidence.source,
    file,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: model.name,
    placeHolder: t('Smaller files are faster and less exact; Q4_K_M is a good middle.'),
  });
  return chosen?.file;
}

function toItems({ installed, downloads, recommended, others }: ModelSections): Item[] {
  const { t } = vscode.l10n;
  return [
    ...section(t('installed'), installed),
    ...section(t('downloads'), downloads),
    ...section(t('recommended for this machine'), recommended),
    ...section(t('all'), others),
    ...addItems(),
  ];
}

function section(title: string, entries: readonly ModelEntry[]): Item[] {
  if (entries.length === 0) return [];
  return [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...entries.map((entry) => ({
      ...entryText(entry, vscode.l10n.t),
      choice: { kind: 'entry' as const, entry },
      buttons: buttonsOf(entry),
    })),
  ];
}

function addItems(): Item[] {
  const { t } = vscode.l10n;
  const item = (label: string, detail: string, way: AddWay): Item => ({
    label,
    detail,
    choice: { kind: 'add', way },
    alwaysShow: true,
  });
  return [
    { label: t('add'), kind: vscode.QuickPickItemKind.Separator },
    item(t('$(file-binary) Choose a File…'), t('A GGUF file on this machine.'), 'file'),
    item(t('$(folder) Add a Folder…'), t('All GGUF files below it.'), 'folder'),
    item(
      t('$(globe) Download from Hugging Face or an Address…'),
      t('Any GGUF model: owner/name, or the address of a file.'),
      'download',
    ),
  ];
}

function buttonsOf(entry: ModelEntry): readonly Button[] {
  switch (entry.kind) {
    case 'stored': {
      const last = entry.place === 'added' ? ['forget' as const] : ['delete' as const];
      return (['verify', 'openFolder', ...(entry.place === 'bundled' ? [] : last)] as const).map(
        button,
      );
    }
    case 'unfinished':
      return [button('delete')];
    case 'recommended':
      return entry.recommendation.model.files.length > 1
        ? [button('quantisations'), button('openPage')]
        : [button('openPage')];
    case 'catalogue':
      return [button('openPage')];
    case 'running':
      return [];
  }
}

function button(id: EntryButton): Button {
  const { t } = vscode.l10n;
  const looks: Record<EntryButton, readonly [icon: string, tooltip: string]> = {
    verify: ['verified', t('Verify Files')],
    openFolder: ['folder-opened', t('Open Folder')],
    delete: ['trash', t('Delete')],
    forget: ['close', t('Remove from List')],
    openPage: ['link-external', t('Open Its Page')],
    quantisations: ['list-selection', t('Choose Quantisation')],
  };
  const [icon, tooltip] = looks[id];
  return { id, iconPath: new vscode.ThemeIcon(icon), tooltip };
}

function isEntryButton(one: vscode.QuickInputButton): one is Button {
  return 'id' in one;
}

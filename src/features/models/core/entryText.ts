import type { Translate } from '../../../base/translate.js';
import type { CatalogueFile, CatalogueModel } from './catalogueModel.js';
import type { ModelEntry } from './modelList.js';
import { progressText } from '../../../download/progressText.js';
import type { Fit, Machine } from './recommendModel.js';
import { sizeText } from '../../../base/sizeText.js';

/** What a list shows of an entry: its name, a few words beside it and a line below. */
export interface EntryText {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export function entryText(entry: ModelEntry, t: Translate): EntryText {
  switch (entry.kind) {
    case 'stored':
      return storedText(entry, t);
    case 'running':
      return {
        label: `$(sync~spin) ${entry.download.plan.name}`,
        description: entry.download.progress ? progressText(entry.download.progress, t) : '',
        detail: t('Downloading. Choose to stop; what was received is kept.'),
      };
    case 'unfinished': {
      const { name, receivedBytes, sizeBytes } = entry.download;
      return {
        label: `$(debug-pause) ${name}`,
        description: t('{0} of {1}', sizeText(receivedBytes), sizeText(sizeBytes)),
        detail: t('Not finished. Choose to continue.'),
      };
    }
    case 'recommended': {
      const { model, file, fit } = entry.recommendation;
      return {
        label: `$(star-full) ${model.name}`,
        description: fileText(file, t),
        detail: `${reasonText(fit, entry.machine, t)} ${model.summary}`,
      };
    }
    case 'catalogue':
      return {
        label: `$(cloud-download) ${entry.model.name}`,
        description: sizesText(entry.model, t),
        detail: `${warningText(entry.fit, t)} ${entry.model.summary}`.trim(),
      };
  }
}

/** Quantisation and size; an estimate is called one. */
export function fileText(
  { quantisation, sizeBytes, evidence }: CatalogueFile,
  t: Translate,
): string {
  const words = `${quantisation} · ${sizeText(sizeBytes)}`;
  return evidence.verified ? words : t('{0} (size unverified)', words);
}

/** The facts of a model in one line: parameters, experts, abilities, context, licence. */
export function factsText(model: CatalogueModel, t: Translate): string {
  const { experts, totalParameters, activeParameters, contextSize, licence } = model;
  const shared = experts.sharedCount > 0 ? t(' + {0} shared', experts.sharedCount) : '';
  const facts = [
    t(
      '{0} parameters, {1} active',
      parametersText(totalParameters),
      parametersText(activeParameters),
    ),
    t('{0} of {1} experts{2}', experts.usedPerToken, experts.count, shared),
    model.fim === 'trained'
      ? t('trained for inline completion')
      : t('not trained for inline completion'),
    model.chat ? t('chat') : t('no chat'),
    t('{0} tokens of context', contextSize.toLocaleString('en')),
    licence.name,
  ];
  const text = facts.join(' · ');
  return model.evidence.verified ? text : t('{0} (unverified)', text);
}

function storedText(entry: Extract<ModelEntry, { kind: 'stored' }>, t: Translate): EntryText {
  const { model, place, isInUse, known } = entry;
  const places = {
    bundled: t('comes with the extension'),
    downloaded: t('downloaded'),
    added: t('added by you'),
  };
  const words = [isInUse ? t('in use') : undefined, sizeText(model.sizeBytes), places[place]];
  const facts = known ? factsText(known, t) : model.path;
  return {
    label: `$(${isInUse ? 'check' : 'package'}) ${known && place === 'bundled' ? known.name : model.name}`,
    description: words.filter((word) => word !== undefined).join(' · '),
    detail: model.isComplete ? facts : t('A part of this model is missing. {0}', facts),
  };
}

function reasonText(fit: Fit, machine: Machine, t: Translate): string {
  const memory = sizeText(machine.totalMemoryBytes);
  const device = sizeText(machine.deviceMemoryBytes ?? 0);
  switch (fit.kind) {
    case 'device':
      return t('Fits on the GPU ({0}).', device);
    case 'deviceAndMemory':
      return t('Attention on the GPU ({0}), experts in memory ({1}).', device, memory);
    case 'memory':
    case 'tooLittleMemory':
    case 'tooLittleDisk':
      return t('Fits in memory ({0}).', memory);
  }
}

function warningText(fit: Fit, t: Translate): string {
  if (fit.kind === 'tooLittleMemory') return t('Needs {0} of memory.', sizeText(fit.neededBytes));
  if (fit.kind === 'tooLittleDisk') return t('Needs {0} of free disk.', sizeText(fit.neededBytes));
  return '';
}

function sizesText({ files }: CatalogueModel, t: Translate): string {
  const [first] = files;
  if (!first) return '';
  const text = fileText(first, t);
  return files.length === 1 ? text : t('{0} and {1} more', text, files.length - 1);
}

function parametersText(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} B` : `${Math.round(count / 1e6)} M`;
}

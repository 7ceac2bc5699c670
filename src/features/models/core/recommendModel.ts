import type { CatalogueFile, CatalogueModel } from './catalogueModel.js';

/** What is known of the machine that runs the engine. */
export interface Machine {
  readonly totalMemoryBytes: number;
  /** Of the GPU that the engine uses; absent where it uses none or has not said. */
  readonly deviceMemoryBytes?: number;
  /** Of the disk that models are kept on; absent where it cannot be known. */
  readonly freeDiskBytes?: number;
}

/** How a file of the catalogue goes with the machine. */
export type Fit =
  /** All of it on the GPU. */
  | { readonly kind: 'device' }
  /** The experts in system memory, the rest on the GPU. */
  | { readonly kind: 'deviceAndMemory' }
  /** In system memory, on the CPU. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'tooLittleMemory'; readonly neededBytes: number }
  | { readonly kind: 'tooLittleDisk'; readonly neededBytes: number };

export interface Recommendation {
  readonly model: CatalogueModel;
  readonly file: CatalogueFile;
  readonly fit: Fit;
}

const gib = 2 ** 30;
/** Context, compute buffers and runtime beside the weights. */
const besideWeightsBytes = 1.25 * gib;
/** Left to the system, the editor and its language servers. */
const leftFreeBytes = 3 * gib;
/** Free disk that must remain. */
const spareDiskBytes = gib;
/** Active parameters up to which the CPU alone decodes fast enough to wait for. */
const mostActiveOnCpu = 3_600_000_000;

/** Parameters from which a model that cannot complete makes up for it in the chat. */
const leastWithoutFim = 20_000_000_000;

/** @param isInstalled no room on the disk is needed any more */
export function fitOf(
  file: Pick<CatalogueFile, 'sizeBytes'>,
  machine: Machine,
  isInstalled = false,
): Fit {
  const { totalMemoryBytes, deviceMemoryBytes = 0, freeDiskBytes } = machine;
  const neededBytes = file.sizeBytes + besideWeightsBytes;
  const diskBytes = file.sizeBytes + spareDiskBytes;
  if (!isInstalled && freeDiskBytes !== undefined && diskBytes > freeDiskBytes) {
    return { kind: 'tooLittleDisk', neededBytes: diskBytes };
  }
  if (neededBytes <= deviceMemoryBytes) return { kind: 'device' };
  if (neededBytes + leftFreeBytes <= totalMemoryBytes) {
    return { kind: deviceMemoryBytes >= 2 * gib ? 'deviceAndMemory' : 'memory' };
  }
  return { kind: 'tooLittleMemory', neededBytes: neededBytes + leftFreeBytes };
}

/**
 * The models that go best with a machine, the best first: those trained to complete code and able to chat before others,
 * bigger before smaller, each in the largest quantisation that fits well.
 */
export function recommendModels(
  models: readonly CatalogueModel[],
  machine: Machine,
  most = 3,
): readonly Recommendation[] {
  return models
    .filter(isForCode)
    .flatMap((model) => bestFile(model, machine) ?? [])
    .sort((one, other) => worth(other.model) - worth(one.model))
    .slice(0, most);
}

function bestFile(model: CatalogueModel, machine: Machine): Recommendation | undefined {
  const fitting = model.files
    .map((file) => ({ model, file, fit: fitOf(file, machine) }))
    .filter(({ fit }) => fits(fit) && (fit.kind !== 'memory' || isFastOnCpu(model)));
  const onDevice = fitting.filter(({ fit }) => fit.kind === 'device');
  // where not everything is on the GPU, a larger quantisation costs speed with every token
  return onDevice.at(-1) ?? fitting[0];
}

export function fits({ kind }: Fit): boolean {
  return kind === 'device' || kind === 'deviceAndMemory' || kind === 'memory';
}

function isFastOnCpu({ activeParameters }: CatalogueModel): boolean {
  return activeParameters <= mostActiveOnCpu;
}

/** Small models that were not trained to complete code are worth a look, not a recommendation. */
function isForCode({ fim, totalParameters }: CatalogueModel): boolean {
  return fim === 'trained' || totalParameters >= leastWithoutFim;
}

/** What a model is worth for the work of this extension, in no unit. */
function worth({ fim, chat, totalParameters }: CatalogueModel): number {
  const abilities = (fim === 'trained' ? 2 : 0) + (chat ? 1 : 0);
  return abilities * 1e12 + totalParameters;
}

import { catalogue } from './catalogue.js';
import type { CatalogueModel } from './catalogueModel.js';

/**
 * What the routers of a model choose from, where the catalogue has it.
 * @param modelName as a server calls it, such as `Qwen/Qwen3-30B-A3B-Instruct-2507`
 */
export function knownExperts(modelName: string): CatalogueModel['experts'] | undefined {
  const name = plain(modelName.replace(/^.*\//, ''));
  // the longest name wins, as one model's may begin another's
  return catalogue
    .filter((model) => name.startsWith(plain(model.name)))
    .sort((one, other) => other.name.length - one.name.length)[0]?.experts;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

import type { ModelProfile } from '../generation/modelProfile.js';
import { knownProfile, profileOf } from '../generation/modelProfile.js';
import type { ServerSoftware } from '../protocol/remoteServer.js';
import type { FimFamily, FimTexts } from './fim/fimTexts.js';
import { fimFamilyOf, fimTexts, typicalModel } from './fim/fimTexts.js';

/**
 * How a model is asked for the middle of a text. `text`: with its own tokens in its own layout. `infill`: by llama.cpp's
 * endpoint for that, which knows the tokens from the model's file and lays them out in its own way.
 */
export type FimWay =
  | { readonly kind: 'text'; readonly texts: FimTexts; readonly profile: ModelProfile }
  | { readonly kind: 'infill' }
  | { readonly kind: 'none' };

/** A model on a remote endpoint, ready to be asked. */
export interface RemoteModel {
  /** As the server calls it. */
  readonly id: string;
  readonly software: ServerSoftware;
  /** Tokens of prompt and answer together. */
  readonly contextSize: number;
  readonly fim: FimWay;
}

/** @param names of the model, the most telling first */
export function fimWay(
  names: readonly string[],
  family: FimFamily | 'auto' | 'none',
  software: ServerSoftware,
): FimWay {
  if (family === 'none') return { kind: 'none' };
  const spoken = names.flatMap((name) => [name, name.replace(/^.*\//, '').replace(/[-_]+/g, ' ')]);
  const found = family === 'auto' ? fimFamilyOf(spoken) : family;
  if (!found) return { kind: software === 'llamaCpp' ? 'infill' : 'none' };
  const known = spoken.map(knownProfile).find((profile) => profile !== undefined);
  const profile = known ?? profileOf({ name: typicalModel(found), architecture: '' });
  return { kind: 'text', texts: fimTexts(found), profile };
}

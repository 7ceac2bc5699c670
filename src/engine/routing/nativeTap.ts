import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { RoutingTap } from '../../../native/index.js';
import { errorMessage } from '../../base/errorMessage.js';

export type { RoutingTap, TapBatch } from '../../../native/index.js';

/** The native addon, or in a sentence why there is none. */
export type NativeTap =
  | { readonly kind: 'loaded'; readonly tap: RoutingTap }
  | { readonly kind: 'missing'; readonly reason: string };

const fileName = 'switchyard-tap.node';
/** The platforms that the addon is built for, as folders of `native/prebuilds`. */
const platforms: readonly string[] = ['linux-x64'];

/**
 * Loads the addon. To be called before node-llama-cpp loads llama.cpp, whose functions the addon interposes.
 * @param prebuilds folder with the prebuilt addons
 * @param override path of an addon to take instead
 */
export function loadNativeTap(prebuilds: string, override: string | undefined): NativeTap {
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    return missing(`Routing cannot be measured on ${platform} yet, only on ${platforms.join()}.`);
  }
  const file = override ?? path.join(prebuilds, platform, fileName);
  if (!existsSync(file)) {
    return missing('The part of Switchyard that measures routing is not installed.');
  }
  try {
    const addon: { exports: Partial<RoutingTap> } = { exports: {} };
    const { RTLD_NOW, RTLD_GLOBAL } = os.constants.dlopen;
    process.dlopen(addon, file, RTLD_NOW | RTLD_GLOBAL);
    return isTap(addon.exports)
      ? { kind: 'loaded', tap: addon.exports }
      : missing('The part of Switchyard that measures routing is of another version.');
  } catch (error) {
    return missing(
      `The part of Switchyard that measures routing could not be loaded: ${errorMessage(error)}.`,
    );
  }
}

function isTap(exports: Partial<RoutingTap>): exports is RoutingTap {
  return typeof exports.drain === 'function' && typeof exports.status === 'function';
}

function missing(reason: string): NativeTap {
  return { kind: 'missing', reason };
}

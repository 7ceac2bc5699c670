import type { Translate } from '../../base/translate.js';
import type { ServerSoftware } from '../../protocol/remoteServer.js';
import type { RoutingMode } from '../remoteEndpoint.js';

/** Why the server's routing is not shown, and what would make it appear. */
export function routingAbsence(software: ServerSoftware, mode: RoutingMode, t: Translate): string {
  if (mode === 'off') {
    return t('The setting switchyard.remote.routing is off, so the server is not asked for it.');
  }
  switch (software) {
    case 'vllm':
      return mode === 'always'
        ? t(
            'The server has not returned any yet. vLLM does so when started with --enable-return-routed-experts.',
          )
        : t(
            'vLLM returns it with whole answers only, and when started with --enable-return-routed-experts. Set switchyard.remote.routing to “always” to have answers fetched whole.',
          );
    case 'sglang':
      return t(
        'The server has not returned any yet. SGLang does so when started with --enable-return-routed-experts, with answers that are not cut short.',
      );
    case 'llamaCpp':
      return t(
        'llama.cpp’s server returns no routing. Load the model on this machine, or serve it by vLLM or SGLang with --enable-return-routed-experts.',
      );
    case 'other':
      return t(
        'The server returns no routing. vLLM and SGLang do when started with --enable-return-routed-experts.',
      );
  }
}

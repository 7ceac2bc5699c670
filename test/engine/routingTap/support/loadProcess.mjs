// Loads the tap in a way that it should refuse, and answers with its status.
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { llamaOptions, loadGlobally } from './loadTap.mjs';

process.once('message', (message) => {
  ways[message.way](message).then(
    (result) => process.send(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function startLlama() {
  const { getLlama } = await import('node-llama-cpp');
  return getLlama(llamaOptions);
}

const ways = {
  async globally({ tapFile }) {
    const tap = loadGlobally(tapFile);
    const waiting = tap.status();
    await startLlama();
    return { waiting, status: tap.status(), sourceHash: tap.sourceHash, builtFor: tap.builtFor };
  },
  async locally({ tapFile }) {
    const module = { exports: {} };
    process.dlopen(module, tapFile, os.constants.dlopen.RTLD_NOW);
    await startLlama();
    module.exports.setEnabled(true);
    return { status: module.exports.status() };
  },
  async late({ tapFile }) {
    await startLlama();
    const tap = loadGlobally(tapFile);
    tap.setEnabled(true);
    return { status: tap.status() };
  },
  /** Loads another build of llama.cpp and a model with it: what is refused must still work. */
  async otherLibraries({ tapFile, libraryDirectory, modelPath }) {
    const tap = loadGlobally(tapFile);
    const require = createRequire(import.meta.url);
    const addon = require(path.join(libraryDirectory, 'llama-addon.node'));
    addon.loadBackends(libraryDirectory);
    await addon.init();
    const model = new addon.AddonModel(modelPath, { gpuLayers: 0 });
    const isLoaded = await model.init();
    tap.setEnabled(true);
    return { status: tap.status(), isLoaded };
  },
  async secondThread({ tapFile }) {
    loadGlobally(tapFile);
    const source = `
      const os = require('node:os');
      const { parentPort } = require('node:worker_threads');
      const module_ = { exports: {} };
      const { RTLD_NOW, RTLD_GLOBAL } = os.constants.dlopen;
      let message = 'loaded';
      try {
        process.dlopen(module_, ${JSON.stringify(tapFile)}, RTLD_NOW | RTLD_GLOBAL);
      } catch (error) {
        message = error.message;
      }
      parentPort.postMessage(message);`;
    const worker = new Worker(source, { eval: true });
    const message = await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    return { message };
  },
  async wrongArguments({ tapFile }) {
    const tap = loadGlobally(tapFile);
    const calls = {
      setEnabled: () => tap.setEnabled('yes'),
      setRingCapacity: () => tap.setRingCapacity(-1),
      setExpertsOnCpu: () => tap.setExpertsOnCpu({}),
      expertPlacement: () => tap.expertPlacement(0.5),
      setSequenceTag: () => tap.setSequenceTag(1, 0, 'x'),
    };
    const errors = {};
    for (const [name, call] of Object.entries(calls)) {
      try {
        call();
      } catch (error) {
        errors[name] = `${error.name}: ${error.message}`;
      }
    }
    return { errors, unknownContext: tap.setSequenceTag(99, 0, 1) };
  },
};

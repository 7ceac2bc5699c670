// Serves many short requests with the tap on and answers with the resident memory along the way.
import { llamaOptions, loadGlobally } from './loadTap.mjs';

process.once('message', (message) => {
  run(message).then(
    (result) => process.send(result, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run({ tapFile, modelPath, requestCount, sampleEvery, rebuildEvery }) {
  const tap = loadGlobally(tapFile);
  tap.setEnabled(true);
  const { getLlama } = await import('node-llama-cpp');
  const llama = await getLlama(llamaOptions);
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const open = () => model.createContext({ contextSize: 128, batchSize: 64, threads: 1 });
  let context = await open();
  let sequence = context.getSequence();
  const residentBytes = [];
  let rowCount = 0;
  for (let request = 1; request <= requestCount; request++) {
    if (request % rebuildEvery === 0) {
      await context.dispose();
      context = await open();
      sequence = context.getSequence();
    }
    await serve(sequence, request);
    for (const batch of tap.drain()) rowCount += batch.rowCount;
    if (request % sampleEvery === 0) {
      globalThis.gc();
      residentBytes.push(process.memoryUsage.rss());
    }
  }
  const stats = tap.stats();
  await context.dispose();
  return { residentBytes, rowCount, stats, finalStats: tap.stats() };
}

async function serve(sequence, request) {
  const length = 8 + (request % 40);
  const prompt = Array.from({ length }, (_, i) => 40 + ((request + i * 7) % 180));
  await sequence.clearHistory();
  const made = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    made.push(token);
    if (made.length === 4) break;
  }
}

// Runs one scenario (scenario.ts) in this process and answers with what was fed and measured.
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

async function run({ tapFile, readerFile, scenario }) {
  const tap = loadGlobally(tapFile);
  const reader = readerFile === undefined ? undefined : loadGlobally(readerFile);
  const logLines = [];
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const llama = await getLlama({
    ...llamaOptions,
    gpu: scenario.gpu ?? false,
    logLevel: LlamaLogLevel.debug,
    logger: (_level, text) => logLines.push(text),
  });
  if (scenario.ringCapacityBytes !== undefined) tap.setRingCapacity(scenario.ringCapacityBytes);
  if (scenario.expertsOnCpu !== undefined) tap.setExpertsOnCpu(scenario.expertsOnCpu);
  const model = await llama.loadModel({
    modelPath: scenario.modelPath,
    gpuLayers: scenario.gpu === undefined ? 0 : 'max',
    useMmap: scenario.useMmap ?? true,
  });
  const cases = {};
  for (const [title, steps] of Object.entries(scenario.cases)) {
    cases[title] = await runCase({ tap, reader, model, scenario, steps });
  }
  await model.dispose();
  return {
    cases,
    overrideLog: logLines.filter((line) => line.includes('overridden')),
    status: tap.status(),
    finalStats: tap.stats(),
  };
}

async function runCase({ tap, reader, model, scenario, steps }) {
  const world = { tap, model, contexts: [], fed: [], generated: [], isEnabled: false };
  const statsBefore = tap.stats();
  setEnabled(world, scenario.enabledAtStart ?? true);
  for (const options of scenario.contexts) world.contexts.push(await openContext(world, options));
  for (const step of steps) await perform(world, step);
  const result = {
    fed: world.fed,
    generated: world.generated,
    batches: tap.drain().map(toPlain),
    graphs: reader?.take() ?? [],
    contexts: tap.contexts(),
    placement: tap.expertPlacement(world.contexts[0].id),
    stats: growth(statsBefore, tap.stats()),
  };
  for (const { context } of world.contexts) await context.dispose();
  return result;
}

/** Current values; the others count up. */
const sizes = new Set([
  ...['pinnedBytes', 'stagingBytes', 'tapBytes', 'ringBytes', 'ringCapacityBytes'],
  ...['graphNodes', 'graphSplits'],
]);

function growth(before, after) {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [
      name,
      sizes.has(name) || name.startsWith('live') ? value : value - before[name],
    ]),
  );
}

function toPlain(batch) {
  const entries = Object.entries(batch);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, ArrayBuffer.isView(value) ? Array.from(value) : value]),
  );
}

function setEnabled(world, enabled) {
  world.tap.setEnabled(enabled);
  world.isEnabled = enabled;
}

async function openContext({ tap, model }, options) {
  const known = new Set(tap.contexts().map(({ id }) => id));
  const context = await model.createContext({ ...options, threads: 1, swaFullCache: true });
  const [created] = tap.contexts().filter(({ id }) => !known.has(id));
  const sequences = Array.from({ length: options.sequences }, () => context.getSequence());
  return { id: created.id, options, context, sequences, tags: sequences.map(() => 0) };
}

function laneOf(world, { context, sequence }) {
  const opened = world.contexts[context];
  return {
    contextId: opened.id,
    tags: opened.tags,
    index: sequence,
    sequence: opened.sequences[sequence],
  };
}

function note(world, lane, tokens, firstPosition) {
  if (!world.isEnabled) return;
  tokens.forEach((token, i) => {
    const { contextId, sequence, tags, index } = lane;
    const position = firstPosition + i;
    world.fed.push({
      contextId,
      sequenceId: sequence._sequenceId,
      position,
      token,
      tag: tags[index],
    });
  });
}

const actions = {
  async prefill(world, { at, tokens }) {
    const lane = laneOf(world, at);
    note(world, lane, tokens, lane.sequence.nextTokenIndex);
    await lane.sequence.evaluateWithoutGeneratingNewTokens(tokens);
  },
  async evaluate(world, { at, tokens, outputIndices }) {
    const lane = laneOf(world, at);
    note(world, lane, tokens, lane.sequence.nextTokenIndex);
    await lane.sequence.controlledEvaluate(
      tokens.map((token, i) =>
        outputIndices.includes(i) ? [token, { generateNext: { token: true } }] : token,
      ),
    );
  },
  async decode(world, { at, tokens }) {
    for (const token of tokens) {
      await actions.evaluate(world, { at, tokens: [token], outputIndices: [0] });
    }
  },
  async generate(world, { at, tokens, count }) {
    const lane = laneOf(world, at);
    const firstPosition = lane.sequence.nextTokenIndex;
    const made = [];
    for await (const token of lane.sequence.evaluate(tokens, {
      temperature: 0,
      yieldEogToken: true,
    })) {
      made.push(token);
      if (made.length === count) break;
    }
    world.generated.push(made);
    note(world, lane, [...tokens, ...made.slice(0, -1)], firstPosition);
  },
  async erase(world, { at, fromPosition }) {
    const { sequence } = laneOf(world, at);
    await sequence.eraseContextTokenRanges([{ start: fromPosition, end: sequence.nextTokenIndex }]);
  },
  async together(world, { lanes }) {
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of lane) await perform(world, step);
      }),
    );
  },
  async setEnabled(world, { enabled }) {
    setEnabled(world, enabled);
  },
  async tag(world, { at, tag }) {
    const lane = laneOf(world, at);
    world.tap.setSequenceTag(lane.contextId, lane.sequence._sequenceId, tag);
    lane.tags[lane.index] = tag;
  },
  async recreateContext(world, { context }) {
    const { options, context: old } = world.contexts[context];
    await old.dispose();
    world.contexts[context] = await openContext(world, options);
  },
};

async function perform(world, step) {
  await actions[step.do](world, step);
}

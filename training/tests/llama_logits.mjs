// Log-probabilities of the next token by llama.cpp, for the equality tests.
// node llama_logits.mjs MODEL.gguf INPUT.json OUTPUT.f32
// INPUT: {"tokens": number[], "texts": string[]}. OUTPUT gets [tokens, vocabulary] float32; standard output gets, as
// JSON, how the texts are split, and what the vocabulary says of its special tokens.
import { readFile, writeFile } from 'node:fs/promises';
import { getLlama } from 'node-llama-cpp';

const [modelPath, inputPath, outputPath] = process.argv.slice(2);
const { tokens, texts } = JSON.parse(await readFile(inputPath, 'utf8'));

const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  progressLogs: false,
  maxThreads: 1,
  logger: (level, message) => console.error(level, message),
});
const model = await llama.loadModel({ modelPath });
const logProbabilities = tokens.length === 0 ? undefined : await evaluate();
if (logProbabilities) await writeFile(outputPath, new Uint8Array(logProbabilities.buffer));

const { infill } = model.tokens;
console.log(
  JSON.stringify({
    texts: texts.map((text) => model.tokenize(text, false, 'trimLeadingSpace')),
    decoded: texts.map((text) => model.detokenize(model.tokenize(text, false), false)),
    infill: {
      prefix: infill.prefix,
      suffix: infill.suffix,
      middle: infill.middle,
    },
    special: {
      bos: model.tokens.bos,
      eos: model.tokens.eos,
      eot: model.tokens.eot,
      addsBos: model.tokens.shouldPrependBosToken,
    },
    endsGeneration: Array.from({ length: 16 }, (_, token) => model.isEogToken(token)),
    architecture: model.fileInfo.metadata.general.architecture,
    contextLength: model.trainContextSize,
  }),
);
await llama.dispose();

async function evaluate() {
  const vocabularySize = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  const context = await model.createContext({ contextSize: Math.max(64, tokens.length + 8) });
  const input = tokens.map((token) => [
    token,
    {
      generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } },
    },
  ]);
  const outputs = await context.getSequence().controlledEvaluate(input);
  const values = new Float32Array(tokens.length * vocabularySize).fill(-Infinity);
  for (const [index, output] of outputs.entries()) {
    for (const [token, probability] of output.next.probabilities) {
      values[index * vocabularySize + token] = Math.log(probability);
    }
  }
  return values;
}

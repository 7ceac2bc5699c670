/**
 * `npm run bench:chat`: how likely a model finds good answers.
 *
 * instructionLoss: mean negative log-likelihood in nats per token of the assistant turns, each turn's end token included,
 * in the model's own chat template and vocabulary. baseInstructionLoss: the same of the model that --base names, else
 * null. bitsPerCharacter and baseBitsPerCharacter: the same likelihoods per character, comparable between vocabularies.
 * n: dialogues. tokens: tokens scored. One JSON object is the last line of the output.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cpuLoad } from '../test/support/engine/requests.js';
import { startEngine } from '../test/support/engine/startEngine.js';
import { testModel } from '../test/support/testModel.js';
import type { ChatOptions } from './chat/chatOptions.js';
import { chatOptions, chatUsage } from './chat/chatOptions.js';
import { readDialogues } from './chat/dialogues.js';
import { explainAnswers } from './chat/explainAnswers.js';
import { instructionLoss } from './chat/instructionLoss.js';
import type { InstructionLoss } from './chat/instructionLoss.js';
import { evenlySpread } from './support/evenlySpread.js';
import { report, rounded } from './support/report.js';
import { runBench } from './support/runBench.js';

const explainFile = 'bench/tasks/explain.jsonl';

await runBench(chatOptions, chatUsage, main);

async function main(options: ChatOptions): Promise<void> {
  const modelPath = path.resolve(options.model ?? (await testModel()));
  if (options.answers > 0) {
    const answers = await answersOf(modelPath, options);
    if (options.out === undefined) console.log(`${answers}\n`);
    else await writeFile(options.out, `${answers}\n`);
  }
  const all = await readDialogues(options.tasks);
  const dialogues = evenlySpread(all, options.limit ?? all.length);
  const lossOf = async (file: string): Promise<InstructionLoss> => {
    const loss = await instructionLoss(file, dialogues, options.threads, (done) => {
      process.stderr.write(`\r${path.basename(file)}: ${done} of ${dialogues.length} dialogues`);
    });
    process.stderr.write('\n');
    return loss;
  };
  const own = await lossOf(modelPath);
  const base = options.base === undefined ? undefined : await lossOf(path.resolve(options.base));
  await report(
    'chat',
    { model: own.model, backend: 'cpu', threads: options.threads },
    {
      instructionLoss: rounded(own.nats, 4),
      baseInstructionLoss: base ? rounded(base.nats, 4) : null,
      n: dialogues.length,
      tokens: own.tokens,
      bitsPerCharacter: rounded(own.bitsPerCharacter, 4),
      ...(base && {
        base: base.model,
        baseTokens: base.tokens,
        baseBitsPerCharacter: rounded(base.bitsPerCharacter, 4),
      }),
      tasks: path.basename(options.tasks),
    },
    options.save,
  );
}

/** From the engine itself, as the product's chat would ask it. */
async function answersOf(modelPath: string, { answers, threads }: ChatOptions): Promise<string> {
  const engine = await startEngine();
  try {
    await engine.client.loadModel(cpuLoad(modelPath, { threads }));
    return await explainAnswers(engine.client, explainFile, answers);
  } finally {
    await engine.dispose();
  }
}

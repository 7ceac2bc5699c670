import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { EngineClient } from '../../src/engineClient/engineClient.js';

const questionSchema = v.object({ id: v.string(), language: v.string(), code: v.string() });
type Question = v.InferOutput<typeof questionSchema>;

const maxTokens = 200;

/**
 * Asks the loaded model to explain the first functions of a file, greedily, but kept from repeating itself as the chat
 * does it with small models.
 * @returns Markdown for a model card
 */
export async function explainAnswers(
  client: EngineClient,
  file: string,
  count: number,
): Promise<string> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const sections: string[] = [];
  for (const line of lines.slice(0, count)) {
    const question = v.parse(questionSchema, JSON.parse(line));
    const { text, stopReason } = await client.generate(
      {
        id: `explain-${question.id}`,
        kind: 'chat',
        lane: 'chat',
        prompt: { kind: 'chat', messages: [{ role: 'user', text: promptOf(question) }] },
        stop: { maxTokens },
        avoidsRepeats: true,
      },
      new AbortController().signal,
    );
    const isWhole = stopReason !== 'maxTokens';
    sections.push(section(question, isWhole ? text : `${text} … (cut after ${maxTokens} tokens)`));
  }
  return sections.join('\n\n');
}

function promptOf(question: Question): string {
  return `Explain this function.\n\n${codeBlock(question)}`;
}

function section(question: Question, answer: string): string {
  const quoted = answer
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  return `### ${question.id}\n\nExplain this function.\n\n${codeBlock(question)}\n\n${quoted}`;
}

function codeBlock({ language, code }: Question): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}

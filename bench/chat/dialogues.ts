import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { ChatMessage } from '../../src/protocol/engineProtocol.js';

const dialogueSchema = v.object({
  id: v.optional(v.string()),
  messages: v.pipe(
    v.array(v.object({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() })),
    v.check((messages) => messages.some(({ role }) => role === 'assistant'), 'Nobody answers.'),
  ),
});

/** A conversation whose assistant turns are what a model shall find likely. */
export interface Dialogue {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
}

/**
 * Reads JSON Lines, plain or gzipped, of `{id?, messages: [{role, content}]}`.
 * @throws Error that names the line which is no dialogue
 */
export async function readDialogues(file: string): Promise<Dialogue[]> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const dialogues: Dialogue[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const result = v.safeParse(dialogueSchema, JSON.parse(line));
    if (!result.success) throw new Error(`${file}, line ${index + 1}: ${result.issues[0].message}`);
    const { id = String(index + 1), messages } = result.output;
    dialogues.push({
      id,
      messages: messages.map(({ role, content }) => ({ role, text: content })),
    });
  }
  return dialogues;
}

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readDialogues } from '../../../bench/chat/dialogues.js';
import { withTemporaryFolder } from '../engine/temporaryFolder.js';

const messages = [
  { role: 'user', content: 'Hello?' },
  { role: 'assistant', content: 'Yes.' },
];

describe('readDialogues', () => {
  it('reads messages; a line without an id has its number', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'dialogues.jsonl');
      await writeFile(
        file,
        `${JSON.stringify({ id: 'a', messages })}\n${JSON.stringify({ messages })}\n`,
      );
      const texts = [
        { role: 'user', text: 'Hello?' },
        { role: 'assistant', text: 'Yes.' },
      ];
      assert.deepEqual(await readDialogues(file), [
        { id: 'a', messages: texts },
        { id: '2', messages: texts },
      ]);
    }));

  it('refuses a dialogue in which nobody answers, and names its line', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'dialogues.jsonl');
      const lines = [{ messages }, { messages: messages.slice(0, 1) }];
      await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
      await assert.rejects(readDialogues(file), /line 2: Nobody answers/);
    }));
});

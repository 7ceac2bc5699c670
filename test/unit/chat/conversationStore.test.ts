import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ChatConversation } from '../../../src/features/chat/core/conversation.js';
import {
  emptyConversation,
  newTurn,
  withTurn,
} from '../../../src/features/chat/core/conversation.js';
import {
  readConversation,
  writeConversation,
} from '../../../src/features/chat/core/conversationFile.js';
import { ConversationFolder } from '../../../src/features/chat/core/conversationFiles.js';
import { ConversationStore } from '../../../src/features/chat/core/conversationStore.js';
import { exportMarkdown } from '../../../src/features/chat/core/exportMarkdown.js';
import { FakeClock } from '../../support/fakeClock.js';
import { FakeLog } from '../../support/fakeLog.js';
import { until } from '../../support/until.js';
import { FakeFiles, readFile as fileContext } from './fakeChatParts.js';

function conversation(id: string, question: string, answer = 'Yes.'): ChatConversation {
  const asked = { id: 't1', question, command: 'explain', attached: [], askedAtMs: 1_000 };
  const { sections } = fileContext('a.ts', 'let a;');
  const turn = { ...newTurn(asked), answer, sent: sections, state: { kind: 'done' } as const };
  return withTurn(emptyConversation(id, 1), turn);
}

describe('ConversationStore', () => {
  const open = (files: FakeFiles | ConversationFolder) => {
    const clock = new FakeClock();
    const log = new FakeLog();
    return { clock, log, store: new ConversationStore({ files, clock, log }) };
  };

  it('writes many changes at once, and the last one holds', async () => {
    const files = new FakeFiles();
    const { store, clock } = open(files);
    for (let length = 1; length <= 50; length++)
      store.put(conversation('a', 'q', 'x'.repeat(length)));
    assert.equal(files.writes, 0);
    clock.advance(1_000);
    await until(() => files.writes === 1, 'the write');
    assert.equal((await store.read('a'))?.turns[0]?.answer.length, 50);
  });

  it('writes what is left when the window closes, and nothing after that', async () => {
    const files = new FakeFiles();
    const { store, clock } = open(files);
    store.put(conversation('a', 'q', 'last'));
    store.dispose();
    assert.match(files.texts.get('a') ?? '', /last/);
    store.put(conversation('a', 'q', 'too late'));
    clock.advance(5_000);
    await store.flush();
    assert.equal(files.writes, 1);
  });

  for (const [what, text] of [
    ['half a file', '{"schemaVersion":1,"conver'],
    ['another version', '{"schemaVersion":99,"conversation":{}}'],
    [
      'a wrong type',
      writeConversation(conversation('bad', 'q')).replace('"askedAtMs":1000', '"askedAtMs":"x"'),
    ],
    ['another conversation’s id', writeConversation(conversation('other', 'q'))],
    ['nothing', ''],
  ] as const) {
    it(`sets a file with ${what} aside, reports it and reads the others`, async () => {
      const files = new FakeFiles();
      files.texts.set('bad', text);
      files.texts.set('good', writeConversation(conversation('good', 'q')));
      const { store } = open(files);
      const problems: string[] = [];
      store.onProblem((problem) => problems.push(problem.kind));
      await store.load();
      assert.deepEqual(
        store.summaries.map(({ id }) => id),
        ['good'],
      );
      assert.deepEqual(files.aside, ['bad']);
      assert.deepEqual(problems, ['setAside']);
    });
  }

  it('keeps in memory what a full disk does not take, and writes it later', async () => {
    const files = new FakeFiles();
    const { store } = open(files);
    let problems = 0;
    store.onProblem(() => problems++);
    files.isFull = true;
    store.put(conversation('a', 'q'));
    await store.flush();
    assert.equal(problems, 1);
    assert.ok(await store.read('a'));
    files.isFull = false;
    await store.flush();
    assert.ok(files.texts.has('a'));
  });

  it('finds conversations by all words, accents aside, titles first', async () => {
    const files = new FakeFiles();
    const { store } = open(files);
    store.put(conversation('a', 'Something else', 'the café is open'));
    store.put(conversation('b', 'Cafe hours?', 'nine'));
    assert.deepEqual(
      (await store.search('CAFE')).map(({ id }) => id),
      ['b', 'a'],
    );
    assert.deepEqual(
      (await store.search('cafe nine')).map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(await store.search('tea'), []);
  });

  describe('in a folder', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-chat-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('reads back what it wrote and leaves nothing else behind', async () => {
      const { store } = open(new ConversationFolder(path.join(folder, 'deep', 'chat')));
      store.put(conversation('a', 'q'));
      await store.flush();
      const again = open(new ConversationFolder(path.join(folder, 'deep', 'chat')));
      assert.deepEqual(await again.store.read('a'), conversation('a', 'q'));
      assert.deepEqual(await readdir(path.join(folder, 'deep', 'chat')), ['a.json']);
    });

    it('keeps a broken file’s bytes', async () => {
      await writeFile(path.join(folder, 'b.json'), '{broken');
      const { store } = open(new ConversationFolder(folder));
      await store.load();
      assert.equal(await readFile(path.join(folder, 'b.broken'), 'utf8'), '{broken');
    });

    it('takes no id that leads out of its folder', async () => {
      const files = new ConversationFolder(folder);
      for (const id of ['../x', 'a/b', '', '.', 'a\0']) {
        await assert.rejects(async () => files.read(id));
        await assert.rejects(async () => files.write(id, ''));
        assert.throws(() => {
          files.writeNow(id, '');
        });
      }
    });
  });

  it('keeps every field through a file', () => {
    const before = conversation('a', 'q');
    assert.deepEqual(readConversation(writeConversation(before)), before);
  });
});

describe('exportMarkdown', () => {
  it('holds question, sources, answer and how it ended', () => {
    const base = conversation('a', 'Why\nso?', 'Because of `x`.');
    const [first] = base.turns;
    assert.ok(first);
    const text = exportMarkdown({
      ...base,
      turns: [{ ...first, model: 'M', state: { kind: 'stopped' } }],
    });
    assert.equal(
      text,
      '# /explain Why\n\n## Question\n\n> /explain Why\n> so?\n\nSources sent with it:\n\n1. a.ts line 1\n\n' +
        '## Answer\n\nBecause of `x`.\n\n*M · 1970-01-01T00:00:01.000Z · stopped*\n',
    );
  });
});

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { InfillModel } from '../../../../bench/typing/baselineModel.js';
import { BaselineSource } from '../../../../bench/typing/baselineSource.js';
import type { GhostText } from '../../../../bench/typing/ghostText.js';
import { ReplayDocument } from '../../../../bench/typing/replayDocument.js';
import { FakeClock } from '../../../support/fakeClock.js';

const editing = { tabSize: 4, insertSpaces: true };
const identity = { uri: 'trace:a', fileName: 'a.ts', path: 'src/a.ts', languageId: 'typescript' };

function documentOf(lines: number, lineEnd = '\n'): ReplayDocument {
  const text = Array.from({ length: lines }, (_, line) => `line ${line}`).join(lineEnd);
  return new ReplayDocument(text, identity);
}

class Asked implements InfillModel {
  readonly requests: [prefix: string, suffix: string, maxTokens: number][] = [];

  constructor(private readonly answer: string | undefined) {}

  complete(prefix: string, suffix: string, maxTokens: number): Promise<string | undefined> {
    this.requests.push([prefix, suffix, maxTokens]);
    return Promise.resolve(this.answer);
  }
}

async function ask(
  model: InfillModel,
  document: ReplayDocument,
  line: number,
  waitMs: number,
): Promise<GhostText | undefined> {
  const clock = new FakeClock();
  const controller = new AbortController();
  const source = new BaselineSource(model, clock);
  const answer = source.ask(document, { line, character: 2 }, editing, controller.signal);
  clock.advance(waitMs);
  await turn();
  controller.abort();
  return answer;
}

describe('BaselineSource', () => {
  it('asks with 256 lines before and 64 after, for 128 tokens', async () => {
    const model = new Asked('x');
    await ask(model, documentOf(1_000), 500, 300);
    const [[prefix, suffix, maxTokens] = ['', '', 0]] = model.requests;
    assert.equal(prefix.split('\n').length, 257);
    assert.ok(prefix.startsWith('line 244\n') && prefix.endsWith('\nli'));
    assert.equal(suffix.split('\n').length, 65);
    assert.ok(suffix.startsWith('ne 500\n') && suffix.endsWith('\nline 564'));
    assert.equal(maxTokens, 128);
  });

  it('does not ask when a key follows within 300 ms', async () => {
    const model = new Asked('x');
    assert.equal(await ask(model, documentOf(3), 1, 299), undefined);
    assert.deepEqual(model.requests, []);
  });

  it('shows all that comes back, in the line ends of the document', async () => {
    const document = documentOf(3, '\r\n');
    assert.equal((await ask(new Asked('a\nb'), document, 1, 300))?.text, 'a\r\nb');
    assert.equal(await ask(new Asked(' \n'), document, 1, 300), undefined);
    assert.equal(await ask(new Asked(undefined), document, 1, 300), undefined);
  });
});

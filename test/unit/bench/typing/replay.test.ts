import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { delay } from '../../../../src/base/delay.js';
import type { GhostText, GhostTextSource } from '../../../../bench/typing/ghostText.js';
import type { ReplayDocument } from '../../../../bench/typing/replayDocument.js';
import type { ReplayResult } from '../../../../bench/typing/replay.js';
import { Replay } from '../../../../bench/typing/replay.js';
import type { TraceWindow } from '../../../../bench/typing/traceWindow.js';
import { livelyWindow } from '../../../../bench/typing/traceWindow.js';
import { applyStep } from '../../../../bench/typing/typingTrace.js';
import type { TraceEdit } from '../../../../bench/typing/typingTrace.js';
import { FakeClock } from '../../../support/fakeClock.js';

const keyMs = 100;

function windowOf(text: string, ...edits: readonly TraceEdit[]): TraceWindow {
  const steps = edits.map((edit, index) => ({ atMs: index * keyMs, edits: [edit] }));
  const trace = { id: 'a', kind: 'recorded', language: 'typescript', path: 'src/a.ts' } as const;
  return livelyWindow({ ...trace, text, steps }, 300);
}

/** Types a text at the end of another, a key every 100 ms. */
function typed(before: string, text: string): TraceWindow {
  return windowOf(
    before,
    ...Array.from(text, (inserted, at) => ({ offset: before.length + at, deleted: 0, inserted })),
  );
}

/** Says the same after a fixed time: the text that follows what stands left of the cursor. */
class ScriptedSource implements GhostTextSource {
  readonly changes: string[] = [];
  readonly acceptedIds: string[] = [];
  readonly askedAfter: string[] = [];
  aborts = 0;

  constructor(
    private readonly clock: FakeClock,
    private readonly answers: Readonly<Record<string, string>>,
    private readonly answerMs = 20,
  ) {}

  changed(_document: ReplayDocument, { text }: { readonly text: string }): void {
    this.changes.push(text);
  }

  async ask(
    document: ReplayDocument,
    { line, character }: { readonly line: number; readonly character: number },
    _editing: unknown,
    signal: AbortSignal,
  ): Promise<GhostText | undefined> {
    const left = document.lineAt(line).slice(0, character);
    this.askedAfter.push(left);
    if (!(await delay(this.clock, this.answerMs, signal))) {
      this.aborts++;
      return undefined;
    }
    const text = this.answers[left];
    return text === undefined
      ? undefined
      : { id: left, text, replacedRight: 0, servedBy: 'engine', engineRequest: left };
  }

  accepted(id: string): void {
    this.acceptedIds.push(id);
  }
}

interface Outcome extends ReplayResult {
  readonly text: string;
  readonly endedMs: number;
}

async function play(
  window: TraceWindow,
  clock: FakeClock,
  source: GhostTextSource,
): Promise<Outcome> {
  const replay = new Replay(window, source, clock);
  let isOver = false;
  const running = replay.run().finally(() => {
    isOver = true;
  });
  running.catch(() => undefined);
  const ended = (): boolean => isOver;
  while (!ended()) {
    await turn();
    if (!ended()) clock.advance(1);
  }
  return { ...(await running), text: replay.text, endedMs: clock.nowMs() };
}

describe('Replay', () => {
  it('shows what is answered before the next key, and only that', async () => {
    const clock = new FakeClock();
    const quick = await play(
      typed('x', 'abc'),
      clock,
      new ScriptedSource(clock, { xa: '!', xab: '!' }),
    );
    assert.deepEqual(
      quick.shown.map(({ servedBy, text, delayMs }) => ({ servedBy, text, delayMs })),
      [
        { servedBy: 'engine', text: '!', delayMs: 20 },
        { servedBy: 'engine', text: '!', delayMs: 20 },
      ],
    );
    assert.equal(quick.asked, 3);
    const slowClock = new FakeClock();
    const slow = new ScriptedSource(slowClock, { xa: '!', xab: '!' }, keyMs + 20);
    assert.deepEqual((await play(typed('x', 'abc'), slowClock, slow)).shown, []);
    assert.equal(slow.aborts, 3);
  });

  it('does not show what comes after the next key, even of a source that does not end', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, {});
    source.ask = async () => {
      await delay(clock, keyMs + 20, new AbortController().signal);
      return { id: 'late', text: 'late', replacedRight: 0, servedBy: 'engine' };
    };
    const { shown, text } = await play(typed('x', 'abc'), clock, source);
    assert.deepEqual(shown, []);
    assert.equal(text, 'xabc');
  });

  it('asks again where what stands has got longer, which counts as no key', async () => {
    const clock = new FakeClock();
    const answers: Record<string, string> = { xa: 'bc' };
    const source = new ScriptedSource(clock, answers);
    let grow = (): void => undefined;
    const listening: GhostTextSource = Object.assign(source, {
      onGrown: (listener: () => void) => {
        grow = listener;
      },
    });
    clock.setTimer(50, () => {
      answers['xa'] = 'bc\nd';
      grow();
    });
    const { asked, shown, grown, accepted } = await play(typed('x', 'ae'), clock, listening);
    assert.deepEqual([asked, accepted], [2, 0]);
    assert.deepEqual(
      [shown, grown].map((some) => some.map(({ text }) => text)),
      [['bc'], ['bc\nd']],
    );
    grow();
    assert.equal(source.askedAfter.filter((left) => left === 'xa').length, 2, 'nothing stands');
  });

  it('asks once before the first key and does not count it', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, { x: 'q' });
    const { asked, shown } = await play(typed('x', 'ab'), clock, source);
    assert.deepEqual(source.askedAfter, ['x', 'xa', 'xab']);
    assert.equal(asked, 2);
    assert.deepEqual(shown, []);
  });

  it('takes a suggestion that the trace goes on to write, and skips its keys', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, { a: 'bcd' });
    const result = await play(typed('', 'abcde'), clock, source);
    assert.equal(result.text, 'abcde');
    assert.equal(result.keptCharacters, 3);
    assert.equal(result.accepted, 1);
    assert.deepEqual(source.changes, ['a', 'bcd', 'e']);
    assert.deepEqual(source.acceptedIds, ['a']);
    assert.deepEqual(source.askedAfter, ['', 'a', 'abcd', 'abcde']);
    // 20 ms for the first request, then three keys: a, Tab in place of b, e.
    assert.ok(result.endedMs <= 20 + 2 * keyMs + 30, String(result.endedMs));
  });

  it('keeps ghost text that is typed and drops it at another character', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, { a: 'bcX' });
    const { shown } = await play(typed('', 'abcde'), clock, source);
    assert.deepEqual(
      shown.map(({ servedBy, text }) => [servedBy, text]),
      [
        ['engine', 'bcX'],
        ['editor', 'cX'],
      ],
    );
    assert.equal(shown[1]?.delayMs, 0);
  });

  it('takes the first lines and leaves the rest of the last key', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, { i: 'f {\n  wrong' });
    const window = windowOf(
      '',
      { offset: 0, deleted: 0, inserted: 'i' },
      { offset: 1, deleted: 0, inserted: 'f ' },
      { offset: 3, deleted: 0, inserted: '{}' },
      { offset: 4, deleted: 0, inserted: '\n  \n' },
      { offset: 7, deleted: 0, inserted: 'y' },
    );
    const result = await play(window, clock, source);
    assert.equal(result.text, 'if {\n  y\n}');
    assert.equal(result.keptCharacters, 3);
    assert.deepEqual(source.changes, ['i', 'f {', '}', '\n  \n', 'y']);
    assert.deepEqual(source.acceptedIds, []);
    assert.ok(source.askedAfter.includes('if {'));
  });

  it('ends with what the source threw', async () => {
    const clock = new FakeClock();
    const source = new ScriptedSource(clock, {});
    let asked = 0;
    source.ask = () =>
      ++asked > 2 ? Promise.reject(new Error('broken')) : Promise.resolve(undefined);
    await assert.rejects(play(typed('', 'abcde'), clock, source), /broken/);
  });

  it('ends with the text of the trace, whatever is suggested and taken', async () => {
    const letters = fc.constantFrom('a', 'b', '\n', '{}', '😀');
    const edit = fc.tuple(fc.nat(12), fc.nat(2), fc.array(letters, { maxLength: 2 }));
    const suggestion = fc.array(letters, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        fc.array(suggestion, { minLength: 1, maxLength: 5 }),
        async (keys, suggestions) => {
          let length = 2;
          const edits = keys.map(([at, wanted, parts]) => {
            const offset = Math.min(at, length);
            const deleted = Math.min(wanted, length - offset);
            const inserted = parts.join('');
            length += inserted.length - deleted;
            return { offset, deleted, inserted };
          });
          const window = windowOf('ab', ...edits);
          const clock = new FakeClock();
          const source = new ScriptedSource(clock, {});
          let count = 0;
          source.ask = async (document, position) => {
            await delay(clock, 10, new AbortController().signal);
            const text = suggestions[count++ % suggestions.length]?.join('') ?? '';
            const right = document.lineAt(position.line).length - position.character;
            const replacedRight = Math.min(count % 2, right);
            return text === ''
              ? undefined
              : { id: String(count), text, replacedRight, servedBy: 'engine' };
          };
          const { text } = await play(window, clock, source);
          assert.equal(text, window.steps.reduce(applyStep, window.text));
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(20_000);
});

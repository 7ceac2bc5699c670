import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { Lanes } from '../../../src/engine/scheduling/lanes.js';
import type { Turn } from '../../../src/engine/scheduling/lanes.js';
import type { Lane } from '../../../src/protocol/engineProtocol.js';
import { until } from '../../support/until.js';

const live = (): AbortSignal => new AbortController().signal;

/** Lets everything that can go on without outside help go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

/** Work that runs until it is told to end. */
class Job {
  turn: Turn | undefined;
  end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });
  result: string | undefined | Promise<string | undefined>;
  isSettled = false;

  constructor(
    lanes: Lanes,
    lane: Lane,
    readonly name: string,
    signal = live(),
  ) {
    const result = lanes.run({ lane }, signal, async (turn) => {
      this.turn = turn;
      await this.ended;
      return name;
    });
    this.result = result;
    void result.then((value) => {
      this.result = value;
      this.isSettled = true;
    });
  }

  get isRunning(): boolean {
    return this.turn !== undefined && !this.isSettled;
  }
}

describe('Lanes', () => {
  let lanes: Lanes;

  beforeEach(() => {
    lanes = new Lanes();
  });

  it('returns what the work returns', async () => {
    assert.equal(await lanes.run({ lane: 'completion' }, live(), () => Promise.resolve(7)), 7);
  });

  for (const lane of ['completion', 'chat'] as const) {
    it(`runs ${lane} work one at a time in the order of arrival`, async () => {
      const jobs = ['a', 'b', 'c'].map((name) => new Job(lanes, lane, name));
      for (const [index, job] of jobs.entries()) {
        await settle();
        assert.deepEqual(
          jobs.map((one) => one.isRunning),
          jobs.map((_, other) => other === index),
        );
        job.end();
      }
      await settle();
      assert.deepEqual(
        jobs.map((job) => job.result),
        ['a', 'b', 'c'],
      );
    });
  }

  it('starts a completion while a chat runs', async () => {
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    const completion = new Job(lanes, 'completion', 'completion');
    await settle();
    assert.deepEqual([chat.isRunning, completion.isRunning], [true, true]);
  });

  it('lets a running chat wait at its next batch until every completion is done', async () => {
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    const first = new Job(lanes, 'completion', 'first');
    const second = new Job(lanes, 'completion', 'second');
    let goesOn = false;
    assert.ok(chat.turn);
    void chat.turn.giveWay(live()).then(() => (goesOn = true));
    await settle();
    first.end();
    await settle();
    assert.equal(goesOn, false, 'the second completion still runs');
    second.end();
    await until(() => goesOn, 'the chat goes on');
  });

  it('does not start a chat while a completion runs', async () => {
    const completion = new Job(lanes, 'completion', 'completion');
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    assert.equal(chat.isRunning, false);
    completion.end();
    await until(() => chat.isRunning, 'the chat starts');
  });

  it('never lets a completion wait for a chat', async () => {
    new Job(lanes, 'chat', 'chat');
    const completion = new Job(lanes, 'completion', 'completion');
    await settle();
    assert.ok(completion.turn);
    await completion.turn.giveWay(live());
  });

  it('does not wait when nobody else is there', async () => {
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    assert.ok(chat.turn);
    await chat.turn.giveWay(live());
    assert.ok(chat.turn.waitedMs < 50);
  });

  it('wakes the chat in the end when completions follow each other without a gap', async () => {
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    assert.ok(chat.turn);
    let completion = new Job(lanes, 'completion', '0');
    for (let round = 1; round <= 5; round++) {
      const waiting = chat.turn.giveWay(live());
      const next = Promise.resolve(completion.result).then(
        () => new Job(lanes, 'completion', String(round)),
      );
      completion.end();
      completion = await next;
      await settle();
      assert.equal(completion.isRunning, true);
      completion.end();
      await waiting;
      completion = new Job(lanes, 'completion', `${round} again`);
    }
    completion.end();
  });

  it('tells how long the work gave way', async () => {
    const chat = new Job(lanes, 'chat', 'chat');
    await settle();
    assert.ok(chat.turn);
    const before = chat.turn.waitedMs;
    const completion = new Job(lanes, 'completion', 'completion');
    const waiting = chat.turn.giveWay(live());
    await new Promise((resolve) => setTimeout(resolve, 30));
    completion.end();
    await waiting;
    assert.ok(chat.turn.waitedMs - before >= 25, `${chat.turn.waitedMs - before} ms`);
  });

  describe('work done ahead', () => {
    /** Runs until its signal is aborted. */
    function startAhead(signal = live()): { stopped: boolean; turn?: Turn } {
      const job: { stopped: boolean; turn?: Turn } = { stopped: false };
      void lanes.run({ lane: 'completion', priority: 'ahead' }, signal, async (turn, stop) => {
        job.turn = turn;
        await until(() => stop.aborted, 'it is stopped');
        job.stopped = true;
      });
      return job;
    }

    it('ends when somebody asks for a completion, which then runs', async () => {
      const ahead = startAhead();
      await settle();
      assert.ok(ahead.turn);
      const completion = new Job(lanes, 'completion', 'completion');
      await until(() => completion.isRunning, 'the completion runs');
      assert.equal(ahead.stopped, true);
      completion.end();
    });

    it('ends when newer work ahead comes, and by its own signal', async () => {
      const first = startAhead();
      await settle();
      const own = new AbortController();
      const second = startAhead(own.signal);
      await until(() => first.stopped && second.turn !== undefined, 'the second runs');
      own.abort();
      await until(() => second.stopped, 'the second is stopped');
    });

    it('waits for a chat, which never waits for it', async () => {
      const ahead = startAhead();
      await settle();
      const chat = new Job(lanes, 'chat', 'chat');
      await settle();
      assert.ok(chat.turn && ahead.turn);
      await chat.turn.giveWay(live());
      let goesOn = false;
      void ahead.turn.giveWay(live()).then(() => (goesOn = true));
      await settle();
      assert.equal(goesOn, false);
      chat.end();
      await until(() => goesOn, 'it goes on after the chat');
    });

    it('does not begin while a completion or a chat runs', async () => {
      const chat = new Job(lanes, 'chat', 'chat');
      const ahead = startAhead();
      await settle();
      assert.equal(ahead.turn, undefined);
      chat.end();
      await until(() => ahead.turn !== undefined, 'it begins');
    });
  });

  describe('abort', () => {
    it('before the start runs nothing', async () => {
      let ran = false;
      const result = await lanes.run({ lane: 'chat' }, AbortSignal.abort(), () => {
        ran = true;
        return Promise.resolve(1);
      });
      assert.deepEqual([result, ran], [undefined, false]);
    });

    it('in the queue answers at once and keeps the order of the others', async () => {
      const controller = new AbortController();
      const first = new Job(lanes, 'chat', 'first');
      const second = new Job(lanes, 'chat', 'second', controller.signal);
      const third = new Job(lanes, 'chat', 'third');
      await settle();
      controller.abort();
      await until(() => second.isSettled, 'the aborted one is answered');
      assert.equal(second.turn, undefined, 'its work never ran');
      assert.deepEqual([first.isRunning, third.isRunning], [true, false]);
      first.end();
      await until(() => third.isRunning, 'the third runs');
    });

    it('of a queued completion lets the chat go on once the others are done', async () => {
      const controller = new AbortController();
      const first = new Job(lanes, 'completion', 'first');
      const second = new Job(lanes, 'completion', 'second', controller.signal);
      const chat = new Job(lanes, 'chat', 'chat');
      await settle();
      controller.abort();
      await settle();
      assert.ok(second.isSettled);
      assert.equal(chat.isRunning, false);
      first.end();
      await until(() => chat.isRunning, 'the chat starts');
    });

    it('while giving way wakes the chat', async () => {
      const controller = new AbortController();
      const chat = new Job(lanes, 'chat', 'chat', controller.signal);
      await settle();
      new Job(lanes, 'completion', 'completion');
      assert.ok(chat.turn);
      const waiting = chat.turn.giveWay(controller.signal);
      controller.abort();
      await waiting;
    });

    it('of a chat that waits to start runs nothing and frees its lane', async () => {
      const controller = new AbortController();
      const completion = new Job(lanes, 'completion', 'completion');
      const aborted = new Job(lanes, 'chat', 'aborted', controller.signal);
      const next = new Job(lanes, 'chat', 'next');
      await settle();
      controller.abort();
      await until(() => aborted.isSettled, 'the aborted one is answered');
      assert.equal(aborted.turn, undefined);
      completion.end();
      await until(() => next.isRunning, 'the next chat starts');
    });
  });

  it('leaves no listeners on a signal that many batches waited with', async () => {
    const { signal } = new AbortController();
    const chat = new Job(lanes, 'chat', 'chat', signal);
    await settle();
    assert.ok(chat.turn);
    for (let batch = 0; batch < 20; batch++) {
      const completion = new Job(lanes, 'completion', 'completion');
      const waiting = chat.turn.giveWay(signal);
      completion.end();
      await waiting;
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  for (const lane of ['completion', 'chat'] as const) {
    it(`frees the ${lane} lane, and the chat, after an error`, async () => {
      const fails = (): Promise<never> => Promise.reject(new Error('no memory'));
      await assert.rejects(lanes.run({ lane }, live(), fails), /no memory/);
      const throws = (): never => {
        throw new Error('at once');
      };
      await assert.rejects(lanes.run({ lane }, live(), throws), /at once/);
      assert.equal(await lanes.run({ lane }, live(), () => Promise.resolve(1)), 1);
      assert.equal(await lanes.run({ lane: 'chat' }, live(), () => Promise.resolve(2)), 2);
    });
  }

  it('answers everyone, one at a time in each lane, whatever is asked, aborted or failing', async () => {
    const request = fc.record({
      lane: fc.constantFrom<Lane>('completion', 'chat'),
      priority: fc.constantFrom('user' as const, 'ahead' as const),
      batches: fc.nat(4),
      abortAfter: fc.option(fc.nat(12), { nil: undefined }),
      fails: fc.boolean(),
      startsAfter: fc.nat(6),
    });
    const turns = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 8 }), async (requests) => {
        const shared = new Lanes();
        const running: Record<Lane, number> = { completion: 0, chat: 0 };
        const answers = requests.map(
          async ({ lane, priority, batches, abortAfter, fails, startsAfter }) => {
            const controller = new AbortController();
            if (abortAfter !== undefined) {
              void turns(abortAfter).then(() => {
                controller.abort();
              });
            }
            await turns(startsAfter);
            return shared.run({ lane, priority }, controller.signal, async (turn, stop) => {
              running[lane] += 1;
              assert.equal(running[lane], 1);
              try {
                for (let batch = 0; batch < batches && !stop.aborted; batch++) {
                  await turns(1);
                  await turn.giveWay(stop);
                }
                if (fails) throw new Error('work failed');
              } finally {
                running[lane] -= 1;
              }
            });
          },
        );
        for (const answer of await Promise.allSettled(answers)) {
          if (answer.status === 'rejected') assert.match(String(answer.reason), /work failed/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

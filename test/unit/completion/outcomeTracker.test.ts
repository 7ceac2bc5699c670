import assert from 'node:assert/strict';
import type { TextPosition } from '../../../src/features/completion/core/completionRequest.js';
import { OutcomeTracker } from '../../../src/features/completion/core/outcomeTracker.js';
import { RecentRequests } from '../../../src/features/completion/core/requestLog.js';
import { RecordBuilder } from '../../../src/protocol/recordBuilder.js';
import { FakeClock } from '../../support/fakeClock.js';

const uri = 'file:///a';

describe('OutcomeTracker', () => {
  let clock: FakeClock;
  let log: RecentRequests;
  let tracker: OutcomeTracker;

  beforeEach(() => {
    clock = new FakeClock();
    log = new RecentRequests(10);
    tracker = new OutcomeTracker(log);
  });

  function offer(id: string, text: string, position: TextPosition, suggestionId = id): void {
    const record = new RecordBuilder({ id, kind: 'completion' }, clock);
    log.add(record.end({ kind: 'offered' }));
    tracker.offered([{ record, suggestionId, uri, position, text }]);
  }

  function change(line: number, character: number, text: string): void {
    tracker.documentChanged(uri, [{ start: { line, character }, text }]);
  }

  function outcome(id: string): string | undefined {
    return log.records.find((record) => record.id === id)?.outcome.kind;
  }

  it('keeps an offer open while nothing happens', () => {
    offer('a', 'abc', { line: 3, character: 4 });
    tracker.cursorMoved(uri, { line: 3, character: 4 });
    tracker.cursorMoved('file:///other', { line: 0, character: 0 });
    assert.equal(outcome('a'), 'offered');
  });

  it('believes the report of an acceptance, and notes its time', () => {
    offer('a', 'abc', { line: 3, character: 4 });
    clock.advance(700);
    change(3, 4, 'abc');
    tracker.cursorMoved(uri, { line: 3, character: 7 });
    tracker.accepted('a');
    assert.equal(outcome('a'), 'accepted');
    assert.deepEqual(log.records[0]?.phases, [{ name: 'accepted', startMs: 700, durationMs: 0 }]);
    change(3, 7, 'x');
    assert.equal(outcome('a'), 'accepted');
  });

  it('believes it even after the change looked like a dismissal', () => {
    offer('a', 'abc', { line: 3, character: 4 });
    change(3, 0, 'something else');
    assert.equal(outcome('a'), 'dismissed');
    tracker.accepted('a');
    assert.equal(outcome('a'), 'accepted');
  });

  it('infers that it was typed', () => {
    offer('a', 'a(b\nc', { line: 0, character: 0 });
    change(0, 0, 'a');
    change(0, 1, '()');
    change(0, 2, 'b');
    change(0, 3, '\r\n');
    change(1, 0, 'c');
    assert.equal(outcome('a'), 'offered');
    change(1, 1, ';');
    assert.equal(outcome('a'), 'typedThrough');
  });

  it('infers that words of it were taken', () => {
    offer('a', 'total = price', { line: 0, character: 0 });
    change(0, 0, 'total');
    change(0, 5, ' =');
    tracker.cursorMoved(uri, { line: 9, character: 0 });
    assert.equal(outcome('a'), 'partlyAccepted');
  });

  it('infers a dismissal from other text, a deletion, a cursor elsewhere or another editor', () => {
    const position = { line: 5, character: 2 };
    const leave: readonly (() => void)[] = [
      () => {
        change(5, 2, 'x');
      },
      () => {
        change(5, 1, '');
      },
      () => {
        change(1, 0, 'line above\n');
      },
      () => {
        tracker.cursorMoved(uri, { line: 5, character: 1 });
      },
      () => {
        tracker.editorLeft();
      },
      () => {
        offer('other', 'z', position);
      },
    ];
    for (const [index, go] of leave.entries()) {
      offer(`a${String(index)}`, 'abc', position);
      go();
      assert.equal(outcome(`a${String(index)}`), 'dismissed', String(index));
    }
  });

  it('ignores changes below and in other documents', () => {
    offer('a', 'abc', { line: 5, character: 2 });
    change(6, 0, 'x');
    tracker.documentChanged('file:///other', [{ start: { line: 0, character: 0 }, text: 'x' }]);
    assert.equal(outcome('a'), 'offered');
  });

  it('counts an acceptance for every request that offered the suggestion', () => {
    offer('a', 'abc', { line: 0, character: 0 });
    change(0, 0, 'a');
    offer('b', 'bc', { line: 0, character: 1 }, 'a');
    change(0, 1, 'bc');
    tracker.accepted('b');
    assert.deepEqual([outcome('a'), outcome('b')], ['accepted', 'accepted']);
  });
});

import assert from 'node:assert/strict';
import { ObservableValue } from '../../../src/base/observableValue.js';

describe('ObservableValue', () => {
  it('tells changes only, after the value is in place', () => {
    const observable = new ObservableValue(1);
    const heard: [number, number][] = [];
    observable.onDidChange((value) => heard.push([value, observable.value]));
    observable.set(1);
    observable.set(2);
    observable.set(2);
    observable.dispose();
    observable.set(3);
    assert.deepEqual(heard, [[2, 2]]);
    assert.equal(observable.value, 3);
  });
});

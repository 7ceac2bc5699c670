import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import { crashAdvice, failureAdvice } from '../../../src/features/models/core/failureAdvice.js';
import { engineErrorReasons } from '../../../src/protocol/engineErrors.js';

describe('failureAdvice', () => {
  const message = 'What the engine said.';

  for (const reason of engineErrorReasons.filter((one) => one !== 'loadCancelled')) {
    it(`has words and something to do for ${reason}`, () => {
      const advice = failureAdvice({ reason, message }, untranslated);
      assert.ok(advice);
      assert.ok(advice.message.startsWith('Switchyard: '));
      assert.ok(advice.message.endsWith(message));
      assert.ok(advice.actions.includes('showLog'));
      assert.ok(advice.actions.length >= 2);
    });
  }

  it('says nothing about a load that the user cancelled', () => {
    assert.equal(failureAdvice({ reason: 'loadCancelled', message }, untranslated), undefined);
  });

  it('leads to another file where the file is what is wrong', () => {
    const reasons = ['fileMissing', 'notGguf', 'truncated', 'unsupportedArchitecture'] as const;
    for (const reason of reasons) {
      const advice = failureAdvice({ reason, message }, untranslated);
      assert.equal(advice?.message, `Switchyard: ${message}`);
      assert.equal(advice.actions[0], 'chooseModel');
    }
  });

  it('explains an engine that could not finish speaking', () => {
    const advice = failureAdvice({ reason: 'engineGone', message }, untranslated);
    assert.match(advice?.message ?? '', /could not finish loading the model\. What the engine/);
    assert.equal(advice?.actions[0], 'restartEngine');
  });

  it('offers to restart an engine that is not started again by itself', () => {
    const advice = crashAdvice({ kind: 'crashed', cause: 'signal SIGABRT' }, untranslated);
    assert.match(advice.message, /signal SIGABRT/);
    assert.equal(advice.actions[0], 'restartEngine');
  });
});

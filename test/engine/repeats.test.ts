import assert from 'node:assert/strict';
import type { TestEngine } from '../support/engine/startEngine.js';
import { startEngine } from '../support/engine/startEngine.js';
import { cpuLoad, textRequest } from '../support/engine/requests.js';
import { testModel } from '../support/testModel.js';
import { repetitionStart } from '../../src/base/text/repetition.js';

const sentence =
  'The first of the two lists is sorted before the second one is read from the file. ';

describe('a model that goes round in circles', function () {
  this.timeout(240_000);
  let engine: TestEngine;

  before(async () => {
    engine = await startEngine();
    await engine.client.loadModel(cpuLoad(await testModel()));
  });
  after(() => engine.dispose());

  async function continued(avoidsRepeats: boolean): Promise<string> {
    const request = textRequest(sentence.repeat(4), 160, { avoidsRepeats });
    return (await engine.client.generate(request, new AbortController().signal)).text;
  }

  it('is led out of them where that is asked, and only there', async () => {
    assert.notEqual(repetitionStart(await continued(false)), undefined);
    assert.equal(repetitionStart(await continued(true)), undefined);
  });
});

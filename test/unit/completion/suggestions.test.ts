import assert from 'node:assert/strict';
import { Suggestions } from '../../../src/features/completion/core/suggestions.js';
import { cursorAt } from './markedDocument.js';

describe('Suggestions', () => {
  const shown = { id: 'a', cursor: cursorAt('a = ‸\n'), text: 'b + c', replacedRight: 0 };

  it('goes on with what is shown while it is typed', () => {
    const suggestions = new Suggestions();
    suggestions.show('one', [shown]);
    assert.equal(suggestions.find('one', cursorAt('a = b‸\n'))?.source, 'typedThrough');
  });

  it('offers nothing of one model for another, neither what is shown nor what is remembered', () => {
    const suggestions = new Suggestions();
    suggestions.show('one', [shown]);
    suggestions.remember('one', shown);
    assert.equal(suggestions.find('another', cursorAt('a = ‸\n')), undefined);
  });
});

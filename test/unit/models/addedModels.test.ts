import assert from 'node:assert/strict';
import path from 'node:path';

import { AddedModels } from '../../../src/features/models/core/addedModels.js';

describe('models in places of their own', () => {
  const kept = new Map<string, readonly string[]>();
  const folders = 'switchyard.addedModelFolders';
  const root = path.resolve('weights');

  beforeEach(() => {
    kept.clear();
  });

  function added(): AddedModels {
    return new AddedModels({
      get: (key) => kept.get(key),
      update: (key, value) => Promise.resolve(void kept.set(key, value)),
    });
  }

  it('forgets the folder that a file was found in', async () => {
    const models = added();
    await models.addFolder(root);
    await models.forget(path.join(root, 'deep', 'model.gguf'));
    assert.deepEqual(kept.get(folders), []);
  });

  it('keeps a folder whose name only begins the same', async () => {
    const models = added();
    await models.addFolder(root);
    await models.forget(path.join(`${root}-large`, 'model.gguf'));
    assert.deepEqual(kept.get(folders), [root]);
  });

  it('keeps the last addition of the same file only', async () => {
    const models = added();
    await models.addFile(path.join(root, 'a.gguf'));
    await models.addFile(path.join(root, 'b.gguf'));
    await models.addFile(path.join(root, 'a.gguf'));
    assert.deepEqual(kept.get('switchyard.addedModelFiles'), [
      path.join(root, 'b.gguf'),
      path.join(root, 'a.gguf'),
    ]);
  });
});

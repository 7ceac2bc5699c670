import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelPlaces } from '../../../src/features/models/core/findModel.js';
import { findModel } from '../../../src/features/models/core/findModel.js';

describe('findModel', () => {
  let extensionDirectory: string;
  let pocket: string;

  beforeEach(async () => {
    extensionDirectory = await mkdtemp(path.join(tmpdir(), 'switchyard-models-'));
    pocket = path.join(extensionDirectory, 'models', 'pocket');
    await mkdir(pocket, { recursive: true });
  });

  afterEach(async () => {
    await rm(extensionDirectory, { recursive: true });
  });

  const find = (changes: Partial<ModelPlaces> = {}): ReturnType<typeof findModel> =>
    findModel({
      settingPath: '',
      homeDirectory: '/home/ada',
      extensionDirectory,
      ...changes,
    });

  it('prefers the setting, even to a file that is there', async () => {
    await writeFile(path.join(pocket, 'pocket-00001-of-00002.gguf'), '');
    assert.deepEqual(await find({ settingPath: ' /models/mine.gguf ' }), {
      origin: 'setting',
      path: '/models/mine.gguf',
    });
  });

  it('expands the home folder, but not in names that only begin with a tilde', async () => {
    assert.deepEqual(await find({ settingPath: '~/m.gguf' }), {
      origin: 'setting',
      path: path.join('/home/ada', 'm.gguf'),
    });
    assert.equal((await find({ settingPath: '~ada/m.gguf' }))?.origin, 'relativeSetting');
  });

  it('says that a relative path is none', async () => {
    assert.deepEqual(await find({ settingPath: 'm.gguf' }), {
      origin: 'relativeSetting',
      path: 'm.gguf',
    });
  });

  it('takes the first part of the bundled model', async () => {
    for (const name of ['notes.md', 'pocket-00002-of-00002.gguf', 'pocket-00001-of-00002.gguf']) {
      await writeFile(path.join(pocket, name), '');
    }
    assert.deepEqual(await find(), {
      origin: 'bundled',
      path: path.join(pocket, 'pocket-00001-of-00002.gguf'),
    });
  });

  it('does without the folder of the bundled model', async () => {
    await rm(pocket, { recursive: true });
    assert.equal(await find(), undefined);
  });
});

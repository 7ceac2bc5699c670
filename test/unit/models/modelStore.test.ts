import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { untranslated } from '../../../src/base/translate.js';
import { AddedModels } from '../../../src/features/models/core/addedModels.js';
import { readChecksum, writeChecksum } from '../../../src/features/models/core/checksumFile.js';
import { DownloadError } from '../../../src/download/downloadError.js';
import type { Endpoints } from '../../../src/download/downloadOrigin.js';
import { writePartState } from '../../../src/download/partState.js';
import { firstPartOrigin, planDownload } from '../../../src/features/models/core/downloadPlan.js';
import type { ListMemory } from '../../../src/features/models/core/listMemory.js';
import {
  deleteModel,
  describeModel,
  listModels,
  listUnfinished,
  shownName,
  storePath,
} from '../../../src/features/models/core/modelStore.js';
import { sizeText } from '../../../src/base/sizeText.js';
import { verifyModel } from '../../../src/features/models/core/verifyModel.js';
import { sha256 } from '../../support/download/downloadRig.js';

const goOn = new AbortController().signal;
const origin = {
  kind: 'huggingFace',
  repository: 'owner/name-GGUF',
  revision: 'main',
  path: 'Q4/m-00001-of-00002.gguf',
} as const;
const endpoints: Endpoints = [new URL('https://huggingface.co'), new URL('https://mirror.example')];

describe('the store of models', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'switchyard-store-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, text: string): Promise<string> {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  it('lists models with their parts as one, and tells where a part is missing', async () => {
    await put('a/one.gguf', '12345');
    await put('b/m-00001-of-00002.gguf', '123');
    await put('b/m-00002-of-00002.gguf', '45');
    await put('c/n-00001-of-00002.gguf', '1');
    await put('c/readme.md', '');
    await put('c/half.gguf.part', '');
    const models = await listModels(folder);
    assert.deepEqual(
      models.map(({ name, sizeBytes, isComplete }) => [name, sizeBytes, isComplete]),
      [
        ['one', 5, true],
        ['m', 5, true],
        ['n', 1, false],
      ],
    );
    assert.deepEqual(await listModels(path.join(folder, 'nowhere')), []);
  });

  it('lists what was begun and not finished', async () => {
    const target = path.join(folder, 'm-00002-of-00002.gguf');
    await writePartState(`${target}.part.json`, {
      version: 1,
      origin,
      server: 'https://huggingface.co',
      sizeBytes: 250,
      validators: {},
      pieceSizeBytes: 100,
      received: [100, 30],
    });
    await put('other.part.json', '{"version":2}');
    assert.deepEqual(await listUnfinished(folder), [
      { origin, target, name: 'm', receivedBytes: 130, sizeBytes: 250 },
    ]);
  });

  it('deletes all parts and forgets their checksums', async () => {
    const first = await put('m-00001-of-00002.gguf', '123');
    const second = await put('m-00002-of-00002.gguf', '45');
    const other = await put('other.gguf', '6');
    for (const file of [first, second, other]) await writeChecksum(file, 'ab'.repeat(32));
    const model = await describeModel(first);
    assert.ok(model);
    await deleteModel(model);
    assert.deepEqual(await readdir(folder), ['SHA256SUMS', 'other.gguf']);
    assert.equal(await readChecksum(first), undefined);
    assert.equal(await readChecksum(other), 'ab'.repeat(32));
    assert.equal(
      await readFile(path.join(folder, 'SHA256SUMS'), 'utf8'),
      `${'ab'.repeat(32)}  other.gguf\n`,
    );
  });

  it('verifies by checksum where there is one, else by the header alone', async () => {
    const file = await put('m.gguf', '123');
    const model = await describeModel(file);
    assert.ok(model);
    const shares: number[] = [];
    const verify = (): ReturnType<typeof verifyModel> =>
      verifyModel(
        model,
        () => Promise.resolve(),
        (share) => shares.push(share),
        goOn,
      );
    assert.deepEqual(await verify(), { kind: 'headerOnly' });
    await writeChecksum(file, sha256(Buffer.from('123')));
    assert.deepEqual(await verify(), { kind: 'sameAsPublished' });
    assert.equal(shares.at(-1), 1);
    await writeFile(file, '124');
    assert.deepEqual(await verify(), { kind: 'damaged', part: file });
    await assert.rejects(
      verifyModel(
        model,
        () => Promise.reject(new Error('no header')),
        () => undefined,
        goOn,
      ),
      /no header/,
    );
  });

  it('keeps every file below its folder', () => {
    const at = (...names: string[]): string => path.join(folder, ...names);
    assert.equal(
      storePath(folder, origin),
      at('owner', 'name-GGUF', 'Q4', 'm-00001-of-00002.gguf'),
    );
    const address = 'https://files.example:8443/a/b%20c.gguf?x=1';
    assert.equal(storePath(folder, { kind: 'address', address }), at('files.example', 'b c.gguf'));
    for (const bad of ['../../x.gguf', '/x.gguf', 'a/../x.gguf', 'a\\..\\x.gguf']) {
      assert.throws(
        () => storePath(folder, { ...origin, path: bad }),
        (error) => DownloadError.is(error, 'badName'),
        bad,
      );
    }
    assert.throws(() =>
      storePath(folder, { kind: 'address', address: 'https://x.example/..%2f..%2fy.gguf%00' }),
    );
    assert.equal(shownName('/x/m-00001-of-00002.gguf'), 'm');
  });

  it('remembers files and folders that the user added, and forgets them', async () => {
    const values = new Map<string, readonly string[]>();
    const memory: ListMemory = {
      get: (key) => values.get(key),
      update: (key, value) => Promise.resolve(void values.set(key, value)),
    };
    const added = new AddedModels(memory);
    const one = await put('one.gguf', '1');
    await put('more/two.gguf', '2');
    await added.addFile(one);
    await added.addFile(one);
    await added.addFile(path.join(folder, 'gone.gguf'));
    await added.addFolder(path.join(folder, 'more'));
    const names = async (): Promise<string[]> => (await added.list()).map(({ name }) => name);
    assert.deepEqual(await names(), ['one', 'two']);
    await added.forget(one);
    assert.deepEqual(await names(), ['two']);
    await added.forget(path.join(folder, 'more', 'two.gguf'));
    assert.deepEqual(await names(), []);
  });
});

describe('planDownload', () => {
  const listed = [
    { path: 'Q4/m-00001-of-00002.gguf', sizeBytes: 10, sha256: 'ab'.repeat(32) },
    { path: 'Q4/m-00002-of-00002.gguf', sizeBytes: 20 },
  ];

  it('lays out all parts with what is published of them', () => {
    const plan = planDownload(origin, listed, '/models', endpoints);
    assert.equal(plan.name, 'm');
    assert.equal(plan.sizeBytes, 30);
    assert.equal(String(plan.page), 'https://huggingface.co/owner/name-GGUF');
    assert.deepEqual(
      plan.request.map(({ addresses, published }) => [addresses.map(String), published]),
      [
        [
          [
            'https://huggingface.co/owner/name-GGUF/resolve/main/Q4/m-00001-of-00002.gguf',
            'https://mirror.example/owner/name-GGUF/resolve/main/Q4/m-00001-of-00002.gguf',
          ],
          { sizeBytes: 10, sha256: 'ab'.repeat(32) },
        ],
        [
          [
            'https://huggingface.co/owner/name-GGUF/resolve/main/Q4/m-00002-of-00002.gguf',
            'https://mirror.example/owner/name-GGUF/resolve/main/Q4/m-00002-of-00002.gguf',
          ],
          { sizeBytes: 20 },
        ],
      ],
    );
  });

  it('does without a list, and refuses where a part is not in it', () => {
    assert.equal(planDownload(origin, [], '/models', endpoints).sizeBytes, undefined);
    assert.throws(
      () => planDownload(origin, listed.slice(0, 1), '/models', endpoints),
      (error) => DownloadError.is(error, 'notFound'),
    );
  });

  it('finds the parts of an address, and the first from any', () => {
    const address = 'https://x.example/m-00001-of-00002.gguf?sig=1';
    const plan = planDownload({ kind: 'address', address }, [], '/models', endpoints);
    assert.deepEqual(
      plan.request.map(({ addresses }) => String(addresses[0])),
      [address, 'https://x.example/m-00002-of-00002.gguf?sig=1'],
    );
    assert.deepEqual(firstPartOrigin({ ...origin, path: 'm-00002-of-00002.gguf' }), {
      ...origin,
      path: 'm-00001-of-00002.gguf',
    });
  });
});

describe('sizeText', () => {
  it('gives decimal units', () => {
    const sizes = [0, 999, 1_000, 999_600, 4_230_976_352, 127_000_000_000];
    assert.deepEqual(sizes.map(sizeText), [
      '0 bytes',
      '999 bytes',
      '1 kB',
      '1 MB',
      '4.2 GB',
      '127 GB',
    ]);
    assert.equal(untranslated('{0}', sizeText(12_109_566_560)), '12.1 GB');
  });
});

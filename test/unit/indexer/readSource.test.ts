import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import type { SourceFile } from '../../../src/indexer/scan/readSource.js';
import { readSource } from '../../../src/indexer/scan/readSource.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';

const options = { maxFileSizeBytes: 100_000, indexSecrets: false };

describe('readSource', () => {
  const folder = new TemporaryFolder();
  after(() => {
    folder.remove();
  });

  const read = (content: string | Uint8Array): Promise<SourceFile> =>
    readSource(folder.write('file.txt', content), options);

  const textOf = async (content: string | Uint8Array): Promise<string | undefined> => {
    const source = await read(content);
    return source.kind === 'text' ? source.text : undefined;
  };

  it('reads UTF-8 with and without a byte order mark', async () => {
    assert.equal(await textOf('größe'), 'größe');
    assert.equal(await textOf('\uFEFFgröße'), 'größe');
  });

  it('reads UTF-16 of both orders', async () => {
    const little = Buffer.from('\uFEFFclass Größe', 'utf16le');
    assert.equal(await textOf(little), 'class Größe');
    assert.equal(await textOf(Buffer.from(little).swap16()), 'class Größe');
  });

  it('reads an older encoding as far as it goes', async () => {
    assert.equal(await textOf(Buffer.from('Gr\xf6\xdfe = 1', 'latin1')), 'Größe = 1');
  });

  it('reads an empty file', async () => {
    assert.equal(await textOf(''), '');
  });

  const skipped: readonly [what: string, content: string | Uint8Array, reason: string][] = [
    ['binary content', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'binary'],
    ['a file beyond the limit', 'x\n'.repeat(60_000), 'tooLarge'],
    ['one endless line', `var a=${'b+'.repeat(20_000)}c`, 'minified'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMII\n', 'secret'],
  ];
  for (const [what, content, reason] of skipped) {
    it(`leaves out ${what}`, async () => {
      assert.deepEqual(await read(content), { kind: 'skipped', reason });
    });
  }

  it('takes a private key where secrets are wanted', async () => {
    const file = folder.write('key', '-----BEGIN RSA PRIVATE KEY-----\nMII\n');
    assert.equal((await readSource(file, { ...options, indexSecrets: true })).kind, 'text');
  });

  it('tells a file that is gone, a folder and a link from a file', async () => {
    const file = folder.write('real.txt', 'text');
    const link = folder.path('link.txt');
    symlinkSync(file, link);
    assert.equal((await readSource(link, options)).kind, 'gone');
    assert.equal((await readSource(folder.root, options)).kind, 'gone');
    rmSync(file);
    assert.equal((await readSource(file, options)).kind, 'gone');
  });

  it('gives the same hash for the same content only', async () => {
    const hashes = [];
    for (const content of ['one', 'one', 'two']) {
      const source = await read(content);
      hashes.push(source.kind === 'text' ? source.hash : '');
    }
    assert.equal(hashes[0], hashes[1]);
    assert.notEqual(hashes[0], hashes[2]);
  });
});

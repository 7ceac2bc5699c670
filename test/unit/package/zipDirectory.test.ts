import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readZipDirectory } from '../../../scripts/lib/package/zipDirectory.mjs';
import { withTemporaryFolder } from '../engine/temporaryFolder.js';

/** Made by Info-ZIP: `a.txt` stored (6 bytes), `b/c.txt` deflated (60 times `x`), and a comment. */
const archive =
  'UEsDBAoAAAAAAAAAIVwgMDo2BgAAAAYAAAAFAAAAYS50eHRoZWxsbwpQSwMEFAAAAAgAAAAhXHloVoQGAAAAPAAAAA' +
  'cAAABiL2MudHh0q6ggHwAAUEsBAh4DCgAAAAAAAAAhXCAwOjYGAAAABgAAAAUAAAAAAAAAAQAAAKSBAAAAAGEudHh0' +
  'UEsBAh4DFAAAAAgAAAAhXHloVoQGAAAAPAAAAAcAAAAAAAAAAQAAAKSBKQAAAGIvYy50eHRQSwUGAAAAAAIAAgBoAA' +
  'AAVAAAAAkAYSBjb21tZW50';

describe('directory of a ZIP archive', () => {
  it('lists files and reads them, stored or deflated', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'test.zip');
      await writeFile(file, Buffer.from(archive, 'base64'));
      const entries = readZipDirectory(file);
      assert.deepEqual(
        entries.map(({ name, sizeBytes }) => [name, sizeBytes]),
        [
          ['a.txt', 6],
          ['b/c.txt', 60],
        ],
      );
      assert.ok((entries[1]?.packedBytes ?? 60) < 60);
      assert.equal(entries[0]?.read().toString(), 'hello\n');
      assert.equal(entries[1]?.read().toString(), 'x'.repeat(60));
    }));

  it('refuses what is no archive', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'test.zip');
      await writeFile(file, 'not an archive at all, but long enough');
      assert.throws(() => readZipDirectory(file), /is no ZIP archive/);
    }));
});

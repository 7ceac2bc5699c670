import assert from 'node:assert/strict';
import { reportSize } from '../../../scripts/lib/package/sizeReport.mjs';

const entries = [
  { name: 'extension.vsixmanifest', packedBytes: 1_000 },
  { name: 'extension/package.json', packedBytes: 9_000 },
  { name: 'extension/dist/engine.mjs', packedBytes: 200_000 },
  { name: 'extension/dist/webviews/chat.js', packedBytes: 300_000 },
  { name: 'extension/node_modules/@node-llama-cpp/linux-x64/bins/a.so', packedBytes: 4_000_000 },
  { name: 'extension/node_modules/@node-llama-cpp/linux-x64-vulkan/bins/a.so', packedBytes: 9e6 },
  { name: 'extension/node_modules/yargs/index.mjs', packedBytes: 20_000 },
];

describe('size of a package', () => {
  const report = (budgetMb: number): ReturnType<typeof reportSize> =>
    reportSize({ target: 'linux-x64', budgetMb, archiveBytes: 13_600_000, entries });

  it('says where it goes, the largest first', () => {
    assert.deepEqual(report(20).folders, [
      { folder: 'node_modules/@node-llama-cpp/linux-x64-vulkan', packedMb: 9 },
      { folder: 'node_modules/@node-llama-cpp/linux-x64', packedMb: 4 },
      { folder: 'dist', packedMb: 0.5 },
      { folder: 'node_modules', packedMb: 0.02 },
      { folder: 'files of the root', packedMb: 0.01 },
    ]);
  });

  it('is no problem within the budget, the budget itself included', () => {
    assert.equal(report(20).problem, undefined);
    assert.equal(report(13.6).problem, undefined);
  });

  it('says what to do above it', () => {
    const { problem } = report(13);
    assert.match(
      problem ?? '',
      /linux-x64 has 13\.6 MB; its budget is 13 MB\. Leave out what grew/,
    );
  });
});

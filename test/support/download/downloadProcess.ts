import process from 'node:process';
import { access } from 'node:fs/promises';
import { downloadFiles } from '../../../src/download/downloadFiles.js';
import { defaultPolicy } from '../../../src/download/downloadPolicy.js';
import { systemTools } from '../../../src/download/downloadTools.js';
import { checkGgufStart } from '../../../src/features/models/core/ggufStart.js';

// Downloads one file in a process of its own, which the test may kill: downloadProcess ADDRESS TARGET SHA256.
// A dot on the standard output says that bytes come.
const [address = '', target = '', sha256 = ''] = process.argv.slice(2);

await downloadFiles(
  [
    {
      origin: { kind: 'address', address },
      addresses: [new URL(address)],
      target,
      published: { sha256 },
      checkStart: checkGgufStart,
    },
  ],
  {
    ...systemTools({ userAgent: 'Switchyard-Test', token: () => Promise.resolve(undefined) }),
    policy: { ...defaultPolicy, checkpointMs: 300 },
  },
  (file) =>
    access(file.target).then(
      () => true,
      () => false,
    ),
  ({ step }) => {
    if (step.kind === 'receiving') process.stdout.write('.');
  },
  new AbortController().signal,
);

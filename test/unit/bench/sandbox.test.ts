import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isolation, runSandboxed } from '../../../bench/infill/sandbox.js';
import type { SandboxResult } from '../../../bench/infill/sandbox.js';
import { withTemporaryFolder } from '../engine/temporaryFolder.js';

const mebibyte = 1024 * 1024;

function python(text: string, wallMs = 60_000): Promise<SandboxResult> {
  return runSandboxed({
    fileName: 'program.py',
    text,
    command: (file) => ['python3', '-I', file],
    limits: { cpuMs: 1000, wallMs, memoryBytes: 256 * mebibyte },
  });
}

describe('runSandboxed', () => {
  it('passes a program that ends with status 0', async () => {
    assert.deepEqual(await python('assert 1 + 1 == 2'), {
      passed: true,
      ending: 'passed',
      errorText: '',
    });
  });

  it('fails one that ends otherwise, with the end of its errors', async () => {
    assert.equal((await python('raise SystemExit(3)')).ending, 'failed');
    const { passed, errorText } = await python('assert False, "wrong sum"');
    assert.equal(passed, false);
    assert.match(errorText, /AssertionError: wrong sum/);
  });

  it('stops an endless loop', async () => {
    assert.equal((await python('while True: pass')).ending, 'timeLimit');
  });

  it('stops a program that only sleeps', async () => {
    assert.equal((await python('import time\ntime.sleep(60)', 1500)).ending, 'timeLimit');
  });

  it('does not let a program have more memory than its limit', async () => {
    const { ending, errorText } = await python('held = bytearray(2**30)');
    assert.equal(ending, 'failed');
    assert.match(errorText, /MemoryError/);
    assert.equal((await python(`held = bytearray(${64 * mebibyte})`)).passed, true);
  });

  it('does not let a program fill the disk', async () => {
    const { passed } = await python(`open('big', 'wb').write(bytes(${32 * mebibyte}))`);
    assert.equal(passed, false);
  });

  it('ends the children of a program that has ended, and of one that was stopped', () =>
    withTemporaryFolder(async (folder) => {
      for (const parent of ['pass', 'time.sleep(60)']) {
        const beats = path.join(folder, 'beats');
        const { ending } = await python(
          [
            'import os, time',
            'if os.fork() == 0:',
            ...(isolation() === 'namespaces' ? ['    os.setsid()'] : []),
            '    while True:',
            `        open(${JSON.stringify(beats)}, 'a').write('.')`,
            '        time.sleep(0.05)',
            'time.sleep(1)',
            parent,
          ].join('\n'),
          3000,
        );
        assert.equal(ending, parent === 'pass' ? 'passed' : 'timeLimit');
        await delay(200);
        const { length } = await readFile(beats, 'utf8');
        assert.ok(length > 0);
        await delay(400);
        assert.equal((await readFile(beats, 'utf8')).length, length);
      }
    }));

  it('starts in an empty folder of its own with little environment', async () => {
    process.env['SWITCHYARD_SECRET_OF_TEST'] = 'x';
    try {
      const { errorText, passed } = await python(
        [
          'import os',
          "assert os.listdir('.') == ['program.py'], os.listdir('.')",
          "assert 'SWITCHYARD_SECRET_OF_TEST' not in os.environ",
          "assert os.path.realpath(os.environ['HOME']) == os.path.realpath('.')",
        ].join('\n'),
      );
      assert.ok(passed, errorText);
    } finally {
      delete process.env['SWITCHYARD_SECRET_OF_TEST'];
    }
  });

  it('has no network where namespaces are permitted', async function () {
    if (isolation() !== 'namespaces') this.skip();
    const network = await python(
      "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)",
    );
    assert.match(network.errorText, /Network is unreachable/);
  });

  it('has few processes where namespaces are permitted, unless root runs it', async function () {
    if (isolation() !== 'namespaces' || process.getuid?.() === 0) this.skip();
    const bomb = await python(
      'import os, time\nfor _ in range(500):\n    if os.fork() == 0: time.sleep(30)\n',
    );
    assert.match(bomb.errorText, /BlockingIOError|Resource temporarily unavailable/);
  });
}).timeout(60_000);

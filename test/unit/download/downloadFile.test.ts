import assert from 'node:assert/strict';
import { access, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DownloadError } from '../../../src/download/downloadError.js';
import type { DownloadFault } from '../../../src/download/downloadError.js';
import {
  DownloadRig,
  ggufLikeBytes,
  quickPolicy,
  sha256,
} from '../../support/download/downloadRig.js';
import type { Fault } from '../../support/faultyServer.js';

const bytes = ggufLikeBytes(1_000_000, 7);
const otherBytes = ggufLikeBytes(1_000_000, 8);

describe('downloadFile', () => {
  let rig: DownloadRig;

  beforeEach(async () => {
    rig = await DownloadRig.start();
  });

  afterEach(() => rig.close());

  /** Begins, and is stopped on the way. */
  const cutDownload = async (): Promise<void> => {
    rig.server.serve('/model.gguf', { bytes, bytesPerSecond: 400_000 });
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 300);
    await assert.rejects(rig.download({ signal: stop.signal }));
  };
  const assertWhole = async (expected = bytes): Promise<void> => {
    assert.equal(sha256(await readFile(rig.target)), sha256(expected));
    assert.deepEqual(await readdir(path.dirname(rig.target)), ['model.gguf']);
  };

  const assertRefused = async (
    promise: Promise<unknown>,
    fault: DownloadFault,
  ): Promise<DownloadError> => {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(DownloadError.is(error), String(error));
    assert.equal(error.fault, fault, error.message);
    await assert.rejects(access(rig.target), 'nothing has the model’s name');
    return error;
  };

  it('fetches parts in parallel, at most four at a time, checks them and gives the file its name', async () => {
    rig.server.serve('/model.gguf', { bytes, bytesPerSecond: 4_000_000 });
    // on a busy machine nothing may come for a while without being a fault
    rig.tools = { ...rig.tools, policy: { ...quickPolicy, stallMs: 15_000 } };
    const file = await rig.download({ sha256: sha256(bytes), sizeBytes: bytes.length });
    assert.deepEqual(file, { path: rig.target, sizeBytes: bytes.length, sha256: sha256(bytes) });
    await assertWhole();
    assert.equal(rig.server.mostConnections, 4);
    // the parts are fetched once, besides the first bytes that show what the file is
    assert.equal(rig.server.bytesSent, bytes.length + 8);
    assert.deepEqual(rig.steps, ['connecting', 'receiving', 'checking']);
  });

  it('says that nothing was published to check against', async () => {
    rig.server.serve('/model.gguf', { bytes });
    const file = await rig.download();
    assert.equal(file.sha256, undefined);
    await assertWhole();
  });

  const survived: readonly { readonly name: string; readonly faults: readonly Fault[] }[] = [
    { name: 'cut connections', faults: Array<Fault>(5).fill({ kind: 'cut', afterBytes: 40_000 }) },
    {
      name: 'stalled connections',
      faults: Array<Fault>(2).fill({ kind: 'stall', afterBytes: 40_000 }),
    },
    { name: 'a server that does not answer', faults: [{ kind: 'silent' }] },
    { name: 'less than announced', faults: [{ kind: 'promise', moreBytes: 5_000 }] },
    { name: 'the status 500', faults: [{ kind: 'status', status: 500 }] },
    { name: 'the status 503', faults: [{ kind: 'status', status: 503 }] },
    { name: 'ranges that are ignored now and then', faults: [{ kind: 'ignoreRange' }] },
    { name: 'another size in one answer', faults: [{ kind: 'claim', moreBytes: 10 }] },
  ];
  for (const { name, faults } of survived) {
    it(`survives ${name} and keeps what was received`, async () => {
      const served = rig.server.serve('/model.gguf', {
        bytes,
        faults: [...faults],
        faultsHit: 'body',
      });
      await rig.download({ sha256: sha256(bytes) });
      await assertWhole();
      assert.deepEqual(served.faults, []);
      assert.ok(rig.steps.includes('waiting'));
      // a server that ignores the range has sent too much before it can be stopped
      if (faults[0]?.kind === 'ignoreRange') return;
      // at most the pieces that were on their way are sent again, never the whole
      assert.ok(
        rig.server.bytesSent < 1.4 * bytes.length,
        `${rig.server.bytesSent} bytes were sent`,
      );
    });
  }

  it('waits as long as the server asks after a 429', async () => {
    rig.server.serve('/model.gguf', {
      bytes,
      faults: [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
    });
    const startMs = performance.now();
    await rig.download();
    assert.ok(performance.now() - startMs >= 1_000);
    await assertWhole();
  });

  it('does not wait for hours, but says when to come back', async () => {
    rig.server.serve('/model.gguf', {
      bytes,
      always: { kind: 'status', status: 429, headers: { 'retry-after': '7200' } },
    });
    const error = await assertRefused(rig.download(), 'rateLimited');
    assert.equal(error.details.retryAfterMs, 7_200_000);
  });

  it('reads a server without ranges over one connection', async () => {
    rig.server.serve('/model.gguf', { bytes, always: { kind: 'ignoreRange' } });
    await rig.download({ sha256: sha256(bytes) });
    await assertWhole();
    assert.equal(rig.server.mostConnections, 1);
  });

  it('survives cuts of a server without ranges', async () => {
    const cutting: Fault[] = [
      { kind: 'cut', afterBytes: 300_000 },
      { kind: 'cut', afterBytes: 600_000 },
    ];
    rig.server.serve('/model.gguf', { bytes, etag: null, faults: cutting, faultsHit: 'body' });
    rig.tools = { ...rig.tools, policy: { ...quickPolicy, pieceSizeBytes: bytes.length } };
    await rig.download();
    await assertWhole();
  });

  it('begins again when the file on the server changes between two parts', async () => {
    let bodies = 0;
    rig.server.serve('/model.gguf', {
      bytes,
      onBody: (file) => {
        if (++bodies === 6) file.bytes = otherBytes;
      },
    });
    await rig.download();
    await assertWhole(otherBytes);
  });

  it('notices a change by a weak ETag, for which a server knows no condition', async () => {
    let bodies = 0;
    rig.server.serve('/model.gguf', {
      bytes,
      etag: 'W/"old"',
      onBody: (file) => {
        if (++bodies === 6) Object.assign(file, { bytes: otherBytes, etag: 'W/"new"' });
      },
    });
    await rig.download();
    await assertWhole(otherBytes);
  });

  it('takes no other part of the file than it asked for', async () => {
    rig.server.serve('/model.gguf', {
      bytes,
      faults: [{ kind: 'wrongRange' }],
      faultsHit: 'body',
    });
    await assertRefused(rig.download(), 'badResponse');
  });

  it('gives up on a file that never stops changing', async () => {
    let version = 0;
    rig.server.serve('/model.gguf', {
      bytes,
      onBody: (file) => {
        file.bytes = ggufLikeBytes(1_000_000, 100 + version++);
      },
    });
    await assertRefused(rig.download(), 'changed');
  });

  const refused: readonly (readonly [DownloadFault, Fault])[] = [
    ['unauthorised', { kind: 'status', status: 401 }],
    ['notFound', { kind: 'status', status: 401, headers: { 'x-error-code': 'RepoNotFound' } }],
    ['forbidden', { kind: 'status', status: 403, headers: { 'x-error-code': 'GatedRepo' } }],
    ['notFound', { kind: 'status', status: 404 }],
    ['proxyRefused', { kind: 'status', status: 407 }],
    ['rateLimited', { kind: 'status', status: 429 }],
    ['serverFailed', { kind: 'status', status: 500 }],
    ['badResponse', { kind: 'status', status: 418 }],
    ['badResponse', { kind: 'wrongRange' }],
    ['badResponse', { kind: 'compressed' }],
    ['badResponse', { kind: 'redirect', to: '/model.gguf' }],
    ['badResponse', { kind: 'redirect', to: 'file:///etc/passwd' }],
    ['wrongKind', { kind: 'html' }],
    ['stalled', { kind: 'silent' }],
    ['interrupted', { kind: 'cut', afterBytes: 0 }],
  ];
  for (const [fault, always] of refused) {
    const what = always.kind === 'status' ? `the status ${always.status}` : always.kind;
    it(`ends as ${fault} where the server keeps to ${what}`, async () => {
      rig.server.serve('/model.gguf', { bytes, always });
      await assertRefused(rig.download(), fault);
    });
  }

  it('ends as offline where nobody listens', async () => {
    const address = rig.server.url('/model.gguf');
    await rig.server.close();
    await assertRefused(rig.download({ addresses: [address] }), 'offline');
    rig.server.close = () => Promise.resolve();
  });

  it('refuses a file of another size than published before it receives it', async () => {
    rig.server.serve('/model.gguf', { bytes });
    await assertRefused(rig.download({ sizeBytes: bytes.length + 1 }), 'wrongSize');
    assert.equal(rig.server.bytesSent, 8);
  });

  it('throws wrong bytes away, and begins anew the next time', async () => {
    const served = rig.server.serve('/model.gguf', { bytes: otherBytes });
    await assertRefused(rig.download({ sha256: sha256(bytes) }), 'wrongChecksum');
    assert.deepEqual(await readdir(path.dirname(rig.target)), []);
    served.bytes = bytes;
    await rig.download({ sha256: sha256(bytes) });
    await assertWhole();
  });

  it('takes the checksum that Hugging Face sends with its redirection', async () => {
    rig.mirror.serve('/store', { bytes });
    const headers = {
      'x-linked-etag': `"${sha256(bytes)}"`,
      'x-linked-size': String(bytes.length),
    };
    rig.server.serve('/model.gguf', {
      bytes: Buffer.alloc(0),
      always: { kind: 'redirect', to: String(rig.mirror.url('/store')), headers },
    });
    const file = await rig.download();
    assert.equal(file.sha256, sha256(bytes));
    await assertWhole();
  });

  it('sends the access token to its own server only', async () => {
    rig.tools = {
      ...rig.tools,
      token: (origin) => Promise.resolve(origin === rig.server.origin ? 'hf_secret' : undefined),
    };
    rig.mirror.serve('/store', { bytes });
    rig.server.serve('/model.gguf', {
      bytes: Buffer.alloc(0),
      token: 'hf_secret',
      always: { kind: 'redirect', to: String(rig.mirror.url('/store')) },
    });
    await rig.download();
    await assertWhole();
    assert.ok(
      rig.server.requests.every(({ headers }) => headers.authorization === 'Bearer hf_secret'),
    );
    assert.ok(rig.mirror.requests.length > 0);
    assert.ok(rig.mirror.requests.every(({ headers }) => headers.authorization === undefined));
  });

  it('goes to a mirror when the first server fails, and back when that one fails', async () => {
    rig.server.serve('/model.gguf', {
      bytes,
      faults: Array<Fault>(2).fill({ kind: 'cut', afterBytes: 9_000 }),
      faultsHit: 'body',
    });
    rig.mirror.serve('/m.gguf', {
      bytes,
      etag: '"of the mirror"',
      faults: [{ kind: 'cut', afterBytes: 9_000 }],
      faultsHit: 'body',
    });
    const addresses = [rig.server.url('/model.gguf'), rig.mirror.url('/m.gguf')];
    await rig.download({ addresses, sha256: sha256(bytes) });
    await assertWhole();
    assert.ok(rig.mirror.bytesSent > 8);
  });

  it('tells what the preferred server refused, not that the mirror has no such file', async () => {
    rig.server.serve('/model.gguf', { bytes, always: { kind: 'status', status: 403 } });
    const addresses = [rig.server.url('/model.gguf'), rig.mirror.url('/m.gguf')];
    await assertRefused(rig.download({ addresses }), 'forbidden');
  });

  it('never throws away what came from one server because a mirror has another file', async () => {
    await cutDownload();
    const before = await readFile(`${rig.target}.part.json`, 'utf8');
    rig.mirror.serve('/m.gguf', { bytes: otherBytes });
    await assertRefused(rig.download({ addresses: [rig.mirror.url('/m.gguf')] }), 'changed');
    assert.equal(await readFile(`${rig.target}.part.json`, 'utf8'), before);
  });

  it('stops when it is cancelled, and goes on from there', async () => {
    const served = rig.server.serve('/model.gguf', { bytes, bytesPerSecond: 300_000 });
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 400);
    await assert.rejects(rig.download({ signal: stop.signal }), /enough/);
    await assert.rejects(access(rig.target));
    const sent = rig.server.bytesSent;
    assert.ok(sent > 100_000, `${sent} bytes were sent`);
    delete served.bytesPerSecond;
    await rig.download({ sha256: sha256(bytes) });
    await assertWhole();
    // what had left the server but was not written yet is all that is sent again
    assert.ok(
      rig.server.bytesSent < bytes.length + 400_000,
      `${rig.server.bytesSent} bytes were sent`,
    );
  });

  it('believes only what was recorded: bytes behind it are fetched again', async () => {
    await cutDownload();
    const state = JSON.parse(await readFile(`${rig.target}.part.json`, 'utf8')) as {
      received: number[];
    };
    const part = await readFile(`${rig.target}.part`);
    // a power cut leaves rubbish where the last, unrecorded write went
    const recordedEnd = state.received[0] ?? 0;
    part.fill(0xaa, recordedEnd, Math.min(64 * 1_024, part.length));
    await writeFile(`${rig.target}.part`, part);
    await rig.download({ sha256: sha256(bytes) });
    await assertWhole();
  });

  for (const [what, damage] of [
    ['a state that was cut off', async () => writeFile(`${rig.target}.part.json`, '{"version":1,')],
    [
      'a part file that is shorter than recorded',
      async () => writeFile(`${rig.target}.part`, 'GGUF'),
    ],
  ] as const) {
    it(`begins again with ${what}`, async () => {
      await cutDownload();
      await damage();
      rig.server.serve('/model.gguf', { bytes });
      await rig.download({ sha256: sha256(bytes) });
      await assertWhole();
    });
  }

  it('refuses before it begins where the disk has too little room', async () => {
    rig.server.serve('/model.gguf', { bytes });
    rig.tools = { ...rig.tools, freeBytes: () => Promise.resolve(600_000) };
    const error = await assertRefused(rig.download(), 'diskFull');
    assert.equal(error.details.missingBytes, 400_000);
    assert.equal(rig.server.bytesSent, 8);
  });

  it('keeps everything when the disk fills up meanwhile, and goes on when there is room', async () => {
    rig.server.serve('/model.gguf', { bytes });
    let room = 400_000;
    const { openFile } = rig.tools;
    rig.tools = {
      ...rig.tools,
      openFile: async (file, flags) => {
        const handle = await openFile(file, flags);
        const writev = handle.writev.bind(handle);
        handle.writev = async (chunks, position) => {
          room -= chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
          if (room < 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
          return writev(chunks, position);
        };
        return handle;
      },
    };
    await assertRefused(rig.download(), 'diskFull');
    const sent = rig.server.bytesSent;
    room = Infinity;
    await rig.download({ sha256: sha256(bytes) });
    await assertWhole();
    assert.ok(rig.server.bytesSent - sent < 800_000, 'what was written is not fetched again');
  });

  it('reports progress that only grows', async () => {
    rig.server.serve('/model.gguf', {
      bytes,
      bytesPerSecond: 250_000,
      faults: [{ kind: 'cut', afterBytes: 30_000 }],
      faultsHit: 'body',
    });
    await rig.download();
    const received = rig.progress
      .filter(({ step }) => step.kind === 'receiving')
      .map(({ doneBytes }) => doneBytes);
    assert.ok(received.length > 1);
    assert.deepEqual(
      received,
      [...received].sort((one, other) => one - other),
    );
    assert.ok(rig.progress.at(-1)?.sizeBytes === bytes.length);
    assert.equal((await stat(rig.target)).size, bytes.length);
  });
});

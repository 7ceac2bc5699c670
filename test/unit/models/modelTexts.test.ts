import assert from 'node:assert/strict';
import { untranslated as t } from '../../../src/base/translate.js';
import { catalogue } from '../../../src/features/models/core/catalogue.js';
import type { DownloadFault } from '../../../src/download/downloadError.js';
import { DownloadError } from '../../../src/download/downloadError.js';
import type { FileStep } from '../../../src/download/downloadFile.js';
import { modelDownloadAdvice } from '../../../src/features/models/core/modelDownloadAdvice.js';
import { entryText, factsText } from '../../../src/features/models/core/entryText.js';
import type { ModelListSources } from '../../../src/features/models/core/modelList.js';
import { modelSections } from '../../../src/features/models/core/modelList.js';
import { progressText } from '../../../src/download/progressText.js';

const gib = 2 ** 30;

describe('modelSections', () => {
  const stored = (path: string): ModelListSources['downloaded'][number] => ({
    path,
    name: path.split('/').at(-1)?.replace('.gguf', '') ?? '',
    sizeBytes: 4_230_976_352,
    isComplete: true,
  });
  const granite = stored('/store/granite-4.0-h-tiny-Q4_K_M.gguf');
  const sources: ModelListSources = {
    bundled: stored('/extension/models/pocket/p.gguf'),
    downloaded: [granite],
    added: [granite, stored('/home/own.gguf')],
    unfinished: [],
    running: [],
    catalogue,
    machine: { totalMemoryBytes: 32 * gib, freeDiskBytes: 15 * gib },
    inUsePath: '/home/own.gguf',
  };

  it('puts every model into one section', () => {
    const { installed, recommended, others } = modelSections(sources);
    assert.deepEqual(
      installed.map(
        (entry) => entry.kind === 'stored' && [entry.model.name, entry.place, entry.isInUse],
      ),
      [
        ['p', 'bundled', false],
        ['granite-4.0-h-tiny-Q4_K_M', 'downloaded', false],
        ['own', 'added', true],
      ],
    );
    const names = (entries: typeof installed): string[] =>
      entries.map((entry) => entryText(entry, t).label.replace(/^\S+ /, ''));
    assert.equal(names(recommended)[0], 'DeepSeek-Coder-V2-Lite-Instruct');
    const offered = [...names(recommended), ...names(others)];
    assert.equal(new Set(offered).size, offered.length);
    assert.ok(!offered.includes('Granite-4.0-H-Tiny'), 'what is installed is not offered again');
    assert.equal(offered.length, catalogue.filter(({ files }) => files.length > 0).length - 1);
  });

  it('says why a model is recommended or will not do, and what is unverified', () => {
    const { installed, recommended, others } = modelSections(sources);
    const texts = [...installed, ...recommended, ...others].map((entry) => entryText(entry, t));
    const find = (label: string): (typeof texts)[number] => {
      const text = texts.find((one) => one.label.endsWith(label));
      assert.ok(text, label);
      return text;
    };
    assert.match(
      find('Pocket MoE').detail,
      /^209 M parameters, 120 M active · 4 of 12 experts \+ 2 shared/,
    );
    assert.match(find('V2-Lite-Instruct').detail, /^Fits in memory \(34\.4 GB\)/);
    assert.match(find('Qwen3-30B-A3B').detail, /^Needs 19\.7 GB of free disk\./);
    assert.match(find('V2-Lite-Chat').description, /unverified/);
    assert.match(find('own').description, /^in use · .* · added by you$/);
    assert.equal(find('own').detail, '/home/own.gguf');
  });

  it('gives all facts of a model', () => {
    const [model] = catalogue.filter(({ id }) => id === 'qwen3-coder-30b-a3b-instruct');
    assert.ok(model);
    assert.equal(
      factsText(model, t),
      '30.5 B parameters, 3.3 B active · 8 of 128 experts · trained for inline completion · chat · 262,144 tokens of context · Apache-2.0',
    );
    assert.match(
      factsText({ ...model, evidence: { source: 'x.', verified: false } }, t),
      /\(unverified\)$/,
    );
  });
});

describe('progressText', () => {
  const base = {
    doneBytes: 1_200_000_000,
    sizeBytes: 18_600_000_000,
    part: 1,
    partCount: 1,
    bytesPerSecond: undefined,
    secondsLeft: undefined,
  };
  const text = (step: FileStep, more = {}): string => progressText({ ...base, ...more, step }, t);

  it('tells size, speed and time left', () => {
    const speed = { bytesPerSecond: 34_000_000, secondsLeft: 512 };
    assert.equal(text({ kind: 'receiving' }, speed), '1.2 GB of 18.6 GB · 34 MB/s · 9 min left');
    assert.equal(
      text({ kind: 'receiving' }, { ...speed, secondsLeft: 9_000, part: 2, partCount: 3 }),
      '1.2 GB of 18.6 GB · 34 MB/s · 2 h 30 min left · part 2 of 3',
    );
    assert.equal(text({ kind: 'checking' }), 'checking, 6 %');
  });

  it('says why it waits and how long', () => {
    const fault = new DownloadError('offline', 'x');
    assert.equal(
      text({ kind: 'waiting', delayMs: 12_300, fault }),
      'no connection, trying again in 12 s',
    );
  });
});

describe('modelDownloadAdvice', () => {
  const expected: Readonly<Record<DownloadFault, RegExp>> = {
    offline: /seems to be offline, or a proxy is missing/,
    interrupted: /broke off again and again\. What was received \(1\.5 GB\) is kept/,
    stalled: /broke off again and again/,
    serverFailed: /fault of its own \(status 503\)/,
    rateLimited: /asked again in 2 min/,
    unauthorised: /wants an access token/,
    forbidden: /accept their terms on the model’s page/,
    notFound: /no such file, or it is private/,
    proxyRefused: /proxy wants a name and a password/,
    untrusted: /certificate of hf\.example is not trusted/,
    badResponse: /makes no sense for a file/,
    changed: /keeps changing/,
    wrongSize: /not of the size/,
    wrongChecksum: /SHA-256 differs/,
    wrongKind: /sign in first/,
    diskFull: /too full: 3\.0 GB are missing/,
    diskFailed: /cannot be written/,
    busy: /Another window/,
    badName: /cannot be the name of a file/,
  };
  for (const [fault, words] of Object.entries(expected)) {
    it(`says what ${fault} means and what to do`, () => {
      const details = {
        host: 'hf.example',
        status: 503,
        retryAfterMs: 90_000,
        missingBytes: 3_000_000_000,
      };
      const error = new DownloadError(fault as DownloadFault, 'x', details);
      const { message, actions } = modelDownloadAdvice('The Model', error, 1_500_000_000, t);
      assert.match(message, /^Switchyard: The Model was not downloaded\. .*\.$/);
      assert.match(message, words);
      assert.ok(actions.length > 0 || ['busy', 'badName'].includes(fault));
    });
  }
});

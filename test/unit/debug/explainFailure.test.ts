import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import type { ExplainedFailure, Failure } from '../../../src/features/debug/core/explainFailure.js';
import { explainFailure } from '../../../src/features/debug/core/explainFailure.js';
import { cpuTimeMs } from '../../support/indexer/cpuTime.js';

const files: Readonly<Record<string, string>> = {
  'src/cart.js': 'function total(items) {\n  return items[0].price;\n}\n',
  'src/main.js': "total(load('cart.json'));\n",
  'test/cart.test.js': "it('adds', () => {\n  total([]);\n});\n",
};

function explain(failure: Partial<Failure> & Pick<Failure, 'output'>): Promise<ExplainedFailure> {
  const finder = {
    at: (path: string) => Promise.resolve(path in files ? `file:///w/${path}` : undefined),
    named: (name: string) =>
      Promise.resolve(
        Object.keys(files)
          .filter((path) => path.endsWith(`/${name}`))
          .map((path) => ({ uri: `file:///w/${path}`, path })),
      ),
  };
  const read = (
    uri: string,
  ): Promise<{ uri: string; path: string; languageId: string; text: string } | undefined> => {
    const path = uri.replace('file:///w/', '');
    const text = files[path];
    return Promise.resolve(
      text === undefined ? undefined : { uri, path, languageId: 'javascript', text },
    );
  };
  return explainFailure({ finder, read, t: untranslated }, { title: 'Terminal', ...failure });
}

const trace = `\u001b[31mTypeError: x is undefined\u001b[39m
    at total (/app/src/cart.js:2:3)
    at each (/app/node_modules/lib/main.js:1:1)
    at Object.<anonymous> (src/main.js:1:1)
`;

describe('explainFailure', () => {
  it('asks for the cause with the headline', async () => {
    const { request } = await explain({ output: trace });
    assert.equal(request.text, '/debug Why does this fail? TypeError: x is undefined');
    assert.equal(request.attachments[0]?.label, 'Terminal');
    assert.equal(request.attachments[0].link?.path, 'src/cart.js');
  });

  it('sends the output, its places and the code at them, but no library’s', async () => {
    const { request, places } = await explain({ output: trace });
    const sections = request.attachments[0]?.sections ?? [];
    assert.deepEqual(
      sections.map(({ title }) => title),
      ['Terminal', 'Stack, innermost first', 'src/cart.js', 'src/main.js'],
    );
    assert.ok(!sections[0]?.text.includes('\u001b'));
    assert.equal(
      sections[1]?.text,
      '  src/cart.js:2 (total)\n  src/main.js:1 (Object.<anonymous>)',
    );
    assert.deepEqual(sections[2]?.link?.range, { startLine: 1, endLine: 4 });
    assert.deepEqual(
      places.map(({ line }) => line),
      [2, 1],
    );
  });

  it('takes places that are known already after those of the output, each once', async () => {
    const { places } = await explain({
      title: 'Test: adds',
      output: 'TypeError: x is undefined\n    at total (src/cart.js:2:3)',
      places: [
        { uri: 'file:///w/src/cart.js', line: 2 },
        { uri: 'file:///w/test/cart.test.js', line: 2, name: 'adds' },
        { uri: 'file:///w/gone.js', line: 2 },
      ],
    });
    assert.deepEqual(
      places.map(({ source, line, name }) => `${source.path}:${line} ${name}`),
      ['src/cart.js:2 total', 'test/cart.test.js:2 adds'],
    );
  });

  it('explains output that names no place', async () => {
    const { request, places } = await explain({ output: 'make: *** no rule' });
    assert.equal(request.text, '/debug Why does this fail?');
    assert.equal(request.attachments[0]?.link, undefined);
    assert.equal(request.attachments[0]?.sections.length, 1);
    assert.deepEqual(places, []);
  });

  it('masks secrets in the output and in the headline', async () => {
    const output = 'Error: login with password=hunter2 failed\nDB_PASSWORD=hunter3\n';
    const { request, report } = await explain({ output });
    assert.doesNotMatch(JSON.stringify([request, report]), /hunter/);
  });

  it('leaves out the middle of a megabyte, quickly, and still finds the trace at its end', async () => {
    let explained: ExplainedFailure | undefined;
    const tookMs = await cpuTimeMs(async () => {
      explained = await explain({ output: `${'info: all is well\n'.repeat(60_000)}${trace}` });
    });
    assert.ok(explained && tookMs < 3_000, `${tookMs} ms`);
    const { request, places } = explained;
    const text = request.attachments[0]?.sections[0]?.text ?? '';
    assert.ok(text.length < 6_100 && text.includes('\n…\n') && text.endsWith('(src/main.js:1:1)'));
    assert.equal(places.length, 2);
  });
});

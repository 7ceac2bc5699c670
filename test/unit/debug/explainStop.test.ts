import assert from 'node:assert/strict';
import { untranslated } from '../../../src/base/translate.js';
import type { ExplainedStop } from '../../../src/features/debug/core/explainStop.js';
import { explainStop } from '../../../src/features/debug/core/explainStop.js';
import type { StopTarget } from '../../../src/features/debug/core/readStop.js';
import { FakeClock } from '../../support/fakeClock.js';
import { until } from '../../support/until.js';
import type { FakeStop } from './fakeAdapter.js';
import { FakeAdapter, FakeSources } from './fakeAdapter.js';

const cart = `function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += item.price.amount;
  }
  return sum;
}
`;
const sources = new FakeSources({
  '/w/src/cart.js': cart,
  '/w/src/main.js': "console.log(total(load('cart.json')));\n",
  '/w/node_modules/lib/index.js': 'callback();\n',
});
const thrown: FakeStop = {
  frames: [
    { id: 11, name: 'total', line: 4, path: '/w/src/cart.js' },
    { id: 12, name: 'each', line: 1, path: '/w/node_modules/lib/index.js' },
    { id: 13, name: 'run', line: 7, path: '/w/node_modules/lib/index.js' },
    { id: 14, name: 'main', line: 1, path: '/w/src/main.js' },
    { id: 15, name: 'async', line: 0, more: { presentationHint: 'label' } },
    { id: 16, name: 'start', line: 9, path: 'node:internal/main' },
  ],
  exception: {
    exceptionId: 'TypeError',
    description: "Cannot read properties of undefined (reading 'amount')",
    breakMode: 'unhandled',
  },
  scopes: {
    11: {
      Block: [
        { name: 'item', value: "{name: 'pen'}", children: [{ name: 'name', value: "'pen'" }] },
      ],
      Local: [
        { name: 'sum', value: '3' },
        {
          name: 'items',
          value: '(2) [{…}, {…}]',
          children: [
            { name: '0', value: '{…}', children: [{ name: 'price', value: '{amount: 3}' }] },
            { name: '1', value: '{…}', children: [{ name: 'name', value: "'pen'" }] },
          ],
        },
        { name: 'helper', value: 'ƒ helper()' },
        { name: 'password', value: "'hunter2'", children: [{ name: '0', value: "'h'" }] },
        { name: '[[Prototype]]', value: 'Object', children: [] },
      ],
      Global: [{ name: 'globalThis', value: 'Window' }],
      Everything: [{ name: 'all', value: 'much' }],
    },
    14: {
      Local: [{ name: 'argv', value: '(2) [...]', children: [{ name: '0', value: "'node'" }] }],
    },
  },
};
const exceptionStop = { sessionId: 's', threadId: 1, reason: 'exception' };

function explain(
  adapter: FakeAdapter,
  target: StopTarget = { threadId: 1, tracked: exceptionStop },
  { clock = new FakeClock(), signal = new AbortController().signal } = {},
): Promise<ExplainedStop> {
  return explainStop({ session: adapter, sources, clock, t: untranslated }, target, signal);
}

function sectionText({ request }: ExplainedStop, title: string, symbol?: string): string {
  const found = request.attachments[0]?.sections.find(
    (section) => section.title === title && (symbol === undefined || section.symbols[0] === symbol),
  );
  assert.ok(found, `there is a section ${title}`);
  return found.text;
}

describe('explainStop', () => {
  it('asks for the cause of an exception with its place', async () => {
    const { request, problem, place } = await explain(new FakeAdapter(thrown));
    const message = "TypeError: Cannot read properties of undefined (reading 'amount')";
    assert.equal(request.text, `/debug Why does this happen at src/cart.js:4 (total)? ${message}`);
    assert.equal(problem, message);
    assert.equal(place?.line, 4);
    const [attachment] = request.attachments;
    assert.equal(attachment?.kind, 'failure');
    assert.deepEqual(attachment.link, {
      uri: 'file:///w/src/cart.js',
      path: 'src/cart.js',
      range: { startLine: 4, endLine: 4 },
    });
  });

  it('tells the stack, with libraries as a number, and the line that failed', async () => {
    const text = sectionText(await explain(new FakeAdapter(thrown)), 'Debugger');
    assert.equal(
      text,
      [
        'Stopped on an exception.',
        "TypeError: Cannot read properties of undefined (reading 'amount')",
        'Stopped at src/cart.js:4 (total): sum += item.price.amount;',
        '',
        'Stack, innermost first:',
        '  src/cart.js:4 (total)',
        '  (2 of libraries or the runtime)',
        '  src/main.js:1 (main)',
        '  (1 of libraries or the runtime)',
      ].join('\n'),
    );
  });

  it('sends the source around the user’s own frames as links', async () => {
    const { request } = await explain(new FakeAdapter(thrown));
    const linked = request.attachments[0]?.sections.filter(({ link }) => link);
    assert.deepEqual(
      linked?.map(({ link, symbols }) => `${link?.path}:${link?.range?.startLine} ${symbols[0]}`),
      ['src/cart.js:1 total', 'src/main.js:1 main'],
    );
  });

  it('opens variables level by level, masks secrets and leaves out what is not state', async () => {
    const explained = await explain(new FakeAdapter(thrown));
    assert.equal(
      sectionText(explained, 'Variables', 'total'),
      [
        "item = {name: 'pen'}",
        "  name = 'pen'",
        'sum = 3',
        'items = (2) [{…}, {…}]',
        '  0 = {…}',
        '    price = {amount: 3}',
        '  1 = {…}',
        "    name = 'pen'",
        'password = <masked>',
      ].join('\n'),
    );
    assert.equal(sectionText(explained, 'Variables', 'main'), 'argv = (2) [...]');
    assert.ok(!JSON.stringify(explained).includes('hunter2'));
    assert.match(explained.report, /Variables in total:\n {0}item = /);
  });

  it('asks about the frame that the user has chosen, by id or by what the editor shows', async () => {
    for (const frame of [14, { name: 'main', line: 1 }]) {
      const target = { threadId: 1, frame, tracked: exceptionStop };
      const { request, place } = await explain(new FakeAdapter(thrown), target);
      assert.match(request.text, /src\/main\.js:1 \(main\)/);
      assert.equal(place?.source.path, 'src/main.js');
    }
  });

  it('looks for the user’s own code when a library throws', async () => {
    const [, library, , main] = thrown.frames;
    assert.ok(library && main);
    const { request } = await explain(new FakeAdapter({ ...thrown, frames: [library, main] }));
    assert.match(request.text, /at src\/main\.js:1 \(main\)/);
  });

  it('asks for the state at a breakpoint, and not for an exception', async () => {
    const adapter = new FakeAdapter(thrown);
    const tracked = { sessionId: 's', threadId: 1, reason: 'breakpoint' };
    const { request } = await explain(adapter, { threadId: 1, tracked });
    assert.match(request.text, /stopped at src\/cart\.js:4 \(total\) \(breakpoint\)/);
    assert.equal(adapter.count('exceptionInfo'), 0);
  });

  it('takes the stop’s own text from an adapter that knows no exceptionInfo', async () => {
    const rest = { frames: thrown.frames, scopes: thrown.scopes ?? {} };
    const tracked = { ...exceptionStop, text: 'ValueError: token=abcdefghijkl1234567 is bad' };
    const { problem } = await explain(new FakeAdapter(rest), { threadId: 1, tracked });
    assert.equal(problem, 'ValueError: token=<masked> is bad');
  });

  it('says so when the program runs again', async () => {
    const adapter = new FakeAdapter(thrown);
    adapter.answers.set('stackTrace', { stackFrames: [] });
    await assert.rejects(explain(adapter), /gave no stack/);
    adapter.answers.set('stackTrace', { frames: 'none' });
    await assert.rejects(explain(adapter), /answered “stackTrace” in an unknown way/);
  });

  it('does without variables that do not come in time', async () => {
    const adapter = new FakeAdapter(thrown);
    const clock = new FakeClock();
    adapter.silent.add('variables');
    const explaining = explain(adapter, undefined, { clock });
    await until(() => adapter.count('variables') > 0, 'variables are asked for');
    clock.advance(10_000);
    const explained = await explaining;
    assert.equal(sectionText(explained, 'Variables', 'total'), '(none)\n…');
    assert.equal(clock.pending, 0);
  });

  it('gives up on a stack that does not come in time', async () => {
    const adapter = new FakeAdapter(thrown);
    const clock = new FakeClock();
    adapter.silent.add('stackTrace');
    const explaining = assert.rejects(explain(adapter, undefined, { clock }), /in time/);
    await until(() => clock.pending > 0, 'the request waits');
    clock.advance(10_000);
    await explaining;
  });

  it('does without a source that does not come in time', async () => {
    const clock = new FakeClock();
    const slow = {
      shownPath: () => 'src/cart.js',
      read: () => new Promise<never>(() => undefined),
    };
    const options = { session: new FakeAdapter(thrown), sources: slow, clock, t: untranslated };
    const target = { threadId: 1, tracked: exceptionStop };
    const explaining = explainStop(options, target, new AbortController().signal);
    // one timer for each source
    await until(() => clock.pending > 1, 'the sources are read');
    clock.advance(10_000);
    const { place, request } = await explaining;
    assert.equal(place, undefined);
    assert.match(request.text, /TypeError/);
  });

  it('ends with its signal', async () => {
    const adapter = new FakeAdapter(thrown);
    const abort = new AbortController();
    adapter.silent.add('scopes');
    const explaining = explain(adapter, undefined, { signal: abort.signal });
    const rejected = assert.rejects(explaining);
    await until(() => adapter.count('scopes') > 0, 'scopes are asked for');
    abort.abort();
    await rejected;
  });
});

describe('explainStop: bounds', () => {
  const frame = { id: 1, name: 'big', line: 4, path: '/w/src/cart.js' };

  it('keeps endless variables within count, depth and length', async () => {
    const endless: Record<string, unknown> & { name: string } = {
      name: 'next',
      value: 'x'.repeat(5_000),
    };
    endless['children'] = [endless];
    const many = Array.from({ length: 5_000 }, (_, index) => ({ name: `v${index}`, value: '1' }));
    const adapter = new FakeAdapter({
      frames: [frame],
      scopes: { 1: { Local: [endless, ...many], Closure: many } },
    });
    const explained = await explain(adapter);
    const text = sectionText(explained, 'Variables', 'big');
    assert.ok(text.length < 4_200);
    assert.ok(text.split('\n').length < 100);
    assert.match(text, /^ {4}next = x{200}…$/m);
    assert.doesNotMatch(text, /^ {6}next/m);
    assert.match(text, /…$/);
    assert.ok(adapter.count('variables') < 10);
  });

  it('asks for the first elements of a long list only', async () => {
    const children = Array.from({ length: 10_000 }, (_, index) => ({
      name: `${index}`,
      value: '1',
    }));
    const list = { name: 'list', value: 'Array(10000)', indexedVariables: 10_000, children };
    const adapter = new FakeAdapter({ frames: [frame], scopes: { 1: { Local: [list] } } });
    const text = sectionText(await explain(adapter), 'Variables', 'big');
    assert.match(text, /^ {2}19 = 1\n {2}… 9980 more$/m);
    assert.doesNotMatch(text, /^ {2}20 =/m);
  });

  it('opens first what the failed line names', async () => {
    const child = (name: string): { name: string; value: string } => ({ name, value: '1' });
    const others = Array.from({ length: 30 }, (_, index) => ({
      name: `other${index}`,
      value: '{…}',
      children: Array.from({ length: 10 }, (_each, at) => child(`o${at}`)),
    }));
    const item = { name: 'item', value: '{…}', children: [child('price')] };
    const adapter = new FakeAdapter({
      frames: [frame],
      scopes: { 1: { Local: [...others, item] } },
    });
    const text = sectionText(await explain(adapter), 'Variables', 'big');
    assert.match(text, /^item = \{…\}\n {2}price = 1$/m);
  });

  it('runs no getter', async () => {
    const getter = {
      name: 'danger',
      value: '',
      presentationHint: { lazy: true },
      children: [{ name: 'value', value: 'boom' }],
    };
    const adapter = new FakeAdapter({ frames: [frame], scopes: { 1: { Local: [getter] } } });
    assert.equal(sectionText(await explain(adapter), 'Variables', 'big'), 'danger = (getter)');
    assert.equal(adapter.count('variables'), 1);
    assert.equal(adapter.count('evaluate'), 0);
  });

  it('tells of a stack that goes on', async () => {
    const frames = Array.from({ length: 500 }, (_, index) => ({ ...frame, id: index, line: 4 }));
    const text = sectionText(await explain(new FakeAdapter({ frames })), 'Debugger');
    assert.equal(text.split('\n').filter((line) => line.includes('(big)')).length, 21);
    assert.match(text, /\n…$/);
  });

  it('survives an adapter that leaves optional fields out or gets them wrong', async () => {
    const adapter = new FakeAdapter({ frames: [frame] });
    adapter.answers.set('stackTrace', {
      stackFrames: [{ id: 1, name: 'big', line: 4, source: { path: null, name: 7 } }],
      totalFrames: 'many',
    });
    adapter.answers.set('exceptionInfo', { exceptionId: 'E', description: null, details: 3 });
    adapter.answers.set('scopes', { scopes: [{ name: 'Local', variablesReference: 1 }] });
    adapter.answers.set('variables', { variables: [{ name: 'a', value: '1', type: null }] });
    const explained = await explain(adapter);
    assert.equal(explained.problem, 'E');
    assert.equal(explained.place, undefined);
    assert.equal(sectionText(explained, 'Variables', 'big'), 'a = 1');
  });
});

/* eslint no-unused-vars: "off" -- the tests behind this text use its functions */
/* global isDeepStrictEqual, inspect */
// The functions of Jest that the tests of bench/tasks/fix.jsonl use. `testProgram.ts` puts this text between a program and its tests.
const running = [];
const names = [];
const before = [];

function describe(name, suite) {
  names.push(name);
  const length = before.length;
  suite();
  before.length = length;
  names.pop();
}

function test(name, run) {
  const where = [...names, name].join(' › ');
  const named = (error) => {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
  };
  try {
    for (const each of before) each();
    const result = run();
    if (result instanceof Promise) running.push(result.catch(named));
  } catch (error) {
    named(error);
  }
}

const xtest = test;
const it = test;
const xit = test;

function beforeEach(run) {
  before.push(run);
}

/** As `toEqual` has it: what is undefined may be missing, and classes do not matter. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || value instanceof Map || value instanceof Set) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, plain(each)]));
}

const equal = (one, other) => isDeepStrictEqual(plain(one), plain(other));

function thrown(run) {
  try {
    run();
  } catch (error) {
    return { error };
  }
  return undefined;
}

function fitsError(caught, expected) {
  if (!caught || expected === undefined) return caught !== undefined;
  const { error } = caught;
  const message = error instanceof Error ? error.message : String(error);
  if (expected instanceof RegExp) return expected.test(message);
  if (typeof expected === 'function') return error instanceof expected;
  return message.includes(expected instanceof Error ? expected.message : expected);
}

const matchers = {
  toEqual: (got, expected) => equal(got, expected),
  toStrictEqual: (got, expected) => isDeepStrictEqual(got, expected),
  toBe: (got, expected) => Object.is(got, expected),
  toBeCloseTo: (got, expected, digits = 2) => Math.abs(got - expected) < 10 ** -digits / 2,
  toBeTruthy: (got) => Boolean(got),
  toBeFalsy: (got) => !got,
  toBeNull: (got) => got === null,
  toBeUndefined: (got) => got === undefined,
  toBeDefined: (got) => got !== undefined,
  toBeInstanceOf: (got, expected) => got instanceof expected,
  toBeGreaterThan: (got, expected) => got > expected,
  toBeGreaterThanOrEqual: (got, expected) => got >= expected,
  toBeLessThan: (got, expected) => got < expected,
  toBeLessThanOrEqual: (got, expected) => got <= expected,
  toContain: (got, expected) => got.includes(expected),
  toHaveLength: (got, expected) => got.length === expected,
  toMatch: (got, expected) =>
    expected instanceof RegExp ? expected.test(got) : got.includes(expected),
  toThrow: (got, expected) => fitsError(thrown(got), expected),
};

const short = (value) => inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: 20 });

function claims(got, isNegated) {
  const checks = {};
  for (const [name, holds] of Object.entries(matchers)) {
    checks[name] = (...expected) => {
      if (holds(got, ...expected) !== isNegated) return;
      const wanted = expected.map(short).join(', ');
      const found = name === 'toThrow' ? short(thrown(got)?.error?.message) : short(got);
      const verb = `${isNegated ? 'not.' : ''}${name}`;
      throw new Error(`expected ${found} ${verb}(${wanted})`);
    };
  }
  return checks;
}

function later(promise, pick) {
  const awaited = {};
  for (const name of Object.keys(matchers)) {
    awaited[name] = async (...expected) => claims(await pick(promise), false)[name](...expected);
  }
  return awaited;
}

function expect(got) {
  return {
    ...claims(got, false),
    not: claims(got, true),
    get resolves() {
      return later(got, (promise) => promise);
    },
    get rejects() {
      return later(got, (promise) =>
        promise.then(
          () => () => undefined,
          (error) => () => {
            throw error;
          },
        ),
      );
    },
  };
}

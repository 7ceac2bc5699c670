import assert from 'node:assert/strict';
import fc from 'fast-check';
import { masked, maskedText, maskedValue } from '../../../src/features/debug/core/maskSecrets.js';
import { cpuTimeMs } from '../../support/indexer/cpuTime.js';

describe('maskedValue', () => {
  const secrets: readonly (readonly [name: string, value: string])[] = [
    ['password', "'hunter2'"],
    ['DB_PASSWORD', 'x'],
    ['userPasswordHash', '"$2b$10$abc"'],
    ['apiKey', "'k'"],
    ['API_KEY', '1'],
    ['stripe-api-key', '"k"'],
    ['clientSecret', '"s"'],
    ['privateKey', '{…}'],
    ['Authorization', '"Basic abc"'],
    ['cookies', '(2) [{…}, {…}]'],
    ['connectionString', '"Server=a"'],
    ['sessionId', '17'],
    ['credentials', '{user: "a"}'],
    ['otp', '123456'],
    ['accessToken', "'a1b2c3d4e5f6g7h8'"],
    ['token', 'b"a1b2c3d4e5f6g7h8"'],
    ['key', '"AbCd1234EfGh5678IjKl"'],
  ];
  for (const [name, value] of secrets) {
    it(`hides ${name} = ${value}`, () => {
      assert.equal(maskedValue(name, value), masked);
    });
  }

  const harmless: readonly (readonly [name: string, value: string])[] = [
    ['password', 'undefined'],
    ['apiKey', 'null'],
    ['secret', "''"],
    ['password', 'None'],
    ['hasPassword', 'true'],
    ['token', "'('"],
    ['token', '{type: "plus"}'],
    ['key', "'price'"],
    ['keys', '(2) ["a", "b"]'],
    ['passing', '3'],
    ['secretary', "'Ann'"],
    ['monkey', "'a1b2c3d4e5f6g7h8'"],
    ['compass', "'north'"],
  ];
  for (const [name, value] of harmless) {
    it(`shows ${name} = ${value}`, () => {
      assert.equal(maskedValue(name, value), value);
    });
  }

  it('hides a secret that the preview of an object gives away', () => {
    assert.equal(
      maskedValue('user', "{name: 'ann', password: 'hunter2', age: 3}"),
      `{name: 'ann', password: ${masked}, age: 3}`,
    );
    assert.equal(
      maskedValue('user', `{'name': 'ann', 'api_key': 'it\\'s', 'roles': ['a']}`),
      `{'name': 'ann', 'api_key': ${masked}, 'roles': ['a']}`,
    );
    assert.equal(maskedValue('user', "{password: 'hunt…"), `{password: ${masked}`);
    assert.equal(
      maskedValue('env', "{credentials: {user: 'a'}, n: 1}"),
      `{credentials: ${masked}, n: 1}`,
    );
  });
});

describe('maskedText', () => {
  const forms: readonly (readonly [text: string, expected: string])[] = [
    ['Error: password=abc, token: x', `Error: password=${masked}, token: x`],
    ['a=b:api_key=c d', `a=b:api_key=${masked} d`],
    ['export AWS_SECRET_ACCESS_KEY=abc/def', `export AWS_SECRET_ACCESS_KEY=${masked}`],
    ['postgres://app:s3cret@db/shop', `postgres://app:${masked}@db/shop`],
    ['Authorization: Bearer abc.def-ghi', `Authorization: ${masked} ${masked}`],
    ['curl -H "X: Bearer abcdefgh12"', `curl -H "X: Bearer ${masked}"`],
    ['key AKIAABCDEFGHIJKLMNOP used', `key ${masked} used`],
    [`got ghp_${'a1'.repeat(18)}.`, `got ${masked}.`],
    ['jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc_def end', `jwt ${masked} end`],
    [
      'a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb',
      `a\n${masked}\nb`,
    ],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\nabc', masked],
    [`token: ${'a1'.repeat(3_000)} end`, `token: ${masked} end`],
  ];
  for (const [text, expected] of forms) {
    it(`masks ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(maskedText(text), expected);
    });
  }

  it('leaves ordinary output alone', () => {
    const text = `FAIL src/cart.test.ts
  Expected: 3
  Received: { total: 2, currency: "EUR" }
    at total (src/cart.ts:12:5)
  keys: price, amount; see https://example.org:8080/a?b=c`;
    assert.equal(maskedText(text), text);
  });

  it('is quick, whatever the text', async () => {
    const pieces = [
      'a',
      'a:',
      'key:',
      'pwd=',
      'pwd="',
      'x="',
      "'",
      '{a:[(',
      'eyJ',
      'http://a:',
      'Bearer ',
      '-----BEGIN ',
    ];
    const tookMs = await cpuTimeMs(() => {
      for (const piece of pieces) maskedText(piece.repeat(100_000 / piece.length));
    });
    assert.ok(tookMs < 5_000, `${tookMs} ms`);
  });

  it('shows no value that stands behind a secret name, whatever stands around it', () => {
    const around = fc.stringMatching(/^[\w .,\n]{0,20}$/);
    const value = fc.stringMatching(/^[a-zA-Z0-9]{6,30}$/);
    fc.assert(
      fc.property(around, value, around, (before, secret, after) => {
        fc.pre(!/^(?:undefined|nullptr)$/i.test(secret) && !`${before}${after}`.includes(secret));
        for (const text of [`password="${secret}"`, `"api_key": '${secret}'`, `SECRET=${secret}`]) {
          assert.ok(!maskedText(`${before} ${text} ${after}`).includes(secret));
        }
      }),
    );
  });
});

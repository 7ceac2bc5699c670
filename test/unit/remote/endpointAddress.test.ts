import assert from 'node:assert/strict';
import { parseEndpointAddress } from '../../../src/remoteClient/endpointAddress.js';
import { RemoteError } from '../../../src/remoteClient/remoteError.js';

const strict = { allowPlainHttp: false };

describe('parseEndpointAddress', () => {
  const read: readonly [text: string, api: string, root: string][] = [
    ['https://host:8000/v1', 'https://host:8000/v1', 'https://host:8000'],
    ['https://host:8000/', 'https://host:8000/v1', 'https://host:8000'],
    [' gpu.example.org ', 'https://gpu.example.org/v1', 'https://gpu.example.org'],
    ['localhost:8080', 'http://localhost:8080/v1', 'http://localhost:8080'],
    ['http://127.0.0.1:8080/v1/', 'http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080/v1', 'http://[::1]:8080'],
    ['https://host/llm/v2/chat/completions', 'https://host/llm/v2', 'https://host/llm'],
    ['https://host/v1/models', 'https://host/v1', 'https://host'],
  ];
  for (const [text, api, root] of read) {
    it(`reads ${text}`, () => {
      const address = parseEndpointAddress(text, strict);
      assert.deepEqual([address.api, address.root], [api, root]);
    });
  }

  const bad = [
    '',
    'two words',
    'ftp://host/v1',
    'file:///etc/passwd',
    'https://name:secret@host/v1',
    'https://host/v1?key=secret',
    'https://host/v1#x',
    'https://',
  ];
  for (const text of bad) {
    it(`refuses “${text}”`, () => {
      assert.throws(
        () => parseEndpointAddress(text, { allowPlainHttp: true }),
        (error) => RemoteError.is(error, 'badAddress'),
      );
    });
  }

  it('lets code travel unencrypted only within the machine, or where the user allows it', () => {
    assert.throws(
      () => parseEndpointAddress('http://gpu.example.org/v1', strict),
      (error) => RemoteError.is(error, 'plainHttp'),
    );
    // looks like this machine, but is not
    assert.throws(
      () => parseEndpointAddress('http://localhost.example.org/v1', strict),
      (error) => RemoteError.is(error, 'plainHttp'),
    );
    const allowed = parseEndpointAddress('http://gpu.example.org/v1', { allowPlainHttp: true });
    assert.equal(allowed.isEncrypted, false);
    assert.equal(allowed.isLocal, false);
  });
});

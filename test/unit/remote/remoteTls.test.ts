import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { ApiServer } from '../../support/remote/apiServer.js';
import { canMakeCertificates, makeCertificate } from '../../support/remote/makeCertificate.js';

/** A server with a certificate of its own, made for this test. */
describe('RemoteClient over TLS', () => {
  let folder: TemporaryFolder | undefined;
  let server: ApiServer | undefined;
  let certificate: string;

  before(async function () {
    if (!canMakeCertificates()) this.skip();
    folder = new TemporaryFolder();
    const { file, key, cert } = makeCertificate(folder.root);
    certificate = file;
    server = await ApiServer.start({ key, cert });
  });

  after(async () => {
    await server?.close();
    folder?.remove();
  });

  function opened(): ApiServer {
    assert.ok(server, 'the server runs');
    return server;
  }

  async function stateWith(environment: NodeJS.ProcessEnv): Promise<string> {
    const program = path.resolve('out/test/support/remote/tlsProcess.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [program, opened().origin], {
      env: { ...process.env, ...environment },
    });
    return stdout;
  }

  it('refuses a certificate that nobody vouches for, sends it no key, and says what helps', async () => {
    const state = await stateWith({});
    assert.match(state, /"kind":"idle"/);
    assert.match(state, /not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.match(state, /NODE_EXTRA_CA_CERTS/);
    assert.equal(opened().calls.length, 0);
  }).timeout(20_000);

  it('accepts it where NODE_EXTRA_CA_CERTS names its authority', async () => {
    const state = await stateWith({ NODE_EXTRA_CA_CERTS: certificate });
    assert.match(state, /"kind":"ready"/);
    assert.match(state, /"isEncrypted":true/);
  }).timeout(20_000);
});

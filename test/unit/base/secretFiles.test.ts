import assert from 'node:assert/strict';
import { isPrivateKey, isSecretPath } from '../../../src/base/secretFiles.js';

describe('isSecretPath', () => {
  const secrets = [
    '.env',
    '.ENV',
    'app/.env.local',
    'app/.env.production',
    'config/prod.env',
    'keys/server.pem',
    '/home/me/.ssh/config',
    '.aws/credentials',
    'credentials.json',
    'secrets',
    'secrets.yaml',
    'id_rsa',
    'id_ed25519',
    '.npmrc',
    '.s3cfg',
    'infra/terraform.tfstate',
    'infra/terraform.tfstate.backup',
    'SERVICE-ACCOUNT-prod.json',
  ];
  const plain = [
    '.env.example',
    '.envrc.md',
    'src/env.ts',
    'src/environment.ts',
    'src/keyboard.ts',
    'src/secrets.ts',
    'secretsManager.ts',
    'id_rsa.pub',
    'docs/credentials.md',
    'package.json',
  ];
  for (const file of secrets) {
    it(`keeps ${file} out`, () => {
      assert.equal(isSecretPath(file), true);
    });
  }
  for (const file of plain) {
    it(`lets ${file} in`, () => {
      assert.equal(isSecretPath(file), false);
    });
  }
});

describe('isPrivateKey', () => {
  it('knows a private key by its first line', () => {
    assert.equal(isPrivateKey('-----BEGIN OPENSSH PRIVATE KEY-----\nabc'), true);
    assert.equal(isPrivateKey('const header = "-----BEGIN PRIVATE KEY-----";'), false);
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const extensionId = 'switchyard.switchyard';

interface SettingsSection {
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string }[];
    readonly configuration?: readonly SettingsSection[];
  };
}

function findExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension, `${extensionId} is installed`);
  return extension;
}

describe('activation', () => {
  it('happens without anyone asking', async () => {
    const extension = findExtension();
    const deadlineMs = Date.now() + 60_000;
    while (!extension.isActive && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(extension.isActive);
  });

  it('registers every contributed command', async () => {
    const extension = findExtension();
    await extension.activate();
    const { contributes } = extension.packageJSON as Manifest;
    const contributed = (contributes?.commands ?? []).map(({ command }) => command);
    assert.ok(contributed.length > 0, 'the manifest contributes commands');
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('has a default for every setting', () => {
    const { contributes } = findExtension().packageJSON as Manifest;
    const names = (contributes?.configuration ?? []).flatMap(({ properties }) =>
      Object.keys(properties ?? {}),
    );
    assert.ok(names.length > 0, 'the manifest contributes settings');
    for (const name of names) {
      assert.match(name, /^switchyard\./);
      const inspected = vscode.workspace.getConfiguration().inspect(name);
      assert.notEqual(inspected?.defaultValue, undefined, `${name} has a default`);
    }
  });
});

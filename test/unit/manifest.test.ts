import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chatCommands } from '../../src/features/chat/core/slashCommands.js';
import { commandIds } from '../../src/platform/commandTable.js';
import type { SettingDefinition } from '../../src/platform/settingDefinition.js';
import { settingKeys, settingTable } from '../../src/platform/settingTable.js';
import { defaultCompletionSettings } from '../../src/features/completion/core/completionSettings.js';
import { backendNames } from '../../src/protocol/backend.js';

type Json = Readonly<Record<string, unknown>>;

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly virtualWorkspaces: Json;
    readonly untrustedWorkspaces: Json & { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly (Json & { readonly command: string; readonly title: string })[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Json>> }[];
    readonly keybindings: readonly (Json & { readonly command: string })[];
    readonly chatParticipants: readonly {
      readonly commands: readonly { readonly name: string; readonly description: string }[];
    }[];
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.resolve(file), 'utf8'));

describe('package.json', () => {
  const manifest = readJson('package.json') as Manifest;
  const words = readJson('package.nls.json') as Readonly<Record<string, string>>;
  const { commands, configuration } = manifest.contributes;
  const properties = Object.assign(
    {},
    ...configuration.map((group) => group.properties),
  ) as Readonly<Record<string, Json>>;

  const word = (placeholder: unknown): string => {
    const key = /^%(.+)%$/.exec(String(placeholder))?.[1];
    assert.ok(key !== undefined, `${String(placeholder)} should be a %key%`);
    const text = words[key];
    assert.ok(text !== undefined && text.trim() !== '', `package.nls.json lacks ${key}`);
    return text;
  };

  it('contributes exactly the settings of the table', () => {
    assert.deepEqual(Object.keys(properties).sort(), [...settingKeys].sort());
  });

  for (const key of settingKeys) {
    it(`describes ${key} as the table does`, () => {
      const definition: SettingDefinition<unknown> = settingTable[key];
      const {
        default: value,
        scope,
        markdownDescription,
        markdownEnumDescriptions,
        order,
        ...schema
      } = properties[key] ?? {};
      assert.deepEqual(value, definition.default);
      assert.equal(scope, definition.scope);
      assert.equal(typeof order, 'number');
      assert.deepEqual(schema, definition.schema);
      assert.match(word(markdownDescription), /\.$/);
      const choices = definition.schema['enum'] as readonly unknown[] | undefined;
      const choiceWords = (markdownEnumDescriptions ?? []) as readonly unknown[];
      assert.equal(choiceWords.length, choices?.length ?? 0);
      choiceWords.forEach(word);
      assert.ok(definition.accepts(definition.default));
    });
  }

  it('contributes exactly the commands of the table, each with a title in the one category', () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...commandIds].sort());
    for (const command of commands) {
      word(command.title);
      assert.equal(word(command['category']), 'Switchyard');
      // every command explains itself where it cannot work, so none is hidden
      assert.equal('enablement' in command, false, command.command);
    }
  });

  it('uses every text of package.nls.json', () => {
    const used = new Set(JSON.stringify(manifest).match(/(?<=%)[\w.]+(?=%)/g));
    assert.deepEqual(
      Object.keys(words).filter((key) => !used.has(key)),
      [],
    );
  });

  it('takes no key from the user but chords, and single keys while it shows something to decide on', () => {
    const ids: readonly string[] = commandIds;
    for (const { command, key, mac, when } of manifest.contributes.keybindings) {
      assert.ok(ids.includes(command), command);
      assert.match(String(when), /\beditorTextFocus\b/, command);
      const isChord = [key, mac].every((keys) => String(keys).split(' ').length === 2);
      assert.ok(
        isChord || /^switchyard\.edits\.(?:working|reviewing) && /.test(String(when)),
        command,
      );
    }
  });

  it('gives @switchyard commands that the chat knows, in its words', () => {
    for (const { name, description } of manifest.contributes.chatParticipants[0]?.commands ?? []) {
      const known = chatCommands.find((command) => command.name === name);
      assert.equal(word(description), known?.description);
    }
  });

  it('activates late', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
  });

  it('keeps an untrusted workspace from choosing a model file', () => {
    const { supported, restrictedConfigurations, description } =
      manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual(restrictedConfigurations, [
      'switchyard.model.path',
      'switchyard.chat.instructions',
      'switchyard.index.embeddingModel',
    ]);
    word(description);
  });

  it('runs where the files are, and says what it cannot do without a disk', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    const { supported, description } = manifest.capabilities.virtualWorkspaces;
    assert.equal(supported, 'limited');
    word(description);
  });

  it('agrees with the defaults and names that other parts know', () => {
    assert.deepEqual(settingTable['switchyard.engine.backend'].schema['enum'], [
      'auto',
      ...backendNames,
    ]);
    const { enabled, debounceMs, maxDocumentCharacters } = defaultCompletionSettings;
    assert.equal(settingTable['switchyard.completion.enabled'].default, enabled);
    assert.equal(settingTable['switchyard.completion.debounceMs'].default, debounceMs);
    assert.equal(
      settingTable['switchyard.completion.maxDocumentCharacters'].default,
      maxDocumentCharacters,
    );
  });
});

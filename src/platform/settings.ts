import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.js';
import { DisposableStore } from '../base/disposableStore.js';
import { Emitter } from '../base/emitter.js';
import type { Event } from '../base/event.js';
import type { Log } from '../base/log.js';
import type { SettingDefinition } from './settingDefinition.js';
import type { SettingKey, SettingValue } from './settingTable.js';
import { settingKeys, settingTable } from './settingTable.js';

/** Typed access to the extension's settings. */
export class Settings implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly change = this.disposables.add(new Emitter<ReadonlySet<SettingKey>>());
  private readonly reported = new Set<SettingKey>();
  /** Read at once after a change: VS Code puts all settings together for each question, too slow for every key. */
  private values: ReadonlyMap<SettingKey, unknown> | undefined;
  private reading: NodeJS.Immediate | undefined;

  /** The keys whose value may have changed, in any scope. */
  readonly onDidChange: Event<ReadonlySet<SettingKey>> = this.change.event;

  constructor(private readonly log: Log) {
    this.readAnew();
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        this.readAnew();
        const changed = settingKeys.filter((key) => event.affectsConfiguration(key));
        if (changed.length === 0) return;
        for (const key of changed) this.reported.delete(key);
        this.change.fire(new Set(changed));
      }),
    );
  }

  /** The value in force; the default where the settings file holds something that the schema forbids. */
  read<K extends SettingKey>(key: K): SettingValue<K> {
    // the table's own types say that this entry defines this key's value
    const definition = settingTable[key] as unknown as SettingDefinition<SettingValue<K>>;
    const value = this.readAll().get(key);
    if (definition.accepts(value)) return value;
    if (value !== undefined && !this.reported.has(key)) {
      this.reported.add(key);
      this.log.warn(`The setting ${key} has a value that it cannot have; its default is used.`);
    }
    return definition.default;
  }

  /** Writes the value where one is already set for the workspace, otherwise for the user. */
  async update<K extends SettingKey>(key: K, value: SettingValue<K>): Promise<void> {
    const configuration = vscode.workspace.getConfiguration();
    const inWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
    await configuration.update(
      key,
      value,
      inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    );
  }

  dispose(): void {
    clearImmediate(this.reading);
    this.disposables.dispose();
  }

  /** In a turn of the event loop of its own, unless somebody asks before. */
  private readAnew(): void {
    this.values = undefined;
    clearImmediate(this.reading);
    this.reading = setImmediate(this.readAll);
  }

  private readonly readAll = (): ReadonlyMap<SettingKey, unknown> => {
    if (this.values) return this.values;
    const configuration = vscode.workspace.getConfiguration();
    this.values = new Map(settingKeys.map((key) => [key, configuration.get<unknown>(key)]));
    return this.values;
  };
}

import type { Observable } from '../../base/observableValue.js';
import type { Settings } from '../../platform/settings.js';
import type { SettingKey, SettingValue } from '../../platform/settingTable.js';
import type { PlanChoice } from '../../protocol/planView.js';
import type { ModelInUse } from './core/modelInUse.js';

/** While a remote endpoint is used no model takes memory here; choosing one ends that. */
export interface RemoteUse {
  readonly isInUse: Observable<boolean>;
  readonly end: () => Promise<void>;
}

/** Switches to a model by way of the settings, whose change loads what they name. */
export class ModelSwitch {
  constructor(
    private readonly settings: Settings,
    private readonly inUse: ModelInUse,
    private readonly remote: RemoteUse,
  ) {}

  /** Loads another model; conversations and everything else stay as they are. */
  async use(file: string): Promise<void> {
    const { settings, remote } = this;
    const isSame = file === settings.read('switchyard.model.path');
    if (!isSame) await settings.update('switchyard.model.path', file);
    // Its end loads the model of the settings, which is to be the new one by then.
    if (remote.isInUse.value) await remote.end();
    // The file itself may have changed although its path did not: then no change of settings will load it.
    else if (isSame) this.inUse.reload();
  }

  /** Loads a model, or the same one anew, as the user has placed it in its memory plan. */
  async useAsPlanned(file: string, choice: PlanChoice): Promise<void> {
    await this.set('switchyard.engine.contextSize', choice.contextSize);
    await this.set('switchyard.engine.threads', choice.threads);
    await this.set('switchyard.engine.gpuLayers', choice.gpuLayers);
    await this.set('switchyard.engine.expertsOnCpu', choice.expertsOnCpu);
    if (file === this.inUse.path) this.inUse.settingsChanged();
    else await this.use(file);
  }

  private async set<K extends SettingKey>(key: K, value: SettingValue<K>): Promise<void> {
    if (this.settings.read(key) !== value) await this.settings.update(key, value);
  }
}

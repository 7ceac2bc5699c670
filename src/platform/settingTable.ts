import type { SettingDefinition } from './settingDefinition.js';
import {
  booleanSetting,
  choiceSetting,
  integerSetting,
  optionalIntegersSetting,
  optionalIntegerSetting,
  switchesSetting,
  textListSetting,
  textSetting,
} from './settingDefinition.js';

const live = { scope: 'window', effect: 'live' } as const;
/** Set by the user of the machine only: no workspace decides where code is sent. */
const ofUser = { scope: 'machine', effect: 'live' } as const;
const ofMachine = { scope: 'machine-overridable', effect: 'reloadsModel' } as const;

/** Every setting of the extension. A unit test compares the table with package.json and package.nls.json. */
export const settingTable = {
  'switchyard.model.path': textSetting({ ...ofMachine, default: '' }),
  'switchyard.download.endpoints': textListSetting({
    scope: 'machine',
    effect: 'live',
    default: ['https://huggingface.co'],
  }),
  'switchyard.download.folder': textSetting({ scope: 'machine', effect: 'live', default: '' }),
  'switchyard.remote.endpoint': textSetting({ ...ofUser, default: '' }),
  'switchyard.remote.model': textSetting({ ...ofUser, default: '' }),
  'switchyard.remote.allowPlainHttp': booleanSetting({ ...ofUser, default: false }),
  'switchyard.remote.contextSize': integerSetting(
    { minimum: 0, maximum: 10_485_760 },
    { ...ofUser, default: 0 },
  ),
  'switchyard.remote.firstTokenSeconds': integerSetting(
    { minimum: 5, maximum: 3_600 },
    { ...ofUser, default: 120 },
  ),
  'switchyard.remote.fimFamily': choiceSetting(
    ['auto', 'qwen', 'deepseek', 'starcoder', 'codellama', 'codegemma', 'granite', 'none'],
    { ...ofUser, default: 'auto' },
  ),
  'switchyard.remote.routing': choiceSetting(['streamed', 'always', 'off'], {
    ...ofUser,
    default: 'streamed',
  }),
  'switchyard.remote.experts': optionalIntegersSetting(
    {
      count: { minimum: 2, maximum: 32_767 },
      usedPerToken: { minimum: 1, maximum: 256 },
    },
    { sharedCount: { minimum: 0, maximum: 256 } },
    ofUser,
  ),
  'switchyard.completion.enabled': booleanSetting({ ...live, default: true }),
  'switchyard.completion.languages': switchesSetting({ ...live, default: { '*': true } }),
  'switchyard.completion.debounceMs': integerSetting(
    { minimum: 0, maximum: 5_000 },
    { ...live, default: 50 },
  ),
  'switchyard.completion.maxDocumentCharacters': integerSetting(
    { minimum: 1_000, maximum: 50_000_000 },
    { ...live, default: 2_000_000 },
  ),
  'switchyard.chat.workspaceContext': choiceSetting(['auto', 'mentioned'], {
    ...live,
    default: 'auto',
  }),
  'switchyard.chat.suggestEditor': booleanSetting({ ...live, default: true }),
  'switchyard.chat.maxAnswerTokens': integerSetting(
    { minimum: 64, maximum: 65_536 },
    { ...live, default: 1_024 },
  ),
  'switchyard.chat.summariseEarlier': booleanSetting({ ...live, default: true }),
  'switchyard.chat.instructions': textSetting({ ...live, default: '' }),
  'switchyard.edits.maxAnswerTokens': integerSetting(
    { minimum: 64, maximum: 65_536 },
    { ...live, default: 2_048 },
  ),
  'switchyard.edits.timeLimitSeconds': integerSetting(
    { minimum: 5, maximum: 3_600 },
    { ...live, default: 120 },
  ),
  'switchyard.edits.explainHover': booleanSetting({ ...live, default: true }),
  'switchyard.index.enabled': booleanSetting({ ...live, default: true }),
  'switchyard.index.exclude': switchesSetting({ ...live, default: {} }),
  'switchyard.index.maxFileSizeKb': integerSetting(
    { minimum: 1, maximum: 10_240 },
    { ...live, default: 512 },
  ),
  'switchyard.index.indexSecrets': booleanSetting({ ...live, default: false }),
  'switchyard.index.embeddingModel': textSetting({
    scope: 'machine-overridable',
    effect: 'live',
    default: '',
  }),
  'switchyard.engine.backend': choiceSetting(['auto', 'cuda', 'vulkan', 'metal', 'cpu'], {
    ...ofMachine,
    default: 'auto',
  }),
  'switchyard.engine.threads': integerSetting(
    { minimum: 0, maximum: 512 },
    { ...ofMachine, default: 0 },
  ),
  'switchyard.engine.contextSize': integerSetting(
    { minimum: 512, maximum: 1_048_576 },
    { ...ofMachine, default: 4_096 },
  ),
  'switchyard.engine.gpuLayers': optionalIntegerSetting({ minimum: 0, maximum: 1_000 }, ofMachine),
  'switchyard.engine.expertsOnCpu': optionalIntegerSetting(
    { minimum: 0, maximum: 1_000 },
    ofMachine,
  ),
  'switchyard.engine.gpuMemoryLimitMb': optionalIntegerSetting(
    { minimum: 256, maximum: 4_194_304 },
    ofMachine,
  ),
} as const satisfies Record<string, SettingDefinition<unknown>>;

export type SettingKey = keyof typeof settingTable;

export type SettingValue<K extends SettingKey> =
  (typeof settingTable)[K] extends SettingDefinition<infer T> ? T : never;

export const settingKeys = Object.keys(settingTable).filter(
  (key): key is SettingKey => key in settingTable,
);

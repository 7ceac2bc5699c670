import assert from 'node:assert/strict';
import type { SettingDefinition } from '../../../src/platform/settingDefinition.js';
import { settingTable } from '../../../src/platform/settingTable.js';

describe('settings from a settings file', () => {
  const cases: readonly {
    readonly key: keyof typeof settingTable;
    readonly good: readonly unknown[];
    readonly bad: readonly unknown[];
  }[] = [
    { key: 'switchyard.model.path', good: ['', '/m.gguf'], bad: [null, 3, undefined] },
    { key: 'switchyard.completion.enabled', good: [true, false], bad: ['true', 1, null] },
    {
      key: 'switchyard.completion.languages',
      good: [{}, { '*': true, python: false }],
      bad: [null, [true], { python: 'off' }, 'python'],
    },
    {
      key: 'switchyard.completion.debounceMs',
      good: [0, 75, 5_000],
      bad: [-1, 5_001, 7.5, Number.NaN, '75'],
    },
    { key: 'switchyard.engine.backend', good: ['auto', 'cpu'], bad: ['CPU', 'rocm', null] },
    { key: 'switchyard.engine.gpuLayers', good: [null, 0, 48], bad: [-1, 1.5, 'all', undefined] },
  ];
  for (const { key, good, bad } of cases) {
    it(`${key} takes what its schema allows and nothing else`, () => {
      const definition: SettingDefinition<unknown> = settingTable[key];
      for (const value of good) assert.equal(definition.accepts(value), true, String(value));
      for (const value of bad) assert.equal(definition.accepts(value), false, String(value));
    });
  }
});

/** Where VS Code lets a setting be set; `machine`: by the user of the machine only, never by a workspace. */
export type SettingScope = 'window' | 'machine-overridable' | 'machine';

/** `live`: the next use reads it. `reloadsModel`: a change takes the model out of the engine and loads it again. */
export type SettingEffect = 'live' | 'reloadsModel';

/** One setting: what package.json must say about it, and how a value from a settings file is checked. */
export interface SettingDefinition<T> {
  readonly default: T;
  readonly scope: SettingScope;
  readonly effect: SettingEffect;
  /** The JSON schema of the setting in package.json, without default, scope and descriptions. */
  readonly schema: Readonly<Record<string, unknown>>;
  accepts(value: unknown): value is T;
}

interface Placement {
  readonly scope: SettingScope;
  readonly effect: SettingEffect;
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

export function booleanSetting(
  options: Placement & { readonly default: boolean },
): SettingDefinition<boolean> {
  return {
    ...options,
    schema: { type: 'boolean' },
    accepts: (value): value is boolean => typeof value === 'boolean',
  };
}

export function textSetting(
  options: Placement & { readonly default: string },
): SettingDefinition<string> {
  return {
    ...options,
    schema: { type: 'string' },
    accepts: (value): value is string => typeof value === 'string',
  };
}

/** A list of texts. */
export function textListSetting(
  options: Placement & { readonly default: readonly string[] },
): SettingDefinition<readonly string[]> {
  return {
    ...options,
    schema: { type: 'array', items: { type: 'string' } },
    accepts: (value): value is readonly string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string'),
  };
}

export function choiceSetting<const T extends string>(
  choices: readonly T[],
  options: Placement & { readonly default: NoInfer<T> },
): SettingDefinition<T> {
  return {
    ...options,
    schema: { type: 'string', enum: choices },
    accepts: (value): value is T => choices.some((choice) => choice === value),
  };
}

export function integerSetting(
  range: Range,
  options: Placement & { readonly default: number },
): SettingDefinition<number> {
  return {
    ...options,
    schema: { type: 'integer', ...range },
    accepts: (value): value is number => isIntegerIn(range, value),
  };
}

/** An integer, or null where the engine decides. */
export function optionalIntegerSetting(
  range: Range,
  options: Placement,
): SettingDefinition<number | null> {
  return {
    ...options,
    default: null,
    schema: { type: ['integer', 'null'], ...range },
    accepts: (value): value is number | null => value === null || isIntegerIn(range, value),
  };
}

/** An object of integers, or null where nothing is said. @param required keys that it cannot do without */
export function optionalIntegersSetting<R extends string, O extends string>(
  required: Readonly<Record<R, Range>>,
  optional: Readonly<Record<O, Range>>,
  options: Placement,
): SettingDefinition<(Readonly<Record<R, number>> & Readonly<Partial<Record<O, number>>>) | null> {
  const ranges: Readonly<Record<string, Range>> = { ...required, ...optional };
  const properties = Object.fromEntries(
    Object.entries(ranges).map(([key, range]) => [key, { type: 'integer', ...range }]),
  );
  return {
    ...options,
    default: null,
    schema: {
      type: ['object', 'null'],
      properties,
      required: Object.keys(required),
      additionalProperties: false,
    },
    accepts: (
      value,
    ): value is (Readonly<Record<R, number>> & Readonly<Partial<Record<O, number>>>) | null =>
      value === null ||
      (typeof value === 'object' &&
        Object.keys(required).every((key) => key in value) &&
        Object.entries(value as Record<string, unknown>).every(([key, item]) => {
          const range = ranges[key];
          return range !== undefined && isIntegerIn(range, item);
        })),
  };
}

/** An object of switches, such as language ids. */
export function switchesSetting(
  options: Placement & { readonly default: Readonly<Record<string, boolean>> },
): SettingDefinition<Readonly<Record<string, boolean>>> {
  return {
    ...options,
    schema: { type: 'object', additionalProperties: { type: 'boolean' } },
    accepts: (value): value is Readonly<Record<string, boolean>> =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((item) => typeof item === 'boolean'),
  };
}

function isIntegerIn({ minimum, maximum }: Range, value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

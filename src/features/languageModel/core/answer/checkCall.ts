import type { ToolDefinition } from '../../../../protocol/engineProtocol.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a call that a model wrote is one of a tool that it was offered, with arguments of the kinds that the tool's
 * schema asks for. Nested schemas are left to the tool.
 */
export function checkCall(
  name: unknown,
  values: unknown,
  tools: readonly ToolDefinition[],
): { readonly name: string; readonly arguments: Json } | undefined {
  const tool = tools.find((one) => one.name === name);
  if (!tool || !isObject(values)) return undefined;
  const { properties, required } = tool.parameters;
  const names = Array.isArray(required) ? required : [];
  if (names.some((one) => typeof one === 'string' && !Object.hasOwn(values, one))) {
    return undefined;
  }
  const schemas = isObject(properties) ? properties : {};
  const isRight = Object.entries(values).every(([key, value]) => {
    const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
    return hasType(value, typesOf(schema));
  });
  return isRight ? { name: tool.name, arguments: values } : undefined;
}

/** The JSON types that a schema allows; undefined where it allows all. */
export function typesOf(schema: unknown): readonly unknown[] | undefined {
  if (!isObject(schema)) return undefined;
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type : undefined;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasType(value: unknown, types: readonly unknown[] | undefined): boolean {
  return types === undefined || types.some((type) => isOfType(value, type));
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'null':
      return value === null;
    default:
      // a type that no JSON value can have is the schema's fault, not the model's
      return true;
  }
}

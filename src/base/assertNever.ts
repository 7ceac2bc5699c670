/** Makes a missing case of a union a compile error. @throws Error when a value outside the union arrives anyway */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

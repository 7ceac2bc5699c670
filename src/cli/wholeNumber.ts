import * as v from 'valibot';

/** A command-line option that takes a whole number. */
export function wholeNumber(name: string, minimum: number): v.GenericSchema<string, number> {
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, `--${name} takes a whole number.`),
    v.transform(Number),
    v.minValue(minimum, `--${name} must be at least ${minimum}.`),
  );
}

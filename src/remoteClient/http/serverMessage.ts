import * as v from 'valibot';
import { parseJson } from '../../base/parseJson.js';

const mostCharacters = 240;

const text = v.string();
const errorSchema = v.union([
  v.object({ error: v.object({ message: text }) }),
  v.object({ error: text }),
  v.object({ message: text }),
  v.object({ detail: text }),
]);

/**
 * What a server says is wrong, made one short line.
 * @param body JSON in one of the forms of this API
 * @returns undefined for web pages and everything else
 */
export function serverMessage(body: string): string | undefined {
  const parsed = v.safeParse(errorSchema, parseJson(body));
  if (!parsed.success) return undefined;
  const { output } = parsed;
  const message =
    'error' in output
      ? typeof output.error === 'string'
        ? output.error
        : output.error.message
      : 'message' in output
        ? output.message
        : output.detail;
  const line = message.replace(/\s+/g, ' ').trim();
  if (line === '') return undefined;
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line;
}

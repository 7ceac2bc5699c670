import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const question = v.strictObject({
  question: v.pipe(v.string(), v.minLength(1)),
  /** Any of these answers it, relative to the repository; one that ends in a slash stands for the folder. */
  files: v.pipe(v.array(v.string()), v.minLength(1)),
  /** The commit or the place in the documentation that the pair was made from. */
  provenance: v.pipe(v.string(), v.minLength(1)),
});

export type Question = v.InferOutput<typeof question>;

/** @param file one JSON object a line */
export async function readQuestions(file: string): Promise<Question[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => v.parse(question, JSON.parse(line)));
}

export function answers({ files }: Question, path: string): boolean {
  return files.some((file) => (file.endsWith('/') ? path.startsWith(file) : path === file));
}

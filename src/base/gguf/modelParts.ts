/**
 * The files of a model: parts are named `<model>-00001-of-00003.gguf`; llama.cpp wants the first and finds the others by
 * their names.
 */
export function modelParts(file: string): string[] {
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(file);
  if (!match?.[1] || !match[3]) return [file];
  const [, stem, , count] = match;
  return Array.from(
    { length: Number(count) },
    (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}

import path from 'node:path';

/** How a language names test files; `{name}` stands for the tested file's name without extension. */
const patternsByExtension: Readonly<Record<string, readonly string[]>> = {
  '.py': ['test_{name}.py', '{name}_test.py'],
  '.go': ['{name}_test.go'],
  '.java': ['{Name}Test.java', '{Name}Tests.java'],
  '.kt': ['{Name}Test.kt'],
  '.cs': ['{Name}Tests.cs', '{Name}Test.cs'],
  '.php': ['{Name}Test.php'],
  '.rb': ['{name}_test.rb', 'test_{name}.rb', '{name}_spec.rb'],
  '.dart': ['{name}_test.dart'],
  '.ex': ['{name}_test.exs'],
  '.swift': ['{Name}Tests.swift'],
};

/** Where most projects keep tests. */
const testFolders = ['test', 'tests', '__tests__', 'spec'];

/** Names that the tests of a file can have, the usual one first. */
function testNames(sourcePath: string): string[] {
  const { name, ext } = path.posix.parse(sourcePath);
  const patterns = patternsByExtension[ext] ?? [`{name}.test${ext}`, `{name}.spec${ext}`];
  const upper = name.charAt(0).toUpperCase() + name.slice(1);
  return patterns.map((pattern) => pattern.replace('{name}', name).replace('{Name}', upper));
}

/** Whether a file is a test itself. */
export function isTestPath(filePath: string): boolean {
  const { name, base } = path.posix.parse(filePath);
  return /(?:[._](?:test|spec)s?|Tests?)$/.test(name) || base.startsWith('test_');
}

/** Globs that find the tests of a whole project with the same kind of file. */
export function testGlob(sourcePath: string): string {
  const names = testNames(sourcePath).map((each) => {
    const { name } = path.posix.parse(sourcePath);
    const upper = name.charAt(0).toUpperCase() + name.slice(1);
    return each.replace(upper, '*').replace(name, '*');
  });
  return `**/{${[...new Set(names)].join(',')}}`;
}

export interface TestPlace {
  readonly path: string;
  readonly isNew: boolean;
}

/**
 * Where the tests of a file go: into those that are there, else beside the nearest other tests and named like them, else
 * beside the file itself.
 * @param tests paths of the workspace's test files, relative to it, of any source file
 */
export function testPlace(sourcePath: string, tests: readonly string[]): TestPlace {
  const names = testNames(sourcePath);
  const own = nearest(
    sourcePath,
    tests.filter((test) => names.includes(path.posix.basename(test))),
  );
  if (own !== undefined) return { path: own, isNew: false };
  const folder = path.posix.dirname(sourcePath);
  const model = nearest(sourcePath, tests);
  const usual = names[0] ?? path.posix.basename(sourcePath);
  if (model === undefined) return { path: path.posix.join(folder, usual), isNew: true };
  const name = names.find((each) => isNamedAlike(each, path.posix.basename(model), sourcePath));
  return { path: path.posix.join(folderLike(model, sourcePath), name ?? usual), isNew: true };
}

/** The path that has most folders in common, the shortest of several. */
function nearest(sourcePath: string, paths: readonly string[]): string | undefined {
  const from = path.posix.dirname(sourcePath);
  const distance = (each: string): number =>
    path.posix.relative(from, path.posix.dirname(each)).split('/').length;
  return [...paths].sort(
    (one, other) => distance(one) - distance(other) || one.length - other.length,
  )[0];
}

/** Whether a name follows the same pattern as another file's tests. */
function isNamedAlike(name: string, other: string, sourcePath: string): boolean {
  const stem = path.posix.parse(sourcePath).name;
  const upper = stem.charAt(0).toUpperCase() + stem.slice(1);
  const [before = '', after = ''] = name.split(name.includes(upper) ? upper : stem);
  return other.startsWith(before) && other.endsWith(after);
}

/** A folder of tests holds all of them; tests beside their sources lie beside them. */
function folderLike(test: string, sourcePath: string): string {
  const folder = path.posix.dirname(test);
  const isTestFolder = folder.split('/').some((part) => testFolders.includes(part));
  return isTestFolder ? folder : path.posix.dirname(sourcePath);
}

/** A file that the document may import, and the names that it takes from it. */
export interface ImportedFile {
  /** Paths that it may have, relative to the workspace folder, the likeliest first. */
  readonly paths: readonly string[];
  /** Empty = anything. */
  readonly names: readonly string[];
}

const scriptLanguages = new Set([
  ...['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'vue', 'svelte'],
]);
const cLanguages = new Set(['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp']);
const scriptEndings = ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.d.ts', '/index.ts', '/index.js'];

/** What the lines of a file import from its own project, by the words of the languages whose imports name files. */
export function importedFiles(
  lines: readonly string[],
  path: string,
  languageId: string,
): ImportedFile[] {
  const text = lines.join('\n');
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (scriptLanguages.has(languageId)) return scriptImports(text, folder);
  if (languageId === 'python') return pythonImports(text, folder);
  if (cLanguages.has(languageId)) return includes(text, folder);
  return [];
}

function scriptImports(text: string, folder: string): ImportedFile[] {
  const pattern =
    /(?:\b(?:import|export)\s+(?:type\s+)?([^'";]*?)\s*from\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]+)\2/g;
  return [...text.matchAll(pattern)].map(([, clause = '', , target = '']) => {
    const base = joined(folder, target);
    const bare = base.replace(/\.(?:js|mjs|cjs|jsx)$/, '');
    const paths = [...scriptEndings.map((ending) => bare + ending), base];
    return { paths, names: namesIn(/\{([^}]*)\}/.exec(clause)?.[1]) };
  });
}

function pythonImports(text: string, folder: string): ImportedFile[] {
  const pattern = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm;
  const from = [...text.matchAll(pattern)].map(([, dots = '', module = '', names = '']) => {
    const parts = module === '' ? [] : module.split('.');
    const up = '../'.repeat(Math.max(0, dots.length - 1));
    const inside = joined(folder, up + parts.join('/'));
    const bases = dots === '' ? [parts.join('/'), inside, `src/${parts.join('/')}`] : [inside];
    return { paths: bases.flatMap(pythonPaths), names: namesIn(names.replace(/[()]/g, '')) };
  });
  const plain = [...text.matchAll(/^[ \t]*import[ \t]+([\w.]+)/gm)].map(([, module = '']) => {
    const base = module.replaceAll('.', '/');
    return { paths: [base, joined(folder, base)].flatMap(pythonPaths), names: [] };
  });
  return [...from, ...plain];
}

function pythonPaths(base: string): string[] {
  return base === '' ? [] : [`${base}.py`, `${base}/__init__.py`];
}

function includes(text: string, folder: string): ImportedFile[] {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"/gm)].map(([, target = '']) => ({
    paths: [joined(folder, target), target, `include/${target}`, `src/${target}`],
    names: [],
  }));
}

/** `a, b as c, type D` → a, b, D */
function namesIn(clause: string | undefined): string[] {
  if (clause === undefined || clause.includes('*')) return [];
  return clause
    .split(',')
    .map((part) => part.trim().replace(/^type\s+/, ''))
    .map((part) => /^[\w$]+/.exec(part)?.[0] ?? '')
    .filter((name) => name !== '');
}

/** @returns a path without `.` and `..`; one that leads out of the folder has lost its beginning */
function joined(folder: string, target: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${target}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/**
 * The import table of ARCHITECTURE.md as data, and the ESLint rule that enforces it. A file belongs to the first layer
 * whose folder holds it. `layers` lists the layers it may import besides itself, `packages` the packages and Node
 * built-ins (`node:*` stands for all of these). `vscode (types)` allows `import type` only.
 */
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * @typedef {{ name: string, folder: string, layers: string[], packages: string[] }} Layer
 * @type {Layer[]}
 */
export const layers = [
  { name: 'base', folder: 'src/base', layers: [], packages: ['diff'] },
  // types only: the addon is loaded from its own file
  { name: 'native', folder: 'native', layers: [], packages: [] },
  { name: 'protocol', folder: 'src/protocol', layers: ['base'], packages: ['valibot'] },
  { name: 'generation', folder: 'src/generation', layers: ['base', 'protocol'], packages: [] },
  { name: 'network', folder: 'src/network', layers: ['base'], packages: ['node:*'] },
  {
    name: 'download',
    folder: 'src/download',
    layers: ['base', 'network'],
    packages: ['node:*', 'valibot'],
  },
  {
    name: 'engine/runtime',
    folder: 'src/engine/runtime',
    layers: ['base', 'protocol', 'generation', 'engine'],
    packages: ['node:*', 'valibot', 'node-llama-cpp', '@huggingface/jinja'],
  },
  {
    name: 'engine',
    folder: 'src/engine',
    layers: ['base', 'protocol', 'generation', 'engine/runtime', 'native'],
    packages: ['node:*', 'valibot', 'vscode-jsonrpc/node'],
  },
  {
    name: 'engineClient',
    folder: 'src/engineClient',
    layers: ['base', 'protocol'],
    packages: ['node:*', 'vscode-jsonrpc/node'],
  },
  {
    name: 'remoteClient',
    folder: 'src/remoteClient',
    layers: ['base', 'protocol', 'generation', 'network'],
    packages: ['node:*', 'valibot'],
  },
  {
    name: 'indexer',
    folder: 'src/indexer',
    layers: ['base', 'protocol'],
    packages: [
      'node:*',
      'valibot',
      'vscode-jsonrpc/node',
      'ignore',
      'minisearch',
      '@vscode/tree-sitter-wasm (types)',
    ],
  },
  {
    name: 'indexerClient',
    folder: 'src/indexerClient',
    layers: ['base', 'protocol', 'engineClient'],
    packages: ['node:*', 'vscode-jsonrpc/node'],
  },
  { name: 'platform', folder: 'src/platform', layers: ['base'], packages: ['vscode', 'node:*'] },
  {
    name: 'feature core',
    folder: 'src/features/*/core',
    layers: ['base', 'protocol', 'network', 'download'],
    packages: ['vscode (types)', 'node:*', 'valibot', 'tar/parse'],
  },
  {
    name: 'feature',
    folder: 'src/features/*',
    layers: [
      'base',
      'protocol',
      'network',
      'download',
      'platform',
      'engineClient',
      'remoteClient',
      'feature core',
    ],
    packages: ['vscode', 'node:*', 'valibot'],
  },
  {
    name: 'cli',
    folder: 'src/cli',
    layers: ['base', 'protocol', 'engineClient', 'indexerClient', 'feature core'],
    packages: ['node:*', 'valibot'],
  },
  {
    name: 'webview',
    folder: 'src/webviews',
    layers: ['base', 'protocol'],
    packages: [
      'lit',
      'lit/*',
      'uplot',
      'uplot/*',
      'valibot',
      'marked',
      'dompurify',
      'highlight.js/*',
    ],
  },
  {
    name: 'host',
    folder: 'src',
    layers: [
      'base',
      'protocol',
      'platform',
      'engineClient',
      'remoteClient',
      'indexerClient',
      'feature',
      'feature core',
    ],
    packages: ['vscode', 'node:*'],
  },
];

/** @param {string} file path relative to the repository, with forward slashes */
export function placeOf(file) {
  for (const layer of layers) {
    const pattern = new RegExp(`^${layer.folder.replaceAll('*', '([^/]+)')}/`);
    const match = pattern.exec(file);
    if (match) return { layer, feature: layer.name.startsWith('feature') ? match[1] : undefined };
  }
  return undefined;
}

/**
 * @param {string} from importing file, relative to the repository
 * @param {string} specifier what the import names
 * @param {boolean} typesOnly
 * @returns {string | undefined} why the import is forbidden
 */
export function forbidden(from, specifier, typesOnly) {
  const source = placeOf(from);
  if (!source) return undefined;
  const { layer } = source;
  if (!specifier.startsWith('.')) {
    const name = specifier.startsWith('node:') ? 'node:*' : specifier;
    if (layer.packages.some((one) => matches(one, name))) return undefined;
    if (typesOnly && layer.packages.includes(`${name} (types)`)) return undefined;
    return `${layer.name} may not import the package ${specifier}`;
  }
  const file = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  const target = placeOf(file);
  if (!target) return `${layer.name} may not import ${file}, which is outside src`;
  if (source.feature && target.feature && source.feature !== target.feature) {
    return `feature ${source.feature} may not import feature ${target.feature}; wire them in compose.ts`;
  }
  if (target.layer === layer || layer.layers.includes(target.layer.name)) return undefined;
  return `${layer.name} may not import ${target.layer.name} (${file})`;
}

/**
 * @param {string} pattern a package, or `package/*` for the modules in it
 * @param {string} name
 */
function matches(pattern, name) {
  return pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** @type {import('eslint').Rule.RuleModule} */
export const layersRule = {
  meta: { type: 'problem', docs: { description: 'imports keep to the layers of ARCHITECTURE.md' } },
  create(context) {
    const from = path.relative(root, context.filename).split(path.sep).join('/');
    /** @param {any} node */
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const typesOnly = node.importKind === 'type' || node.exportKind === 'type';
      const why = forbidden(from, node.source.value, typesOnly);
      if (why) context.report({ node: node.source, message: why });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

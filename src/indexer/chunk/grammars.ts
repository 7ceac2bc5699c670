import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';

/** Milliseconds after which a file is left unparsed: hostile or generated text can make a parser crawl. */
const parseLimitMs = 1_500;

/**
 * Parses source code with tree-sitter's WebAssembly build. Grammars are loaded when the first file of their language
 * comes. What cannot be parsed gives undefined, and its lines are cut without a tree.
 */
export class Grammars {
  private runtime: Promise<typeof TreeSitter | undefined> | undefined;
  private readonly parsers = new Map<string, Promise<TreeSitter.Parser | undefined>>();

  /** @param directory holds `tree-sitter.js`, `tree-sitter.wasm` and the grammars */
  constructor(
    private readonly directory: string,
    private readonly onFailure: (message: string) => void,
  ) {}

  /** The tree is deleted when `use` returns. */
  async withTree<T>(
    grammar: string,
    text: string,
    use: (root: TreeSitter.Node) => T,
  ): Promise<T | undefined> {
    const loading = this.parsers.get(grammar) ?? this.load(grammar);
    this.parsers.set(grammar, loading);
    const parser = await loading;
    if (!parser) return undefined;
    let tree: TreeSitter.Tree | null = null;
    try {
      tree = parse(parser, text);
      return tree ? use(tree.rootNode) : undefined;
    } catch {
      // a trap leaves the module in an unknown state: this language goes without trees from now on
      this.parsers.set(grammar, Promise.resolve(undefined));
      this.onFailure(`The ${grammar} grammar failed; its files are cut by lines from now on.`);
      return undefined;
    } finally {
      tree?.delete();
    }
  }

  private async load(grammar: string): Promise<TreeSitter.Parser | undefined> {
    this.runtime ??= this.loadRuntime();
    const runtime = await this.runtime;
    if (!runtime) return undefined;
    try {
      const file = path.join(this.directory, `tree-sitter-${grammar}.wasm`);
      const language = await runtime.Language.load(file);
      return new runtime.Parser().setLanguage(language);
    } catch {
      this.onFailure(`The ${grammar} grammar cannot be loaded; its files are cut by lines.`);
      return undefined;
    }
  }

  private async loadRuntime(): Promise<typeof TreeSitter | undefined> {
    try {
      // The runtime finds its WebAssembly beside itself, so it stays a file of its own.
      const load = createRequire(import.meta.url);
      const runtime = load(path.join(this.directory, 'tree-sitter.js')) as typeof TreeSitter;
      await runtime.Parser.init({ locateFile: (file) => path.join(this.directory, file) });
      return runtime;
    } catch {
      this.onFailure('tree-sitter cannot be loaded; all files are cut by lines.');
      return undefined;
    }
  }
}

function parse(parser: TreeSitter.Parser, text: string): TreeSitter.Tree | null {
  const deadlineMs = performance.now() + parseLimitMs;
  const tree = parser.parse(text, null, {
    progressCallback: () => performance.now() > deadlineMs,
  });
  // without it the next parse would go on with this text
  if (!tree) parser.reset();
  return tree;
}

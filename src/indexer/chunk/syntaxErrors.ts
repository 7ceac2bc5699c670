import type { Node } from '@vscode/tree-sitter-wasm';

/** More need not be told apart. */
const maxErrors = 1_000;

/** How often a parsed text breaks its language's grammar: stretches that fit nowhere, and signs that are missing. */
export function syntaxErrors(root: Node): number {
  let errors = 0;
  const open: Node[] = [root];
  for (let node = open.pop(); node && errors < maxErrors; node = open.pop()) {
    if (node.isError || node.isMissing) errors++;
    if (node.hasError) open.push(...node.children.filter((child) => child !== null));
  }
  return errors;
}

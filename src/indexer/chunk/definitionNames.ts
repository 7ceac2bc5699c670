import type { Node } from '@vscode/tree-sitter-wasm';

/** Nodes that only wrap a definition, and the field that holds it. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  export_statement: ['declaration', 'value'],
  decorated_definition: ['definition'],
  template_declaration: ['declaration'],
};

/** Nodes that define something without saying so in their type. */
const definingTypes =
  /definition|declaration|declarator|_item$|_spec$|^method|^class|^module|^singleton_|^rule_set|^pair$|^field|signature|specifier$|constructor|_statement$|^assignment|^impl/;

/**
 * Names that a node of a syntax tree defines: a function's or a class's own, those of declared variables, the target of
 * an assignment (`exports.run = …`), a CSS rule's selectors, a test's title. Works over the grammars by the field names
 * that they share.
 */
export function definitionNames(node: Node): string[] {
  const inner = unwrap(node);
  if (inner.type === 'expression_statement') return expressionNames(inner.namedChild(0));
  if (inner.type === 'call_expression') return expressionNames(inner);
  if (inner.type === 'rule_set') return textOf(inner.namedChild(0));
  if (inner.type === 'impl_item') return textOf(inner.childForFieldName('type'));
  if (!definingTypes.test(inner.type)) return [];
  const name = inner.childForFieldName('name') ?? inner.childForFieldName('key');
  if (name) return textOf(name);
  const declarator = inner.childForFieldName('declarator');
  if (declarator) return declaratorName(declarator);
  return inner.namedChildren.flatMap((child) =>
    child && /declarator$|_spec$/.test(child.type) ? textOf(child.childForFieldName('name')) : [],
  );
}

/** The definition itself, without an export or a decorator around it. */
export function unwrap(node: Node): Node {
  const fields = wrappers[node.type] ?? [];
  for (const field of fields) {
    const inner = node.childForFieldName(field);
    if (inner) return unwrap(inner);
  }
  return node;
}

function expressionNames(node: Node | null): string[] {
  if (node?.type === 'assignment_expression' || node?.type === 'assignment') {
    return textOf(node.childForFieldName('left')).map((left) =>
      left.split('.').slice(-2).join('.'),
    );
  }
  if (node?.type !== 'call_expression') return [];
  const first = node.childForFieldName('arguments')?.namedChild(0);
  return first?.type === 'string' ? textOf(first).map((text) => text.slice(1, -1)) : [];
}

/** C and C++ nest the name in pointers, references and parameter lists. */
function declaratorName(node: Node, depth = 0): string[] {
  if (node.type === 'qualified_identifier') return textOf(node);
  const inner = node.childForFieldName('declarator') ?? node.childForFieldName('name');
  if (inner) return depth < 10 ? declaratorName(inner, depth + 1) : [];
  return /identifier|operator|destructor/.test(node.type) ? textOf(node) : [];
}

function textOf(node: Node | null): string[] {
  if (!node) return [];
  const { text } = node;
  return text.length > 0 && text.length < 300 && !text.includes('\n') ? [text] : [];
}

import ts from 'typescript';

/** A program with one small bug. */
export interface Mutation {
  readonly text: string;
  /** UTF-16 offset of the change. */
  readonly offset: number;
}

const operators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '+',
  '/': '*',
  '%': '/',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
};

const methods: ReadonlyMap<string, string> = new Map([
  ['ceil', 'floor'],
  ['every', 'some'],
  ['floor', 'ceil'],
  ['max', 'min'],
  ['min', 'max'],
  ['push', 'unshift'],
  ['shift', 'pop'],
  ['some', 'every'],
  ['toLowerCase', 'toUpperCase'],
  ['toUpperCase', 'toLowerCase'],
]);

/** Every program that differs from this one by one exchanged operator, number, boolean, negation or method. */
export function mutationsOf(text: string): Mutation[] {
  const source = ts.createSourceFile('program.ts', text, ts.ScriptTarget.ES2022, true);
  const mutations: Mutation[] = [];
  const replace = (node: ts.Node, by: string): void => {
    const start = node.getStart(source);
    mutations.push({ text: text.slice(0, start) + by + text.slice(node.end), offset: start });
  };
  const visit = (node: ts.Node): void => {
    const other = replacement(node);
    if (other) replace(other.node, other.by);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutations;
}

function replacement(node: ts.Node): { readonly node: ts.Node; readonly by: string } | undefined {
  if (ts.isBinaryExpression(node)) {
    const by = operators[node.operatorToken.getText()];
    return by === undefined ? undefined : { node: node.operatorToken, by };
  }
  if (ts.isNumericLiteral(node)) {
    return /^\d{1,6}$/.test(node.text) ? { node, by: String(Number(node.text) + 1) } : undefined;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { node, by: 'false' };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { node, by: 'true' };
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return { node, by: node.operand.getText() };
  }
  if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)) {
    const by = methods.get(node.name.text);
    return by === undefined ? undefined : { node: node.name, by };
  }
  return undefined;
}

/** Lines of the smallest function, method or statement of at least three lines around an offset; 0-based. */
export function functionAround(
  text: string,
  offset: number,
): { readonly startLine: number; readonly endLine: number } {
  const source = ts.createSourceFile('program.ts', text, ts.ScriptTarget.ES2022, true);
  const lineOf = (at: number): number => source.getLineAndCharacterOfPosition(at).line;
  let best = { startLine: 0, endLine: lineOf(text.length) + 1 };
  const visit = (node: ts.Node): void => {
    const start = node.getStart(source);
    if (offset < start || offset >= node.end) return;
    const range = { startLine: lineOf(start), endLine: lineOf(node.end) + 1 };
    const isWhole = node.parent === source || isNamedFunction(node);
    if (isWhole && range.endLine - range.startLine >= 3) best = range;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return best;
}

function isNamedFunction(node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node) ||
    ts.isConstructorDeclaration(node)
  );
}

import assert from 'node:assert/strict';
import { definedName } from '../../../src/base/placement/definedName.js';
import { definitionsIn } from '../../../src/base/placement/definitions.js';

describe('definedName', () => {
  const defining: readonly (readonly [string, string])[] = [
    ['export function total(items: Item[]): number {', 'total'],
    ['export default async function* pages() {', 'pages'],
    ['function bracketsAreMatching(', 'bracketsAreMatching'],
    [
      'export const findFewestCoins = (coins: number[], target: number): number[] => {',
      'findFewestCoins',
    ],
    ['const add: (a: number) => number = (a) => a + 1;', 'add'],
    ['let twice = async x => x * 2', 'twice'],
    ['export abstract class Cart<T> extends Base {', 'Cart'],
    ['  private static rollDie(): number {', 'rollDie'],
    ['  get size() { return this.items.length; }', 'size'],
    ['  async load(path = "a", { deep } = {}) {', 'load'],
    ['  #secret(a) {', '#secret'],
    ['constructor(private readonly a: A) {', 'constructor'],
    ['  public tick(): void {', 'tick'],
    ['    def __init__(self, name):', '__init__'],
    ['async def fetch(url):', 'fetch'],
    ['class Node:', 'Node'],
    ['square = lambda x: x * x', 'square'],
    ['func (s *Server) Serve(l net.Listener) error {', 'Serve'],
    ['pub(crate) async fn run<T>(value: T) -> Result<()> {', 'run'],
    ['impl Display for Point {', 'Display'],
    ['public static int Max(int a, int b) {', 'Max'],
    ['public List<String> names( int count, String prefix) {', 'names'],
    ['int main(int argc, char **argv) {', 'main'],
    ['type Row = {', 'Row'],
    ['interface Shelf {', 'Shelf'],
    ['def empty?', 'empty?'],
  ];
  for (const [line, name] of defining) {
    it(`finds ${name} in “${line.trim()}”`, () => {
      assert.equal(definedName(line), name);
    });
  }

  const others = [
    '  for (const item of items) {',
    '} else if (a) {',
    'if (isReady()) {',
    'while (queue.length > 0) {',
    'switch (kind) {',
    '} catch (error) {',
    'return total(items);',
    'return function (a) {',
    'const sum = total(items);',
    'const { a, b } = read();',
    'const names = items.map((item) => item.name);',
    "describe('Cart', () => {",
    'items.forEach((item) => {',
    'total(items);',
    'this.items = [];',
    'await load(path);',
    'new Cart({',
    'elif a:',
    'with open(path) as file:',
    'print(total([1, 2]))',
    'x = 1',
    'export { total };',
    '// function total() {',
    '}',
    '',
    `const long = "${'('.repeat(5_000)}`,
  ];
  for (const line of others) {
    it(`finds nothing in “${line.slice(0, 40)}”`, () => {
      assert.equal(definedName(line), undefined);
    });
  }
});

describe('definitionsIn', () => {
  it('gives functions with all of their lines, members of classes, and nothing that is inside a function', () => {
    const lines = [
      'class Cart {',
      '  total(',
      '    items: Item[],',
      '  ): number {',
      '    const add = (a, b) => a + b;',
      '    return 1;',
      '  }',
      '',
      '  size() { return 1; }',
      '}',
      '',
      'def f(a):',
      '    return a',
      '',
      'int main()',
      'int main() {',
      '  return 0;',
      '}',
    ];
    const found = definitionsIn(lines).map(({ name, range, depth }) => [
      name,
      range.startLine,
      range.endLine,
      depth,
    ]);
    assert.deepEqual(found, [
      ['Cart', 0, 10, 0],
      ['total', 1, 7, 1],
      ['size', 8, 9, 1],
      ['f', 11, 13, 0],
      ['main', 15, 18, 0],
    ]);
  });
});

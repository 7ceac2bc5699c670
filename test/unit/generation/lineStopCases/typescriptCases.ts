import type { LineStopCase } from './lineStopCase.js';

export const typescriptCases: readonly LineStopCase[] = [
  {
    name: 'the middle of a statement ends with its line',
    code: `  const total = items.‸reduce(sum, 0);◂
  return total;
}`,
    reason: 'lineEnd',
  },
  { name: 'a statement that is still being written goes on', code: '  const total = ‸items.red' },
  {
    name: 'after a whole statement one more line',
    code: `  const total = 0;‸
  const count = 1;◂
  return`,
    reason: 'lineEnd',
  },
  {
    name: 'after a whole statement a block below it',
    code: `  let total = 0;‸
  for (const item of items) {
    total += item;
  }◂
  return total;`,
    reason: 'scopeEnd',
  },
  {
    name: 'a function that the cursor’s line opens ends with its brace',
    code: `function add(a: number, b: number): number {‸
  return a + b;
}◂

function next() {`,
    reason: 'scopeEnd',
  },
  {
    name: 'on an empty line of a body a plain statement is one line',
    code: `    ‸return total;◂
  }`,
    reason: 'lineEnd',
  },
  {
    name: 'on an empty line of a body a loop ends where it ends, not where the body does',
    code: `    ‸for (const item of items) {
      total += item;
    }◂
    return total;
  }
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'at column 0 one function, not the whole file',
    code: `‸export function one() {
  return 1;
}◂

export function two() {`,
    reason: 'scopeEnd',
  },
  {
    name: 'else and else if continue a block',
    code: `  if (a) ‸{
    x();
  } else if (b) {
    y();
  } else {
    z();
  }◂
  done();`,
    reason: 'scopeEnd',
  },
  {
    name: 'so they do on lines of their own',
    code: `try {‸
  x();
}
catch (error) {
  y();
}
finally {
  z();
}◂
next();`,
    reason: 'scopeEnd',
  },
  {
    name: 'a call whose last argument is a function ends with its brackets',
    code: `it('adds', ‸() => {
  assert.equal(add(1, 2), 3);
});◂
it('next', () => {`,
    reason: 'scopeEnd',
  },
  {
    name: 'a list that is left open goes on',
    code: `const options = merge(defaults,‸ {
  a: [
    1,
  ],
}, overrides);◂
use(options);`,
    reason: 'scopeEnd',
  },
  {
    name: 'a chain at the level of its start belongs to it',
    code: `fetchAll(urls, {‸
  retries: 2,
})
.then((pages) => {
  show(pages);
})◂
other();`,
    reason: 'scopeEnd',
  },
  {
    name: 'cases deeper than their switch',
    code: `switch (kind) ‸{
  case 'a':
    return 1;
  default:
    return 2;
}◂
more`,
    reason: 'scopeEnd',
  },
  {
    name: 'a case ends before the next one',
    code: `    case 'a':‸
      run();
      break;◂
    case 'b':`,
    reason: 'scopeEnd',
  },
  {
    name: 'a block with a comment behind its brace',
    code: `while (x) { // wait‸
  poll();
}◂
y`,
    reason: 'scopeEnd',
  },
  {
    name: 'a block on one line is one line',
    code: `if (x) {‸ return 1; }◂
return 2;`,
    reason: 'lineEnd',
  },
  {
    name: 'an arrow function without braces takes its deeper lines',
    code: `const even = (n: number) =>‸
  n % 2 === 0;◂
const odd`,
    reason: 'scopeEnd',
  },
  {
    name: 'an assignment that goes on below',
    code: `const isValid =‸
  a > 1 &&
  b < 2;◂
return isValid;`,
    reason: 'scopeEnd',
  },
  {
    name: 'a condition without braces takes its statement',
    code: `  ‸if (done)
    return;
  else
    again();◂
  next();`,
    reason: 'scopeEnd',
  },
  {
    name: 'a comment ends with its line where the user writes it',
    code: `// adds two ‸numbers◂
function add(a, b) {`,
    reason: 'lineEnd',
  },
  {
    name: 'a comment line that ends like a block’s head opens none',
    code: `// steps:‸
run();◂
walk();`,
    reason: 'lineEnd',
  },
  {
    name: 'a generated comment goes with the line it introduces',
    code: `  ‸// the biggest first
  items.sort(descending);◂
  return items;`,
    reason: 'lineEnd',
  },
  {
    name: 'a generated doc comment goes with its function',
    code: `‸/**
 * Adds.
 */
function add(a, b) {
  return a + b;
}◂
const`,
    reason: 'scopeEnd',
  },
  {
    name: 'a doc comment that the cursor’s line opens ends with itself',
    code: `/**‸
 * Adds.
 */◂
function add`,
    reason: 'scopeEnd',
  },
  {
    name: 'a comment above an empty line stands alone',
    code: `‸// Helpers◂

function add() {`,
    reason: 'lineEnd',
  },
  {
    name: 'elements end with their closing tag',
    code: `      ‸<ul className="list">
        <li>1</li>
      </ul>◂
      <p>after</p>`,
    reason: 'scopeEnd',
  },
  {
    name: 'an element with attributes on lines of their own',
    code: `    ‸<Button
      onClick={() => save()}
    />◂
    <p />`,
    reason: 'scopeEnd',
  },
  {
    name: 'a template string is not cut by its own lines',
    code: `  const query = sql\`‸
SELECT *
FROM t
\`;◂
  run(query);`,
    reason: 'scopeEnd',
  },
  {
    name: 'a block without a body keeps its line',
    code: `namespace app {‸
export const x = 1;◂
export const y = 2;`,
    reason: 'lineEnd',
  },
];

import type { LineStopCase } from './lineStopCase.js';

export const cppCases: readonly LineStopCase[] = [
  {
    name: 'access labels at the level of their class',
    code: `class Point {‸
public:
    Point(int x) : x_(x) {}

private:
    int x_;
};◂

int main() {`,
    reason: 'scopeEnd',
  },
  {
    name: 'a brace on a line of its own',
    code: `    ‸for (int i = 0; i < n; i++)
    {
        sum += a[i];
    }◂
    return sum;`,
    reason: 'scopeEnd',
  },
  {
    name: 'a loop without braces',
    code: `    for (int i = 0; i < n; ‸i++)
        sum += a[i];◂
    return sum;`,
    reason: 'scopeEnd',
  },
  {
    name: 'one include at a time',
    code: `‸#include <vector>◂
#include <string>

int main() {`,
    reason: 'lineEnd',
  },
  {
    name: 'an increment is no operator that goes on',
    code: `    ‸count++◂
        ;`,
    reason: 'lineEnd',
  },
  {
    name: 'cases at the level of their switch',
    code: `  switch (c) {‸
  case 'a':
    f();
    break;
  default:
    g();
  }◂
  h();`,
    reason: 'scopeEnd',
  },
];

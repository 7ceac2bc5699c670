import type { LineStopCase } from './lineStopCase.js';

export const rustCases: readonly LineStopCase[] = [
  {
    name: 'a match with arms',
    code: `    match shape ‸{
        Shape::Circle(r) => {
            PI * r * r
        }
        Shape::Square(a) => a * a,
    }◂
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'an arm with a block ends before the next arm',
    code: `        Some(x) => ‸{
            use_it(x);
        }◂
        None => {}`,
    reason: 'scopeEnd',
  },
  {
    name: 'an attribute goes with its item',
    code: `‸#[derive(Debug, Clone)]
struct Point {
    x: f64,
}◂

impl Point {`,
    reason: 'scopeEnd',
  },
  {
    name: 'parameters over several lines',
    code: `fn area(‸
    width: f64,
    height: f64,
) -> f64 {
    width * height
}◂
fn`,
    reason: 'scopeEnd',
  },
  {
    name: 'a chain of calls below its start',
    code: `    let names: Vec<_> =‸
        items.iter()
        .map(|item| item.name.clone())
        .collect();◂
    names`,
    reason: 'scopeEnd',
  },
];

import type { LineStopCase } from './lineStopCase.js';

export const goCases: readonly LineStopCase[] = [
  {
    name: 'cases at the level of their switch, with tabs',
    code: `\tswitch ‸x {
\tcase 1:
\t\tone()
\tdefault:
\t\tother()
\t}◂
\treturn`,
    reason: 'scopeEnd',
  },
  {
    name: 'an error check',
    code: `\tif err ‸!= nil {
\t\treturn nil, err
\t}◂
\treturn data, nil
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'a struct literal in a call',
    code: `\treturn &Server{‸
\t\taddr: addr,
\t}, nil◂
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'a group of constants',
    code: `const (‸
	a = iota
	b
)◂

func`,
    reason: 'scopeEnd',
  },
];

import type { LineStopCase } from './lineStopCase.js';

export const javaCases: readonly LineStopCase[] = [
  {
    name: 'a method inside a class leaves the class open',
    code: `    public int size() ‸{
        return size;
    }◂

    public boolean isEmpty() {`,
    reason: 'scopeEnd',
  },
  {
    name: 'an annotation goes with its method',
    code: `    ‸@Override
    public String toString() {
        return name;
    }◂
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'an annotation with arguments',
    code: `    ‸@Test(timeout = 100)
    void runs() {
        run();
    }◂
}`,
    reason: 'scopeEnd',
  },
  {
    name: 'a method after a method without an empty line between',
    code: `    int a() {‸
        return 1;
    }◂
    public int b() {`,
    reason: 'scopeEnd',
  },
];

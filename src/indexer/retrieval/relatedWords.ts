import { stem } from './stem.js';

/** Words that programmers use for one another: a question may say one and the code the other. */
const groups = [
  'abort cancel',
  'arg argument param parameter',
  'async asynchronous',
  'auth authentication authenticate',
  'begin start',
  'cache memo remember',
  'char character',
  'cmd command',
  'cfg conf config configuration option setting',
  'colour color palette',
  'conn connection',
  'create make build',
  'ctx context',
  'db database',
  'delete remove drop',
  'dep dependency',
  'dev development',
  'dir directory folder',
  'doc documentation',
  'env environment',
  'err error exception',
  'evt event',
  'exec execute run',
  'expr expression',
  'fn func function',
  'http https',
  'id identifier',
  'img image',
  'impl implementation',
  'info information',
  'init initialise initialize setup',
  'len length',
  'lib library',
  'max maximum',
  'mem memory',
  'merge join concat concatenate',
  'min minimum',
  'msg message',
  'num number',
  'obj object',
  'param parameter',
  'pkg package',
  'prefetch preload',
  'proc process',
  'ref reference',
  'regex regexp regular',
  'req request',
  'res resp response reply',
  'serialise serialize serializer',
  'spawn fork',
  'src source',
  'str string',
  'sync synchronous',
  'temp tmp temporary',
  'tok token',
  'ts typescript',
  'js javascript',
  'uri url',
  'util utility helper',
  'val value',
  'var variable',
  'validate validator check verify',
  'ver version',
  'ws websocket',
];

const related = buildRelated();

/** @returns stems of words that mean nearly the same, without the given stem itself */
export function relatedStems(stemmed: string): readonly string[] {
  return related.get(stemmed) ?? [];
}

function buildRelated(): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const group of groups) {
    const stems = [...new Set(group.split(' ').map((word) => stem(word)))];
    for (const one of stems) {
      const others = stems.filter((other) => other !== one);
      result.set(one, [...new Set([...(result.get(one) ?? []), ...others])]);
    }
  }
  return result;
}

/** An identifier and where it first stands; 0-based, from the text's start. */
export interface NamePlace {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

const identifier = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Words that most languages keep for themselves; no definition stands behind them. */
const keywords = new Set(
  (
    'abstract and as assert async await bool boolean break case catch char class const continue def default del do ' +
    'double elif else enum except export extends false final finally float fn for from func function global go if ' +
    'implements import in instanceof int interface is lambda let long match mut namespace new nil None null not of or ' +
    'package pass private protected pub public raise return self Self short static string struct super switch this ' +
    'throw throws trait true True False try type typeof undefined use using var void while with yield'
  ).split(' '),
);
const comment = /^\s*(?:#|\/\/|\*|\/\*)/;
const quoted = /(["'`])(?:\\.|(?!\1).)*\1/g;

/** The names that code uses, those that are called first, each once. */
export function namesIn(text: string): NamePlace[] {
  const names = new Map<string, NamePlace & { readonly isCalled: boolean }>();
  text.split(/\r\n|\r|\n/).forEach((content, line) => {
    if (comment.test(content)) return;
    const code = content.replace(quoted, (match) => ' '.repeat(match.length));
    for (const { 0: name, index: character } of code.matchAll(identifier)) {
      if (keywords.has(name)) continue;
      const isCalled = /^\s*[(<]/.test(code.slice(character + name.length));
      const known = names.get(name);
      if (!known || (isCalled && !known.isCalled)) {
        names.set(name, { name, line, character, isCalled });
      }
    }
  });
  return [...names.values()]
    .sort((one, other) => Number(other.isCalled) - Number(one.isCalled))
    .map(({ name, line, character }) => ({ name, line, character }));
}

/**
 * Reduces an English word to its stem, so that "parsing", "parsed" and "parser" meet. The rules are those of Porter's
 * algorithm (M. F. Porter, "An algorithm for suffix stripping", 1980).
 * @param word lower case
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let result = plural(word);
  result = pastAndProgressive(result);
  result =
    /[aeiouy].*y$/.test(result) && hasVowel(result.slice(0, -1))
      ? `${result.slice(0, -1)}i`
      : result;
  result = replaceSuffix(result, doubleSuffixes, 1);
  result = replaceSuffix(result, adjectiveSuffixes, 1);
  result = dropSuffix(result);
  return finalLetters(result);
}

type Rule = readonly [suffix: string, replacement: string];

const doubleSuffixes: readonly Rule[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['ator', 'ate'],
  ['eli', 'e'],
];

const adjectiveSuffixes: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];

const droppedSuffixes = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'ion',
  'al',
  'er',
  'ic',
  'ou',
] as const;

function plural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  if (word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

function pastAndProgressive(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = /^(.*[aeiouy].*)(?:ed|ing)$/.exec(word)?.[1];
  if (base === undefined) return word;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsInShortSyllable(base) ? `${base}e` : base;
}

function replaceSuffix(word: string, rules: readonly Rule[], minMeasure: number): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const base = word.slice(0, -suffix.length);
    return measure(base) >= minMeasure ? base + replacement : word;
  }
  return word;
}

function dropSuffix(word: string): string {
  for (const suffix of droppedSuffixes) {
    if (!word.endsWith(suffix)) continue;
    const base = word.slice(0, -suffix.length);
    if (suffix === 'ion' && !/[st]$/.test(base)) return word;
    return measure(base) > 1 ? base : word;
  }
  return word;
}

function finalLetters(word: string): string {
  let result = word;
  if (result.endsWith('e')) {
    const base = result.slice(0, -1);
    const vowels = measure(base);
    if (vowels > 1 || (vowels === 1 && !endsInShortSyllable(base))) result = base;
  }
  return result.endsWith('ll') && measure(result) > 1 ? result.slice(0, -1) : result;
}

/** How often a vowel is followed by a consonant: Porter's m. */
function measure(word: string): number {
  return consonantPattern(word).match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return consonantPattern(word).includes('v');
}

function endsInShortSyllable(word: string): boolean {
  return consonantPattern(word).endsWith('cvc') && !/[wxy]$/.test(word);
}

function consonantPattern(word: string): string {
  let pattern = '';
  for (const letter of word) {
    const isVowel = 'aeiou'.includes(letter) || (letter === 'y' && pattern.endsWith('c'));
    pattern += isVowel ? 'v' : 'c';
  }
  return pattern;
}

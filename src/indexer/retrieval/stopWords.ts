/** Words of questions about code that say nothing about which code is meant. */
const words = `
a about above after again all also an and any are as at be because been before being below between both but by can
code could did do does doing down each else every exactly few file files find for from further get gets given give go goes had happen
happens has have having he her here him his how i if in into is it its itself just let like made make makes many me more most much
my need no nor not now of off on once one only or other our out over own part parts place please project repo repository same say says see she
should show so some such take takes tell than that the their them then there these they thing this those through to too
turn turned under until up use used uses using very via was way we well were what when where whether which while who whom whose why will with would
you your
`;

const stopWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''));

export function isStopWord(word: string): boolean {
  return stopWords.has(word.toLowerCase());
}

/** Plain BM25 over whole files: lower-case words, no stems, no fields. What retrieval has to beat. */
export class WholeFileBm25 {
  private readonly files: {
    readonly path: string;
    readonly counts: ReadonlyMap<string, number>;
    readonly length: number;
  }[] = [];
  private readonly documentFrequency = new Map<string, number>();
  private totalLength = 0;

  add(path: string, text: string): void {
    const counts = new Map<string, number>();
    const words = wordsOf(text);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const word of counts.keys()) {
      this.documentFrequency.set(word, (this.documentFrequency.get(word) ?? 0) + 1);
    }
    this.files.push({ path, counts, length: words.length });
    this.totalLength += words.length;
  }

  /** @returns paths, best first */
  search(question: string, limit: number): string[] {
    const words = [...new Set(wordsOf(question))];
    const averageLength = this.totalLength / this.files.length;
    return this.files
      .map(({ path, counts, length }) => {
        let score = 0;
        for (const word of words) {
          const count = counts.get(word) ?? 0;
          if (count === 0) continue;
          const norm = k1 * (1 - b + (b * length) / averageLength);
          score += (this.idf(word) * count * (k1 + 1)) / (count + norm);
        }
        return { path, score };
      })
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score)
      .slice(0, limit)
      .map(({ path }) => path);
  }

  private idf(word: string): number {
    const frequency = this.documentFrequency.get(word) ?? 0;
    return Math.log(1 + (this.files.length - frequency + 0.5) / (frequency + 0.5));
  }
}

const k1 = 1.2;
const b = 0.75;

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** One request to the model. */
export interface FixAttempt {
  /** `answered`, or what was wrong with the answer. */
  readonly ending: string;
  /** All that the model wrote. */
  readonly answer: string;
}

/** How one task went. */
export interface FixRow {
  readonly id: string;
  readonly language: string;
  /** Of the edit: `proposal`, `unplaced`, `prose` or `failed`. */
  readonly outcome: string;
  readonly attempts: readonly FixAttempt[];
  /** The program with the change passes its tests. */
  readonly isFixed: boolean;
  readonly generatedTokens: number;
}

export interface FixSummary {
  readonly n: number;
  readonly fixedRate: number;
  /**
   * Share of the answers with new code that were put into place without a syntax error that was not there before.
   * Code that is the same as before does not count, as there is nothing to apply.
   */
  readonly appliedCleanly: number;
  /** Share of the answers with code for which a place was found. */
  readonly placed: number;
  /** Answers with code, of all attempts. */
  readonly answersWithCode: number;
  /** Of these, code that is the same as before. */
  readonly unchanged: number;
  /** Answers without code. */
  readonly prose: number;
  readonly attemptsPerTask: number;
}

const withoutPlace = new Set(['noPlace', 'overwrites', 'elided', 'incomplete']);
const requestEndings = new Set(['failed', 'cancelled']);

/** @param rows of tasks whose own solution passes */
export function fixSummary(rows: readonly FixRow[]): FixSummary {
  const endings = rows
    .flatMap(({ attempts }) => attempts.map(({ ending }) => ending))
    .filter((each) => !requestEndings.has(each));
  const count = (holds: (ending: string) => boolean): number => endings.filter(holds).length;
  const prose = count((ending) => ending === 'prose');
  const withCode = endings.length - prose;
  const placed = withCode - count((ending) => withoutPlace.has(ending));
  const broken = count((ending) => ending === 'check');
  const unchanged = count((ending) => ending === 'noChange');
  return {
    n: rows.length,
    fixedRate: share(rows.filter(({ isFixed }) => isFixed).length, rows.length),
    appliedCleanly: share(placed - unchanged - broken, withCode - unchanged),
    placed: share(placed, withCode),
    answersWithCode: withCode,
    unchanged,
    prose,
    attemptsPerTask: share(endings.length, rows.length),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((part / whole).toFixed(4));
}

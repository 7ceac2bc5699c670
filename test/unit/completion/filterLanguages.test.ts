import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionOffer } from '../../../src/features/completion/core/completionOffer.js';
import { readCursorText } from '../../../src/features/completion/core/cursorText.js';
import type { FilterName } from '../../../src/features/completion/core/filters/filter.js';
import {
  completionFilters,
  filterCompletion,
} from '../../../src/features/completion/core/filters/filterCompletion.js';
import type { StopReason } from '../../../src/protocol/requestRecord.js';
import { cursorMark, requestAt, wideBudget } from './markedDocument.js';

/** What a language's code looks like; blocks are indented with a tab here. */
interface Sample {
  readonly languageId: string;
  /** Three statements that say enough to be told apart. */
  readonly statements: readonly [string, string, string];
  /** A block's first line and, where there is one, its last. */
  readonly open: string;
  readonly close?: string;
  /** A call whose argument is missing. */
  readonly call: readonly [before: string, argument: string, after: string];
}

const samples: readonly Sample[] = [
  {
    languageId: 'typescript',
    statements: [
      'const größe = readSize(1);',
      'saveResult(größe, "🚀");',
      'closeEverything(true);',
    ],
    open: 'if (größe > 0) {',
    close: '}',
    call: ['saveResult(', 'größe, 2', ');'],
  },
  {
    languageId: 'python',
    statements: ['größe = read_size(1)', 'save_result(größe, "🚀")', 'close_everything(True)'],
    open: 'if größe > 0:',
    call: ['save_result(', 'größe, 2', ')'],
  },
  {
    languageId: 'go',
    statements: ['größe := readSize(1)', 'saveResult(größe, "🚀")', 'closeEverything(true)'],
    open: 'if größe > 0 {',
    close: '}',
    call: ['saveResult(', 'größe, 2', ')'],
  },
  {
    languageId: 'rust',
    statements: [
      'let größe = read_size(1);',
      'save_result(größe, "🚀");',
      'close_everything(true);',
    ],
    open: 'if größe > 0 {',
    close: '}',
    call: ['save_result(', 'größe, 2', ');'],
  },
  {
    languageId: 'java',
    statements: ['int größe = readSize(1);', 'saveResult(größe, "🚀");', 'closeEverything(true);'],
    open: 'if (größe > 0) {',
    close: '}',
    call: ['saveResult(', 'größe, 2', ');'],
  },
  {
    languageId: 'csharp',
    statements: ['var größe = ReadSize(1);', 'SaveResult(größe, "🚀");', 'CloseEverything(true);'],
    open: 'while (größe > 0) {',
    close: '}',
    call: ['SaveResult(', 'größe, 2', ');'],
  },
  {
    languageId: 'ruby',
    statements: ['größe = read_size(1)', 'save_result(größe, "🚀")', 'close_everything(true)'],
    open: 'if größe > 0',
    close: 'end',
    call: ['save_result(', 'größe, 2', ')'],
  },
];

interface Scenario {
  readonly filter: FilterName;
  readonly title: string;
  readonly of: (sample: Sample) => {
    /** With one cursor mark. */
    readonly document: string;
    readonly model: string;
    /** Absent where nothing may be shown. */
    readonly accepted?: string;
  };
  readonly stopReason?: StopReason;
}

const scenarios: readonly Scenario[] = [
  {
    filter: 'specialTokens',
    title: 'cuts at a control token',
    of: ({ statements: [one, two] }) => ({
      document: `${one}\n${cursorMark}\n`,
      model: `${two}<|fim_pad|>rest`,
      accepted: `${one}\n${two}\n`,
    }),
  },
  {
    filter: 'incompleteLine',
    title: 'keeps the complete lines of what was cut short',
    stopReason: 'timeLimit',
    of: ({ open, statements: [one, two] }) => ({
      document: `${cursorMark}\n`,
      model: `${open}\n\t${one}\n\t${two.slice(0, 5)}`,
      accepted: `${open}\n\t${one}\n`,
    }),
  },
  {
    filter: 'leadingBlankLines',
    title: 'moves up to the cursor',
    of: ({ open, statements: [one], close }) => ({
      document: `${open}\n\t${cursorMark}\n${close ?? ''}\n`,
      model: `\n\t${one}`,
      accepted: `${open}\n\t${one}\n${close ?? ''}\n`,
    }),
  },
  {
    filter: 'indentation',
    title: 'does not indent again what the editor has indented',
    of: ({ open, statements: [one, two], close }) => ({
      document: `${open}\n\t${cursorMark}\n${close ?? ''}\n`,
      model: `\t${one}\n\t${two}`,
      accepted: `${open}\n\t${one}\n\t${two}\n${close ?? ''}\n`,
    }),
  },
  {
    filter: 'promptEcho',
    title: 'does not say again what stands above',
    of: ({ statements: [one, two] }) => ({
      document: `${one}\n${two}\n${cursorMark}\n`,
      model: `${one}\n${two}`,
    }),
  },
  {
    filter: 'repetition',
    title: 'cuts before a line is said for the third time',
    of: ({ statements: [one, two] }) => ({
      document: `${one}\n${cursorMark}\n`,
      model: `${two}\n${two}\n${two}\n${two}`,
      accepted: `${one}\n${two}\n`,
    }),
  },
  {
    filter: 'duplicateLines',
    title: 'ends before the lines that stand below',
    of: ({ statements: [one, two, three] }) => ({
      document: `${one}\n${cursorMark}\n${three}\n`,
      model: `${two}\n${three}`,
      accepted: `${one}\n${two}\n${three}\n`,
    }),
  },
  {
    filter: 'bodyBelow',
    title: 'writes the head alone over the body that stands below',
    of: ({ open, statements: [one, two, three], close }) => ({
      document: `${cursorMark}\n\t${three}\n${close ?? ''}\n`,
      model: `${open}\n\t${one}\n\t${two}`,
      accepted: `${open}\n\t${three}\n${close ?? ''}\n`,
    }),
  },
  {
    filter: 'trailingWhitespace',
    title: 'leaves no white space behind',
    of: ({ statements: [one, two] }) => ({
      document: `${one}\n${cursorMark}\n`,
      model: `${two}  \t`,
      accepted: `${one}\n${two}\n`,
    }),
  },
  {
    filter: 'minimumLength',
    title: 'does not offer one character',
    of: ({ statements: [one] }) => ({ document: `${one}\nx = ${cursorMark}\n`, model: 'y' }),
  },
  {
    filter: 'suffixOverlap',
    title: 'replaces the closers that it brings',
    of: ({ call: [before, argument, after] }) => ({
      document: `${before}${cursorMark}${after}\n`,
      model: argument + after,
      accepted: `${before}${argument}${after}\n`,
    }),
  },
  {
    filter: 'nothingNew',
    title: 'does not offer what is there',
    of: ({ call: [before, , after] }) => ({
      document: `${before}${cursorMark}${after}\n`,
      model: after,
    }),
  },
];

const bracketScenario: Scenario = {
  filter: 'unbalancedClosers',
  title: 'does not close a block that is closed below',
  of: ({ open, statements: [one, two], close = '' }) => ({
    document: `${open}\n\t${one}\n\t${cursorMark}\n${close}\n`,
    model: `${two} ${close}`,
    accepted: `${open}\n\t${one}\n\t${two}\n${close}\n`,
  }),
};

const styles = [
  { name: 'tabs', unit: '\t', editing: { tabSize: 4, insertSpaces: false } },
  { name: 'four spaces', unit: '    ', editing: { tabSize: 4, insertSpaces: true } },
  { name: 'two spaces', unit: '  ', editing: { tabSize: 2, insertSpaces: true } },
] as const;
const lineEnds = { LF: '\n', CRLF: '\r\n' };
const places = { file: 'file:///a', 'notebook cell': 'vscode-notebook-cell:/a.ipynb#W0' };

/** The document after accepting what is left of the model's text. */
function accept(
  document: string,
  model: string,
  changes: { languageId: string; uri: string; editing: { tabSize: number; insertSpaces: boolean } },
  stopReason: StopReason,
): { accepted: string | undefined; changedBy: readonly FilterName[] } {
  const request = requestAt(document, changes);
  const cursor = readCursorText(request, wideBudget);
  const { editing } = changes;
  const { candidate, changedBy } = filterCompletion(model, { cursor, editing, stopReason });
  if (!candidate) return { accepted: undefined, changedBy };
  const offer = completionOffer('id', request, candidate);
  const [before = '', after = ''] = document.split(cursorMark);
  const replaced = offer.endCharacter - request.position.character;
  return { accepted: before + offer.insertText + after.slice(replaced), changedBy };
}

describe('filters in every language', () => {
  for (const sample of samples) {
    const { languageId } = sample;
    const own = sample.close === '}' ? [...scenarios, bracketScenario] : scenarios;
    for (const { filter, title, of, stopReason = 'scopeEnd' } of own) {
      it(`${filter} ${title} (${languageId})`, () => {
        for (const { name, unit, editing } of styles) {
          for (const [ends, lineEnd] of Object.entries(lineEnds)) {
            for (const [place, uri] of Object.entries(places)) {
              const { document, model, accepted } = of(sample);
              const inStyle = (text: string): string => text.replaceAll('\t', unit);
              const inFile = (text: string): string => inStyle(text).replaceAll('\n', lineEnd);
              const result = accept(
                inFile(document),
                filter === 'trailingWhitespace' ? model : inStyle(model),
                { languageId, uri, editing },
                stopReason,
              );
              const where = `${name}, ${ends}, ${place}`;
              assert.equal(result.accepted, accepted && inFile(accepted), where);
              assert.ok(result.changedBy.includes(filter), `${where}: ${String(result.changedBy)}`);
            }
          }
        }
      });
    }
  }

  it('covers every filter', () => {
    const covered = [...scenarios, bracketScenario].map(({ filter }) => filter);
    assert.deepEqual([...covered].sort(), completionFilters.map(({ name }) => name).sort());
  });

  it('never loses or doubles a character of the user’s text', () => {
    const piece = fc.constantFrom(
      ...['a', 'größe', '🚀', ' ', '\t', '    ', '\r\n', '(', ')', '{', '}', '"', ';', ': ', ' = '],
    );
    const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    const model = fc
      .array(piece, { minLength: 1, maxLength: 12 })
      .map((parts) => parts.join('').replaceAll('\r\n', '\n'));
    fc.assert(
      fc.property(text, text, model, fc.constantFrom(...samples), (before, after, written, one) => {
        const { languageId } = one;
        const editing = { tabSize: 4, insertSpaces: true };
        const document = `\r\n${before}${cursorMark}${after}`;
        const { accepted } = accept(
          document,
          written,
          { languageId, uri: 'file:///a', editing },
          'lineEnd',
        );
        if (accepted === undefined) return;
        const start = `\r\n${before}`;
        assert.ok(accepted.startsWith(start));
        // What stood behind the cursor is still there, in its order, and beyond its line untouched.
        const lineRest = /^[^\r\n]*/.exec(after)?.[0] ?? '';
        assert.ok(accepted.endsWith(after.slice(lineRest.length)));
        const inserted = accepted.slice(
          start.length,
          accepted.length - (after.length - lineRest.length),
        );
        assert.ok(occursInOrder(lineRest, inserted), JSON.stringify([lineRest, inserted]));
        assert.ok(!/[^\r]\n/.test(accepted), 'all lines end as the document’s do');
      }),
      { numRuns: 3_000 },
    );
  });
});

function occursInOrder(part: string, whole: string): boolean {
  let index = 0;
  for (const unit of whole.split('')) if (unit === part[index]) index++;
  return index >= part.length;
}

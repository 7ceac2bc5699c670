import fc from 'fast-check';

/** Lines as they stand in files: indented with either, empty, in any script; few of them, so that some are equal. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '}',
    '  return x;',
    '\treturn x;',
    'def f(a):',
    '    pass',
    'const é = "😀";',
    ' ',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ' ')),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/[\r\n]/g, ' ')),
);

const lineEnd = fc.constantFrom('\n', '\r\n');

function textOf(lines: readonly string[], end: string, hasFinalEnd: boolean): string {
  return lines.join(end) + (hasFinalEnd && lines.length > 0 ? end : '');
}

/** Any text, with one kind of line end or several, with or without one at its end. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.array(line, { maxLength: 12 }), lineEnd, fc.boolean()).map((args) => textOf(...args)),
  fc
    .array(
      fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '')).map(([text, end]) => text + end),
      {
        maxLength: 8,
      },
    )
    .map((lines) => lines.join('')),
);

/** A text and what became of it by changes of some lines. */
export const editedText: fc.Arbitrary<{ readonly before: string; readonly after: string }> = fc
  .record({
    lines: fc.array(line, { maxLength: 14 }),
    end: lineEnd,
    hasFinalEnd: fc.boolean(),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.array(line, { maxLength: 3 })), {
      maxLength: 4,
    }),
    endsOtherwise: fc.boolean(),
  })
  .map(({ lines, end, hasFinalEnd, changes, endsOtherwise }) => {
    const changed = [...lines];
    for (const [at, count, added] of changes) {
      changed.splice(at % (changed.length + 1), count, ...added);
    }
    return {
      before: textOf(lines, end, hasFinalEnd),
      after: textOf(changed, end, hasFinalEnd !== endsOtherwise),
    };
  });

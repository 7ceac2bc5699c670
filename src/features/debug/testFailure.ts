import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Failure } from './core/explainFailure.js';

const uri = v.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
const text = v.union([v.string(), v.instance(vscode.MarkdownString)]);
/** What VS Code passes to the commands of a test message's menus; it keeps the stack frames to itself. */
const described = v.object({
  test: v.optional(v.object({ label: v.string() })),
  message: v.object({
    message: text,
    expectedOutput: v.optional(v.string()),
    actualOutput: v.optional(v.string()),
    location: v.optional(v.object({ uri, range: v.instance(vscode.Range) })),
  }),
});

/** The message of a failed test that a menu was opened on; undefined for anything else. */
export function testFailure(argument: unknown): Failure | undefined {
  const parsed = v.safeParse(described, argument);
  if (!parsed.success) return undefined;
  const { test, message } = parsed.output;
  const { expectedOutput, actualOutput, location } = message;
  const output = [
    typeof message.message === 'string' ? message.message : message.message.value,
    ...(expectedOutput === undefined ? [] : [`Expected: ${expectedOutput}`]),
    ...(actualOutput === undefined ? [] : [`Actual: ${actualOutput}`]),
  ];
  return {
    title: test ? vscode.l10n.t('Test: {0}', test.label) : vscode.l10n.t('Failed test'),
    output: output.join('\n'),
    ...(location && {
      places: [{ uri: location.uri.toString(), line: location.range.start.line + 1 }],
    }),
  };
}

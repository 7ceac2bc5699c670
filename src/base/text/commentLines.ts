import { isBlank } from '../indentation.js';

const hashLanguages = new Set(
  'python ruby shellscript powershell perl r elixir yaml toml makefile dockerfile julia cmake'.split(
    ' ',
  ),
);
const dashLanguages = new Set(['sql', 'lua', 'haskell']);
const docstring = /^[rRuUbBfF]{0,2}("""|''')/;

/** Which of the lines are comment or documentation, for each line; blank ones between them are too. */
export function commentLines(lines: readonly string[], languageId: string): boolean[] {
  let closes: string | undefined;
  return lines.map((line) => {
    const text = line.trim();
    if (closes !== undefined) {
      if (text.includes(closes)) closes = undefined;
      return true;
    }
    const opened = openedBlock(text, languageId);
    if (opened !== undefined) {
      const { close, from } = opened;
      if (!text.slice(from).includes(close)) closes = close;
      return true;
    }
    return isBlank(line) || isLineComment(text, languageId);
  });
}

function openedBlock(
  text: string,
  languageId: string,
): { readonly close: string; readonly from: number } | undefined {
  if (languageId === 'python') {
    const [all, quotes] = docstring.exec(text) ?? [];
    return all === undefined || quotes === undefined
      ? undefined
      : { close: quotes, from: all.length };
  }
  if (text.startsWith('/*')) return { close: '*/', from: 2 };
  if (text.startsWith('<!--')) return { close: '-->', from: 4 };
  if (languageId === 'powershell' && text.startsWith('<#')) return { close: '#>', from: 2 };
  if (languageId === 'lua' && text.startsWith('--[[')) return { close: ']]', from: 4 };
  return undefined;
}

function isLineComment(text: string, languageId: string): boolean {
  if (hashLanguages.has(languageId)) return text.startsWith('#');
  if (dashLanguages.has(languageId)) return text.startsWith('--');
  return text.startsWith('//') || /^\*(?:\s|$|\/)/.test(text);
}

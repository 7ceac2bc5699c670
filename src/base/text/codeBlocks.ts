/** A fenced block of an answer. */
export interface CodeBlock {
  /** The first word on the fence, as it was written; empty for none. */
  readonly language: string;
  /** A file name on the fence or in the line in front of it. */
  readonly path?: string;
  readonly code: string;
  /** Whether the answer closes it; the last block may be open. */
  readonly isClosed: boolean;
}

const fence = /^([ \t>]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?)(`{3,}|~{3,})(.*)$/;
const fileName = /(?:^|[\s`*"'(:])((?:[\w.@+-]+[\\/])*[\w.@+-]*\w\.\w{1,10})(?=$|[\s`*"'):,])/;

/**
 * The fenced blocks of an answer, in their order. Fences may be indented, as in lists, and longer than three signs; one
 * that nothing closes goes on to the end.
 */
export function codeBlocks(answer: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: OpenBlock | undefined;
  let previous = '';
  for (const line of answer.split(/\r\n|\r|\n/)) {
    if (open && closes(line, open)) {
      blocks.push(blockOf(open, true));
      open = undefined;
    } else if (open) {
      open.lines.push(withoutPrefix(line, open.prefix));
    } else {
      open = opened(line, previous);
      if (line.trim() !== '') previous = line;
    }
  }
  return open ? [...blocks, blockOf(open, false)] : blocks;
}

interface OpenBlock {
  readonly prefix: string;
  readonly mark: string;
  readonly info: string;
  readonly previous: string;
  readonly lines: string[];
}

function opened(line: string, previous: string): OpenBlock | undefined {
  const [, prefix = '', mark = '', info = ''] = fence.exec(line) ?? [];
  // a line such as ```x``` is code within a text
  if (mark === '' || (mark.startsWith('`') && info.includes('`'))) return undefined;
  const indentation = prefix.replace(/[-*+]|\d{1,3}[.)]/, (bullet) => ' '.repeat(bullet.length));
  return { prefix: indentation, mark, info: info.trim(), previous, lines: [] };
}

function closes(line: string, { mark }: OpenBlock): boolean {
  const found = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return found !== undefined && found.startsWith(mark.charAt(0)) && found.length >= mark.length;
}

/** Lines of a block in a list are indented with it. */
function withoutPrefix(line: string, prefix: string): string {
  if (prefix === '') return line;
  let length = 0;
  while (length < prefix.length && /[ \t>]/.test(line.charAt(length))) length++;
  return line.slice(length);
}

function blockOf({ info, previous, lines }: OpenBlock, isClosed: boolean): CodeBlock {
  const [first = ''] = info.split(/[\s{:,]/);
  const path = fileName.exec(info)?.[1] ?? (isHeading(previous) ? fileIn(previous) : undefined);
  const language = path !== undefined && first.includes('.') ? '' : first;
  return { language, ...(path !== undefined && { path }), code: lines.join('\n'), isClosed };
}

/** A line that only introduces what follows; a sentence that happens to name a file does not. */
function isHeading(line: string): boolean {
  return /^\s*(?:#{1,6}\s|\*\*|`|[\w.@+\\/-]+:?\s*$)|(?:^|\s)file\b[^.]{0,20}[`*\w]|:\s*$/i.test(
    line,
  );
}

function fileIn(line: string): string | undefined {
  return fileName.exec(line)?.[1];
}

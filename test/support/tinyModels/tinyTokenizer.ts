import type { GgufWriter } from '../../../src/base/gguf/ggufWriter.js';
import { gguf } from '../../../src/base/gguf/metadataValue.js';

const tokenTypes = { normal: 1, control: 3 } as const;

const chatTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'] as const;

/** Fill-in-the-middle tokens with the metadata word that declares each of them. */
const fimTokens = {
  '<|fim_prefix|>': 'fim_pre',
  '<|fim_suffix|>': 'fim_suf',
  '<|fim_middle|>': 'fim_mid',
  '<|fim_pad|>': 'fim_pad',
  '<|repo_name|>': 'fim_rep',
  '<|file_sep|>': 'fim_sep',
} as const;

/** Words whose left-to-right merges make up the vocabulary beyond single bytes. */
const mergedWords = [
  ...[
    'return',
    'const',
    'function',
    'import',
    'from',
    'class',
    'def',
    'self',
    'this',
    'for',
    'let',
    'in',
  ],
  ...[
    'if',
    'else',
    'while',
    'string',
    'number',
    'value',
    'name',
    'the',
    'and',
    'er',
    'on',
    'ing',
    'text',
  ],
  ...[
    ' return',
    ' the',
    ' of',
    ' to',
    ' =',
    ' {',
    ' (',
    '()',
    '();',
    '):',
    '=>',
    '==',
    '  ',
    '\n\n',
  ],
];

/** Runs of spaces merge by doubling, so that indentation is a few tokens. */
const spaceRunLengths = [2, 4, 8];

const chatMlTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

export interface TinyTokenizer {
  /** Every token as the file stores it; its index is its id. */
  readonly tokens: readonly string[];
  /** Ids of the tokens whose text is printable ASCII or a line feed. */
  readonly printableTokenIds: readonly number[];
  addTo(writer: GgufWriter): void;
}

/**
 * A byte-level BPE tokenizer ('gpt2' in GGUF terms, split as Qwen 2 does) of about 400 tokens: every byte, some words of code,
 * ChatML's special tokens and, if wanted, the fill-in-the-middle ones.
 */
export function tinyTokenizer(options: {
  fim: boolean;
  chatTemplate: boolean | string;
  /** Fills the vocabulary up with tokens that no text is cut into, as large as that of a real model. */
  vocabularySize?: number;
}): TinyTokenizer {
  const byteTokens = byteAlphabet();
  const merges = mergePairs(byteTokens);
  const mergedTokens = [...new Set(merges.map(([left, right]) => left + right))];
  const specialTokens = [...chatTokens, ...(options.fim ? Object.keys(fimTokens) : [])];
  const usedTokens = [...byteTokens, ...mergedTokens];
  const unused = (options.vocabularySize ?? 0) - usedTokens.length - specialTokens.length;
  const normalTokens = [
    ...usedTokens,
    ...Array.from({ length: Math.max(0, unused) }, (_, index) => `token${index}`),
  ];
  const tokens = [...normalTokens, ...specialTokens];
  const idOf = (token: string): number => tokens.indexOf(token);

  return {
    tokens,
    printableTokenIds: printableIds(normalTokens, byteTokens),
    addTo(writer) {
      const add = writer.addMetadata.bind(writer);
      add('tokenizer.ggml.model', gguf.string('gpt2'));
      add('tokenizer.ggml.pre', gguf.string('qwen2'));
      add('tokenizer.ggml.tokens', gguf.stringArray(tokens));
      add(
        'tokenizer.ggml.token_type',
        gguf.int32Array(
          tokens.map((_, id) =>
            id < normalTokens.length ? tokenTypes.normal : tokenTypes.control,
          ),
        ),
      );
      add('tokenizer.ggml.merges', gguf.stringArray(merges.map((pair) => pair.join(' '))));
      add('tokenizer.ggml.bos_token_id', gguf.uint32(idOf('<|endoftext|>')));
      add('tokenizer.ggml.eos_token_id', gguf.uint32(idOf('<|im_end|>')));
      add('tokenizer.ggml.padding_token_id', gguf.uint32(idOf('<|endoftext|>')));
      add('tokenizer.ggml.add_bos_token', gguf.bool(false));
      if (options.fim) {
        for (const [token, word] of Object.entries(fimTokens)) {
          add(`tokenizer.ggml.${word}_token_id`, gguf.uint32(idOf(token)));
        }
      }
      const { chatTemplate } = options;
      if (chatTemplate !== false) {
        const template = chatTemplate === true ? chatMlTemplate : chatTemplate;
        add('tokenizer.chat_template', gguf.string(template));
      }
    },
  };
}

/** GPT-2's printable stand-in for each byte: printable Latin-1 stands for itself, the others follow from U+0100 up. */
function byteAlphabet(): string[] {
  let nextStandIn = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    return String.fromCodePoint(isPrintable ? byte : nextStandIn++);
  });
}

/** Merge rules in order of priority, without repeats. */
function mergePairs(byteTokens: readonly string[]): [left: string, right: string][] {
  const pairs = new Map<string, [string, string]>();
  const addPair = (left: string, right: string): void => {
    pairs.set(`${left} ${right}`, [left, right]);
  };
  const space = byteTokens[0x20] ?? ' ';
  for (const length of spaceRunLengths) {
    addPair(space.repeat(length / 2), space.repeat(length / 2));
  }
  for (const word of mergedWords) {
    const letters = Array.from(word, (letter) => byteTokens[letter.charCodeAt(0)] ?? letter);
    letters.slice(1).reduce((left, right) => {
      addPair(left, right);
      return left + right;
    }, letters[0] ?? '');
  }
  return [...pairs.values()];
}

function printableIds(normalTokens: readonly string[], byteTokens: readonly string[]): number[] {
  const isPrintableByte = (byte: number): boolean =>
    byte === 0x0a || (byte >= 0x20 && byte <= 0x7e);
  const printable = new Set(byteTokens.filter((_, byte) => isPrintableByte(byte)));
  return normalTokens.flatMap((token, id) =>
    Array.from(token).every((letter) => printable.has(letter)) ? [id] : [],
  );
}

/** The tokens of fill-in-the-middle as text, for servers that take a prompt as text. */
export interface FimTexts {
  readonly prefix: string;
  readonly suffix: string;
  readonly middle: string;
  readonly fileSeparator?: string;
  readonly repositoryName?: string;
  /** Texts at which a completion has ended, besides the ones above. */
  readonly ends: readonly string[];
}

/** Families of models that share their fill-in-the-middle tokens, as in the settings. */
export const fimFamilies = [
  'qwen',
  'deepseek',
  'starcoder',
  'codellama',
  'codegemma',
  'granite',
] as const;
export type FimFamily = (typeof fimFamilies)[number];

interface Family {
  readonly name: RegExp;
  readonly texts: FimTexts;
  /** A model whose profile stands for the family, where the name of a model says nothing. */
  readonly typicalModel: string;
}

const qwenTexts: FimTexts = {
  prefix: '<|fim_prefix|>',
  suffix: '<|fim_suffix|>',
  middle: '<|fim_middle|>',
  fileSeparator: '<|file_sep|>',
  repositoryName: '<|repo_name|>',
  ends: ['<|fim_pad|>', '<|endoftext|>', '<|im_end|>'],
};

/** Sources: the models' own cards and tokenizer files. */
const families: Readonly<Record<FimFamily, Family>> = {
  qwen: {
    name: /qwen(?:2\.5|3)[-_ ]?coder|switchyard[-_ ]pocket[-_ ]moe|pocket[-_ ]moe[-_ ]starter/i,
    texts: qwenTexts,
    typicalModel: 'Qwen3-Coder',
  },
  deepseek: {
    name: /deepseek[-_ ]?coder/i,
    texts: {
      prefix: '<｜fim▁begin｜>',
      suffix: '<｜fim▁hole｜>',
      middle: '<｜fim▁end｜>',
      ends: ['<｜end▁of▁sentence｜>', '<|EOT|>'],
    },
    typicalModel: 'DeepSeek-Coder',
  },
  starcoder: {
    name: /starcoder/i,
    texts: {
      prefix: '<fim_prefix>',
      suffix: '<fim_suffix>',
      middle: '<fim_middle>',
      fileSeparator: '<file_sep>',
      repositoryName: '<repo_name>',
      ends: ['<fim_pad>', '<|endoftext|>'],
    },
    typicalModel: 'StarCoder2',
  },
  codellama: {
    name: /code[-_ ]?llama/i,
    texts: { prefix: '<PRE> ', suffix: ' <SUF>', middle: ' <MID>', ends: [' <EOT>', '<EOT>'] },
    typicalModel: 'CodeLlama',
  },
  codegemma: {
    name: /codegemma/i,
    texts: {
      prefix: '<|fim_prefix|>',
      suffix: '<|fim_suffix|>',
      middle: '<|fim_middle|>',
      fileSeparator: '<|file_separator|>',
      ends: ['<eos>'],
    },
    typicalModel: 'CodeGemma',
  },
  granite: {
    name: /granite[-_ ]?4/i,
    texts: {
      prefix: '<|fim_prefix|>',
      suffix: '<|fim_suffix|>',
      middle: '<|fim_middle|>',
      ends: ['<|fim_pad|>', '<|end_of_text|>'],
    },
    typicalModel: 'Granite-4',
  },
};

/** @param names of a model, the most telling first */
export function fimFamilyOf(names: readonly string[]): FimFamily | undefined {
  for (const name of names) {
    const family = fimFamilies.find((each) => families[each].name.test(name));
    if (family) return family;
  }
  return undefined;
}

export function fimTexts(family: FimFamily): FimTexts {
  return families[family].texts;
}

export function typicalModel(family: FimFamily): string {
  return families[family].typicalModel;
}

/** Texts that stand for tokens, none of them empty. */
export function tokenTexts(texts: FimTexts): readonly string[] {
  const { prefix, suffix, middle, fileSeparator, repositoryName, ends } = texts;
  return [prefix, suffix, middle, fileSeparator, repositoryName, ...ends].filter(
    (text) => text !== undefined,
  );
}

import type { FimSupport } from '../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../protocol/modelFile.js';

/**
 * `psm`: prefix, suffix, middle; `spm`: suffix, prefix, middle, each behind its token, so that a keystroke costs its own
 * token and the middle's. The middle's token comes last in both: a model that does not see where the prefix ends often
 * takes the middle for more of the prefix.
 */
export type FimOrder = 'psm' | 'spm';

/**
 * What a family of models was trained to see. A vocabulary with FIM tokens does not mean that the model was trained
 * with them (every Qwen3 has them), so training is only claimed for models whose makers state it.
 */
export interface ModelProfile {
  readonly fimTrained: boolean;
  readonly fimOrder: FimOrder;
  /** `fileSeparator`: `<file separator>path\n` stands before the prefix. */
  readonly fileHeader: 'none' | 'fileSeparator';
  /**
   * `repository`: `<repository name>name\n`, then `<file separator>path\ntext` for each part of another file, stand before
   * everything else.
   */
  readonly contextFiles: 'none' | 'repository';
}

interface ProfileRule {
  readonly name: RegExp;
  readonly profile: ModelProfile;
}

const plain: ModelProfile = {
  fimTrained: true,
  fimOrder: 'psm',
  fileHeader: 'none',
  contextFiles: 'none',
};

/** Sources: the models' own cards and READMEs. */
const rules: readonly ProfileRule[] = [
  {
    name: /^switchyard pocket moe/i,
    profile: {
      fimTrained: true,
      fimOrder: 'spm',
      fileHeader: 'fileSeparator',
      contextFiles: 'repository',
    },
  },
  {
    name: /^pocket moe starter/i,
    profile: { ...plain, fileHeader: 'fileSeparator' },
  },
  { name: /deepseek[-_ ]?coder/i, profile: plain },
  { name: /qwen(2\.5|3)[-_ ]?coder/i, profile: { ...plain, fileHeader: 'fileSeparator' } },
  { name: /starcoder/i, profile: plain },
  { name: /code[-_ ]?llama|codegemma/i, profile: plain },
  { name: /granite[-_ ]?(4|code)/i, profile: plain },
];

const unknown: ModelProfile = { ...plain, fimTrained: false };

export function profileOf(file: Pick<ModelFileInfo, 'name' | 'architecture'>): ModelProfile {
  return knownProfile(file.name) ?? unknown;
}

/** @returns undefined for a name that says nothing */
export function knownProfile(modelName: string): ModelProfile | undefined {
  return rules.find(({ name }) => name.test(modelName))?.profile;
}

export function fimSupport(profile: ModelProfile, hasFimTokens: boolean): FimSupport {
  if (!hasFimTokens) return 'none';
  return profile.fimTrained ? 'trained' : 'tokensOnly';
}

/** @param fim what the model's vocabulary has: the tokens' ids or texts */
export function seesContextFiles(
  profile: ModelProfile,
  fim: { readonly fileSeparator?: unknown; readonly repositoryName?: unknown } | undefined,
): boolean {
  const hasTokens = fim?.fileSeparator !== undefined && fim.repositoryName !== undefined;
  return profile.contextFiles !== 'none' && hasTokens;
}

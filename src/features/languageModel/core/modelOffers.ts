import { createHash } from 'node:crypto';
import type { Log } from '../../../base/log.js';
import { errorMessage } from '../../../base/errorMessage.js';
import type { Translate } from '../../../base/translate.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../../protocol/modelFile.js';
import type { InstalledModel, InstalledModels } from '../../../protocol/installedModels.js';
import type { LanguageModelEngine } from './languageModelEngine.js';
import { agentPromptTokens, isTooSmallForAgent, modelWindow } from './modelWindow.js';

/** A model as VS Code's list of models shows it. */
export interface ModelOffer {
  /** The same in every window and after every update of the extension. */
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly tooltip: string;
  readonly detail: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly capabilities: { readonly toolCalling: boolean };
}

export interface ModelOffersOptions {
  readonly engine: LanguageModelEngine;
  readonly installed: InstalledModels;
  /** The context that the user's settings ask for, in tokens. */
  readonly contextSize: () => number;
  readonly log: Log;
  readonly t: Translate;
}

interface Facts {
  readonly file: ModelFileInfo;
  readonly contextSize: number;
  readonly isLoaded: boolean;
}

/** What is offered to VS Code: the installed models that can hold a conversation, the one in use first. */
export class ModelOffers {
  private readonly models = new Map<string, InstalledModel>();
  /** By path and size, as a file may be replaced. */
  private readonly headers = new Map<string, Promise<ModelFileInfo>>();

  constructor(private readonly options: ModelOffersOptions) {}

  async list(): Promise<readonly ModelOffer[]> {
    const models = await this.options.installed.list();
    const offers = await Promise.all(models.map((model) => this.offer(model)));
    return offers.filter((offer) => offer !== undefined);
  }

  /** The model, if it is the loaded one. */
  loaded(id: string): LoadedModel | undefined {
    const { state } = this.options.engine;
    if (state.kind !== 'ready') return undefined;
    return this.models.get(id)?.path === state.model.file.path ? state.model : undefined;
  }

  /**
   * The model, loaded first where another one is in use.
   * @throws a sentence for the user
   */
  async load(id: string, signal: AbortSignal): Promise<LoadedModel> {
    const loaded = this.loaded(id);
    if (loaded) return loaded;
    if (!this.models.has(id)) await this.list();
    const model = this.models.get(id);
    if (!model) {
      throw new Error(
        this.options.t('This model is not installed any more. Choose another one in the list.'),
      );
    }
    return this.options.installed.use(model, signal);
  }

  private async offer(model: InstalledModel): Promise<ModelOffer | undefined> {
    const facts = await this.facts(model);
    const template = facts?.file.chatTemplate;
    if (!facts || !template) return undefined;
    const id = offerId(model);
    this.models.set(id, model);
    const { file, contextSize } = facts;
    return {
      id,
      name: model.isBundled ? file.name : model.name,
      family: file.architecture,
      version: file.name,
      ...this.words(facts, template.toolCalls !== undefined),
      ...modelWindow(contextSize),
      capabilities: { toolCalling: template.toolCalls !== undefined },
    };
  }

  /** @returns undefined for what is no model after all; the list of models tells the user why */
  private async facts({ path, sizeBytes }: InstalledModel): Promise<Facts | undefined> {
    const { engine, contextSize, log } = this.options;
    const { state } = engine;
    if (state.kind === 'ready' && state.model.file.path === path) {
      return { file: state.model.file, contextSize: state.model.contextSize, isLoaded: true };
    }
    const key = `${sizeBytes} ${path}`;
    // several lists wait for one reading, so that none of them may end it
    const header = this.headers.get(key) ?? engine.inspectModel(path);
    this.headers.set(key, header);
    try {
      const file = await header;
      const trained = file.trainedContextSize || contextSize();
      return { file, contextSize: Math.min(contextSize(), trained), isLoaded: false };
    } catch (error) {
      this.headers.delete(key);
      log.trace(`A model is not offered to VS Code's chat: ${errorMessage(error)}`);
      return undefined;
    }
  }

  private words(
    { file, contextSize, isLoaded }: Facts,
    callsTools: boolean,
  ): Pick<ModelOffer, 'tooltip' | 'detail'> {
    const { t } = this.options;
    const count = (tokens: number): string => tokens.toLocaleString('en');
    const sentences = [
      t('Runs on this machine, with a context of {0} tokens.', count(contextSize)),
      isLoaded
        ? t('In use now.')
        : t(
            'Is loaded when it is asked, in place of the model in use: inline completions then come from it too.',
          ),
      callsTools ? undefined : t('It cannot call tools, so the agent cannot work with it.'),
      callsTools && isTooSmallForAgent(contextSize)
        ? t(
            'Too small a context for VS Code’s agent, which sends about {0} tokens before the question. Raise “Switchyard › Engine: Context Size”{1}.',
            count(agentPromptTokens),
            file.trainedContextSize > contextSize
              ? t(' (up to {0})', count(file.trainedContextSize))
              : '',
          )
        : undefined,
    ];
    return {
      tooltip: sentences.filter((sentence) => sentence !== undefined).join(' '),
      detail: isLoaded ? t('local, in use') : t('local, loads when asked'),
    };
  }
}

/** VS Code remembers choices by it. A path would tell others about the user's folders. */
function offerId({ path, name, isBundled }: InstalledModel): string {
  if (isBundled) return 'bundled';
  return `${name}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`;
}

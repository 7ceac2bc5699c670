import { resolveChatWrapper } from 'node-llama-cpp';
import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import { EngineError } from '../../protocol/engineErrors.js';
import type {
  ChatMessage,
  ToolChatMessage,
  ToolDefinition,
} from '../../protocol/engineProtocol.js';
import { ChatTemplate } from './chatTemplate.js';
import type { TokenId } from './tokenSequence.js';

/** Ids of the fill-in-the-middle tokens; the ones around files may be missing. */
export interface FimTokens {
  readonly prefix: TokenId;
  readonly suffix: TokenId;
  readonly middle: TokenId;
  readonly fileSeparator: TokenId | undefined;
  readonly repositoryName: TokenId | undefined;
}

export interface ChatPrompt {
  readonly tokens: TokenId[];
  readonly stopTokens: readonly TokenId[];
  readonly stopTexts: readonly string[];
}

/** Text to token ids and back. Text is never parsed for special tokens: what a file says cannot steer the prompt. */
export class Vocabulary {
  readonly fim: FimTokens | undefined;
  /** Put before every prompt, where the model wants it. */
  readonly beginning: TokenId | undefined;
  /** Tokens that end a completion: end of generation and everything that starts another part of a FIM prompt. */
  private readonly completionEnds: ReadonlySet<TokenId>;
  private chatWrapper: ChatWrapper | undefined;
  private chatTemplate: ChatTemplate | undefined;

  constructor(private readonly model: LlamaModel) {
    const { prefix, suffix, middle } = model.tokens.infill;
    const fileSeparator = this.specialToken('<|file_sep|>', '<file_sep>', '<|file_separator|>');
    const repositoryName = this.specialToken('<|repo_name|>', '<repo_name>', '<reponame>');
    if (prefix !== null && suffix !== null && middle !== null) {
      this.fim = { prefix, suffix, middle, fileSeparator, repositoryName };
    }
    const bos = model.tokens.bos;
    this.beginning = model.tokens.shouldPrependBosToken && bos !== null ? bos : undefined;
    const padding = this.specialToken('<|fim_pad|>', '<fim_pad>');
    const ends = [prefix, suffix, middle, fileSeparator, repositoryName, padding];
    this.completionEnds = new Set(ends.filter((token) => token !== null && token !== undefined));
  }

  get hasChatTemplate(): boolean {
    return this.templateSource !== undefined;
  }

  private get templateSource(): string | undefined {
    return this.model.fileInfo.metadata.tokenizer.chat_template;
  }

  tokenize(text: string): TokenId[] {
    return text === '' ? [] : this.model.tokenize(text, false, 'trimLeadingSpace');
  }

  /**
   * @param before tokens that stand before, where the first one's text depends on them
   * @param showsSpecial whether special tokens are written out
   */
  detokenize(tokens: readonly TokenId[], before: readonly TokenId[], showsSpecial = false): string {
    return this.model.detokenize(tokens as Token[], showsSpecial, before as Token[]);
  }

  isEndOfGeneration(token: TokenId): boolean {
    return this.model.isEogToken(token as Token);
  }

  endsCompletion(token: TokenId): boolean {
    return this.isEndOfGeneration(token) || this.completionEnds.has(token);
  }

  /** @throws {EngineError} noChatTemplate */
  chatPrompt(messages: readonly ChatMessage[]): ChatPrompt {
    if (!this.hasChatTemplate) throw noChatTemplate();
    this.chatWrapper ??= resolveChatWrapper(this.model);
    const chatHistory: ChatHistoryItem[] = messages.map(toHistoryItem);
    if (messages.at(-1)?.role !== 'assistant') chatHistory.push({ type: 'model', response: [] });
    const state = this.chatWrapper.generateContextState({ chatHistory });
    const stopTokens: TokenId[] = [];
    const stopTexts: string[] = [];
    for (const trigger of state.stopGenerationTriggers) {
      const [token, ...more] = trigger.tokenize(this.model.tokenizer);
      if (token === undefined) continue;
      if (more.length === 0 && this.model.isSpecialToken(token)) stopTokens.push(token);
      else stopTexts.push(this.model.detokenize([token, ...more], true));
    }
    return { tokens: state.contextText.tokenize(this.model.tokenizer), stopTokens, stopTexts };
  }

  /**
   * A conversation as the model's own template lays it out.
   * @throws {EngineError} noChatTemplate, invalidRequest
   */
  toolPrompt(messages: readonly ToolChatMessage[], tools: readonly ToolDefinition[]): TokenId[] {
    const source = this.templateSource;
    if (source === undefined) throw noChatTemplate();
    const { bosString, eosString } = this.model.tokens;
    this.chatTemplate ??= new ChatTemplate(source);
    const pieces = this.chatTemplate.render(messages, tools, {
      beginning: bosString ?? '',
      end: eosString ?? '',
    });
    const tokens = pieces.flatMap(({ text, isTemplate }) =>
      isTemplate ? this.model.tokenize(text, true, 'trimLeadingSpace') : this.tokenize(text),
    );
    const { beginning } = this;
    return beginning === undefined || tokens[0] === beginning ? tokens : [beginning, ...tokens];
  }

  private specialToken(...spellings: string[]): TokenId | undefined {
    for (const spelling of spellings) {
      const [token, ...more] = this.model.tokenize(spelling, true);
      if (token !== undefined && more.length === 0 && this.model.isSpecialToken(token))
        return token;
    }
    return undefined;
  }
}

function noChatTemplate(): EngineError {
  return new EngineError(
    'noChatTemplate',
    'This model has no chat template, so it cannot hold a conversation. Choose an instruction-tuned model.',
  );
}

function toHistoryItem(message: ChatMessage): ChatHistoryItem {
  switch (message.role) {
    case 'system':
      return { type: 'system', text: message.text };
    case 'user':
      return { type: 'user', text: message.text };
    case 'assistant':
      return { type: 'model', response: [message.text] };
  }
}

/** What the user can set about the chat. */
export interface ChatSettings {
  /** `auto`: the workspace is searched for every question without attachments of the user's own. */
  readonly workspaceContext: 'auto' | 'mentioned';
  readonly suggestsEditor: boolean;
  readonly maxAnswerTokens: number;
  /** Turns that no longer fit the window are summarised by the model. */
  readonly summarisesEarlier: boolean;
  /** The user's own instructions; empty for none. */
  readonly instructions: string;
}

export const defaultChatSettings: ChatSettings = {
  workspaceContext: 'auto',
  suggestsEditor: true,
  maxAnswerTokens: 1_024,
  summarisesEarlier: true,
  instructions: '',
};

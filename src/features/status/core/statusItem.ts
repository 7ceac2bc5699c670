/** What a person can do from the status item, most useful first. */
export type StatusAction =
  | 'chooseModel'
  | 'restartEngine'
  | 'useRemote'
  | 'useLocalModel'
  | 'reconnect'
  | 'toggleCompletion'
  | 'toggleLanguage'
  | 'openSettings'
  | 'showLog';

/** What the status item shows. */
export interface StatusView {
  /** Begins with the extension's name; may hold codicons. */
  readonly text: string;
  /** The state in a few words, for the language status item and for screen readers. */
  readonly summary: string;
  readonly details: readonly string[];
  readonly severity: 'normal' | 'warning' | 'error';
  readonly busy: boolean;
  readonly actions: readonly StatusAction[];
}

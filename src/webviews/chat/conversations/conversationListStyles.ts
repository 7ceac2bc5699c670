import { css } from 'lit';

/** The look of the list of conversations. */
export const conversationListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-height: 0;
    padding: 8px;
    overflow: hidden;
  }
  input {
    flex: none;
    height: 26px;
    padding: 0 8px;
  }
  ul {
    flex: 1;
    min-height: 0;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
`;

/** The look of one conversation in the list. */
export const conversationItemStyles = css`
  :host {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 42px;
    padding-inline-end: 4px;
    border-radius: 4px;
  }
  :host(:hover) {
    background: var(--vscode-list-hoverBackground);
  }
  .open {
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: stretch;
    min-width: 0;
    height: auto;
    padding: 3px 8px;
    text-align: start;
    line-height: 18px;
  }
  .open:hover:not(:disabled) {
    background: none;
  }
  .open[aria-current='true'] .title {
    font-weight: 600;
  }
  .open .muted {
    font-size: 11px;
  }
  input {
    flex: 1;
    min-width: 0;
    height: 26px;
    padding: 0 8px;
  }
  .question {
    flex: 1;
    min-width: 0;
    padding-inline-start: 8px;
  }
`;

import { css } from 'lit';

/** The look of the input box with what belongs to it. */
export const composerStyles = css`
  :host {
    display: block;
    padding: 4px 12px 10px;
  }
  .box {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 4px;
    max-width: 876px;
    margin: 0 auto;
    padding: 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-widget-border, transparent));
    border-radius: 6px;
    background: var(--vscode-input-background);
  }
  .box:focus-within {
    border-color: var(--vscode-focusBorder);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 28px;
    max-height: 40vh;
    padding: 3px 4px;
    border: 0;
    background: none;
    resize: none;
    field-sizing: content;
  }
  textarea:focus-visible {
    outline: none;
  }
  .bottom {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  sy-window-bar {
    flex: 1;
  }
  .send {
    margin-inline-start: auto;
    width: 28px;
    height: 24px;
  }
  .send:disabled {
    color: var(--vscode-disabledForeground);
    background: none;
    border-color: var(--vscode-widget-border, transparent);
  }
  .reason {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    font-size: 12px;
    color: var(--vscode-errorForeground);
  }
  .suggestions {
    position: absolute;
    inset-inline: -1px;
    inset-block-end: calc(100% + 4px);
    z-index: 10;
    max-height: min(300px, 45vh);
    margin: 0;
    padding: 4px;
    overflow-y: auto;
    list-style: none;
    color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorSuggestWidget-background, var(--vscode-menu-background));
    border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-widget-border));
    border-radius: 5px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .suggestions li {
    display: flex;
    gap: 8px;
    padding: 2px 6px;
    border-radius: 3px;
    cursor: pointer;
  }
  .suggestions li:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .suggestions [aria-selected='true'],
  .suggestions [aria-selected='true']:hover {
    color: var(--vscode-editorSuggestWidget-selectedForeground, inherit);
    background: var(--vscode-editorSuggestWidget-selectedBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .suggestions [aria-selected='true'] .muted {
    color: inherit;
  }
  .suggestions .name {
    flex: 0 1 auto;
  }
  .suggestions .detail {
    flex: 1 1 0;
    min-width: 0;
    text-align: end;
  }
`;

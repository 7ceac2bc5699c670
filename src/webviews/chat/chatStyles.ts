import type { CSSResultGroup } from 'lit';
import { css } from 'lit';
import { baseStyles, controlStyles } from '../shared/baseStyles.js';

const readingStyles = css`
  :host {
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.5;
  }
  button {
    font-size: 12px;
  }
  .icon {
    display: block;
    flex: none;
  }
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: none;
    width: 24px;
    height: 22px;
    padding: 0;
  }
  .with-icon {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .link {
    height: auto;
    padding: 0;
    border: 0;
    border-radius: 2px;
    color: var(--vscode-textLink-foreground);
    text-align: start;
  }
  .link:hover:not(:disabled) {
    background: none;
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  textarea,
  input {
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-widget-border, transparent));
    border-radius: 4px;
  }
  ::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  button.secondary {
    background: var(--vscode-button-secondaryBackground);
    color: var(--vscode-button-secondaryForeground);
    border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
  }
  button.secondary:hover:not(:disabled) {
    background: var(--vscode-button-secondaryHoverBackground);
  }
`;

/** Of the parts of the chat view: the base styles, made for text to read instead of a table to scan. */
export const chatStyles: CSSResultGroup = [baseStyles, controlStyles, readingStyles];

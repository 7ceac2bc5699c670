import { css } from 'lit';

/** The look of the conversation's turns and of what stands there before the first. */
export const transcriptStyles = css`
  :host {
    position: relative;
    display: block;
    min-height: 0;
  }
  .scroll {
    height: 100%;
    overflow-y: auto;
    overflow-x: hidden;
    overflow-anchor: none;
  }
  .turns {
    max-width: 900px;
    margin: 0 auto;
  }
  sy-turn + sy-turn {
    border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
  }
  .outside {
    margin: 0;
    padding: 4px 12px;
    border-block: 1px dashed var(--vscode-editorWarning-foreground);
    font-size: 12px;
    text-align: center;
    color: var(--vscode-descriptionForeground);
  }
  .outside summary {
    cursor: pointer;
  }
  .outside p {
    margin: 6px 0 0;
  }
  .outside .summary {
    text-align: start;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    color: var(--vscode-foreground);
  }
  .to-end {
    position: absolute;
    inset-block-end: 8px;
    inset-inline-end: 16px;
    width: 26px;
    height: 26px;
    border-radius: 50%;
    border-color: var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-editorWidget-background);
  }
  .to-end:hover:not(:disabled) {
    background: var(--vscode-editorWidget-background);
    border-color: var(--vscode-focusBorder);
  }
  .welcome {
    display: flex;
    flex-direction: column;
    justify-content: center;
    gap: 8px;
    height: 100%;
    max-width: 46ch;
    margin: 0 auto;
    padding: 16px;
    overflow-y: auto;
  }
  .welcome h2 {
    font-size: 15px;
    color: var(--vscode-foreground);
  }
  .welcome p {
    margin: 0;
    color: var(--vscode-descriptionForeground);
  }
  .welcome ul {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  .welcome .link {
    white-space: normal;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    font-family: var(--vscode-editor-font-family, monospace);
  }
`;

import { css } from 'lit';

/** The look of an answer's Markdown. */
export const markdownStyles = css`
  .block,
  sy-code-block {
    contain: layout style;
  }
  .block {
    overflow-wrap: anywhere;
  }
  .block > :first-child {
    margin-top: 0;
  }
  .block > :last-child {
    margin-bottom: 0;
  }
  .block + .block,
  .block + sy-code-block,
  sy-code-block + .block,
  sy-code-block + sy-code-block {
    margin-top: 8px;
  }
  p,
  ul,
  ol,
  blockquote,
  table {
    margin: 0 0 8px;
  }
  ul,
  ol {
    padding-inline-start: 22px;
  }
  li > ul,
  li > ol,
  li > p {
    margin-bottom: 2px;
  }
  h1,
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 12px 0 4px;
    color: var(--vscode-foreground);
    font-size: 1.05em;
    font-weight: 600;
    letter-spacing: 0;
  }
  h1 {
    font-size: 1.25em;
  }
  h2 {
    font-size: 1.15em;
  }
  hr {
    border: 0;
    border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentcolor));
  }
  code,
  kbd {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
    padding: 1px 3px;
    border-radius: 3px;
    color: var(--vscode-textPreformat-foreground);
    background: var(--vscode-textPreformat-background);
  }
  a {
    color: var(--vscode-textLink-foreground);
    border-radius: 2px;
    cursor: pointer;
  }
  a:hover,
  a:focus-visible {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  a code {
    padding: 0;
    color: inherit;
    background: none;
  }
  blockquote {
    margin-inline: 0;
    padding: 2px 10px;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border);
    background: var(--vscode-textBlockQuote-background);
  }
  table {
    display: block;
    width: fit-content;
    max-width: 100%;
    overflow-x: auto;
  }
  th,
  td {
    padding: 3px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    text-align: start;
  }
  th {
    font-weight: 600;
  }
`;

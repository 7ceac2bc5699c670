import { css } from 'lit';

/**
 * Colours of highlighted code. A webview gets no token colours of the editor's theme, so the nearest colours that every
 * theme gives take their place.
 */
export const codeColours = css`
  .hljs-comment,
  .hljs-quote,
  .hljs-meta {
    color: var(--vscode-descriptionForeground);
    font-style: italic;
  }
  .hljs-keyword,
  .hljs-selector-tag,
  .hljs-name,
  .hljs-tag {
    color: var(--vscode-debugTokenExpression-name);
  }
  .hljs-literal,
  .hljs-built_in,
  .hljs-symbol {
    color: var(--vscode-debugTokenExpression-boolean);
  }
  .hljs-string,
  .hljs-regexp,
  .hljs-char,
  .hljs-link {
    color: var(--vscode-debugTokenExpression-string);
  }
  .hljs-number,
  .hljs-bullet {
    color: var(--vscode-debugTokenExpression-number);
  }
  .hljs-title,
  .hljs-section {
    color: var(--vscode-symbolIcon-functionForeground);
  }
  .hljs-type,
  .hljs-title.class_ {
    color: var(--vscode-symbolIcon-classForeground);
  }
  .hljs-attr,
  .hljs-attribute,
  .hljs-property,
  .hljs-selector-class,
  .hljs-selector-id {
    color: var(--vscode-symbolIcon-fieldForeground);
  }
  .hljs-subst,
  .hljs-params {
    color: inherit;
  }
  .hljs-addition {
    color: var(--vscode-gitDecoration-addedResourceForeground);
  }
  .hljs-deletion {
    color: var(--vscode-gitDecoration-deletedResourceForeground);
  }
  .hljs-emphasis {
    font-style: italic;
  }
  .hljs-strong,
  .hljs-section {
    font-weight: 600;
  }
`;

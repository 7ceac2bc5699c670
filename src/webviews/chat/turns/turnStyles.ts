import { css } from 'lit';

/** The look of a turn. */
export const turnStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 10px 12px;
  }
  [role='group'] {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  sy-answer-text:empty {
    min-height: 0;
  }
  .notice {
    margin: 0;
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--vscode-editorInfo-foreground);
    font-size: 12px;
    color: var(--vscode-descriptionForeground);
  }
  .state {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    font-size: 12px;
    color: var(--vscode-descriptionForeground);
  }
  .state-text {
    flex: 0 1 auto;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .failed {
    padding: 6px 8px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
    border-radius: 4px;
    color: var(--vscode-foreground);
  }
  .failed .icon {
    color: var(--vscode-errorForeground);
  }
  .failed .state-text {
    flex: 1 1 160px;
  }
  .pulse {
    display: inline-block;
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--vscode-progressBar-background, currentcolor);
  }
  @media (prefers-reduced-motion: no-preference) {
    .pulse {
      animation: pulse 1.2s ease-in-out infinite;
    }
  }
  @keyframes pulse {
    50% {
      opacity: 0.25;
    }
  }
  footer {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 22px;
  }
  .speed {
    flex: 1;
    min-width: 0;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-descriptionForeground);
  }
`;

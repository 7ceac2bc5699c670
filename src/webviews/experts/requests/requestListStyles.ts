import { css } from 'lit';

/** A dense table in the look of the workbench's lists; columns of less weight go when it is narrow. */
export const requestListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    container-type: inline-size;
  }
  header {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px 8px 6px 12px;
    min-height: 34px;
  }
  header h2 {
    flex: 1;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  table {
    width: 100%;
    table-layout: fixed;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 20px;
    padding: 0 6px;
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
    background: var(--vscode-panel-background, var(--vscode-editor-background));
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
  }
  tbody td {
    height: 22px;
    padding: 0 6px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 12px;
  }
  tbody tr {
    cursor: default;
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  tbody tr[aria-selected='true'] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  tbody tr[aria-selected='true']:focus,
  :host(:focus-within) tbody tr[aria-selected='true'] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  tbody tr[aria-selected='true'] .muted {
    color: inherit;
    opacity: 0.8;
  }
  tbody tr:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .kind {
    width: 92px;
  }
  .age {
    width: 58px;
  }
  .model {
    width: 16%;
  }
  .ttft {
    width: 74px;
  }
  .total {
    width: 84px;
  }
  .rate {
    width: 54px;
  }
  .reuse {
    width: 56px;
  }
  .outcome {
    width: 24%;
  }
  td.total {
    position: relative;
  }
  .track {
    position: absolute;
    inset: auto 6px 2px 6px;
    height: 2px;
    display: flex;
  }
  .track i {
    display: block;
    height: 100%;
  }
  .before {
    background: var(--vscode-charts-blue);
    opacity: 0.9;
  }
  .after {
    background: var(--vscode-charts-blue);
    opacity: 0.4;
  }
  .sign {
    display: inline-block;
    width: 15px;
    text-align: center;
    margin-inline-end: 3px;
  }
  .good .sign {
    color: var(--vscode-charts-green);
  }
  .bad,
  .bad .sign {
    color: var(--vscode-errorForeground);
  }
  tr[aria-selected='true'] :is(.good, .bad, .bad .sign, .good .sign) {
    color: inherit;
  }
  .inferred {
    font-style: italic;
  }
  @container (max-width: 780px) {
    .model {
      display: none;
    }
  }
  @container (max-width: 660px) {
    .rate {
      display: none;
    }
  }
  @container (max-width: 520px) {
    .reuse {
      display: none;
    }
  }
  @container (max-width: 440px) {
    .age {
      display: none;
    }
    .kind {
      width: 92px;
    }
  }
  @container (max-width: 340px) {
    .ttft {
      display: none;
    }
  }
`;

import { css } from 'lit';

/** Heat map and health side by side, the token strip below; one under the other where it is narrow. */
export const routingPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    container-type: inline-size;
  }
  .body {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 272px;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: 6px 16px;
    padding: 0 12px 8px;
  }
  .body > .empty {
    grid-column: 1 / -1;
  }
  .picture {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-height: 0;
    min-width: 0;
  }
  sy-heat-map,
  .table {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .strip {
    grid-column: 1 / -1;
    display: flex;
    flex-direction: column;
    gap: 3px;
    min-width: 0;
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder));
    padding-top: 5px;
  }
  .strip h3 span {
    font-weight: normal;
    margin-inline-start: 8px;
  }
  sy-token-strip {
    height: clamp(44px, 16vh, 178px);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
  }
  .banner,
  .notes {
    font-size: 11px;
    line-height: 16px;
    color: var(--vscode-descriptionForeground);
  }
  .banner {
    border-inline-start: 3px solid var(--vscode-charts-blue);
    padding-inline-start: 6px;
  }
  @container (max-width: 640px) {
    .body {
      display: flex;
      flex-direction: column;
      overflow-y: auto;
    }
    .picture {
      flex: none;
    }
    sy-heat-map {
      flex: none;
      height: 300px;
    }
    sy-health {
      overflow: visible;
      flex: none;
    }
    .strip {
      flex: none;
    }
  }
`;

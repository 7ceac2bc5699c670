import type { TemplateResult } from 'lit';
import { css, html, nothing } from 'lit';

/** Stands where there is nothing to show, and says why. */
export function emptyState(
  title: string,
  detail?: string,
  action?: TemplateResult,
): TemplateResult {
  return html`<div class="empty" role="status">
    <div class="empty-title">${title}</div>
    ${detail ? html`<div class="empty-detail">${detail}</div>` : nothing} ${action ?? nothing}
  </div>`;
}

export const emptyStateStyles = css`
  .empty {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 96px;
    height: 100%;
    padding: 16px 24px;
    text-align: center;
  }
  .empty-title {
    font-weight: 600;
  }
  .empty-detail {
    max-width: 56ch;
    color: var(--vscode-descriptionForeground);
  }
`;

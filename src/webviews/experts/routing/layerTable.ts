import type { TemplateResult } from 'lit';
import { css, html } from 'lit';
import { formatCount, formatNumber, formatTimes } from '../../shared/format.js';
import type { HeatMapScene } from './heatMapScene.js';

const shownExperts = 5;

/** The heat map as a table: one row per layer, its evenness and its experts at both ends. */
export function layerTable(scene: HeatMapScene): TemplateResult {
  const isShare = scene.valueKind === 'share';
  return html`<table class="layer-table">
    <thead>
      <tr>
        <th scope="col">Layer</th>
        <th scope="col" class="number">${isShare ? 'Entropy' : 'JSD, bits'}</th>
        ${isShare ? html`<th scope="col" class="number">Never chosen</th>` : ''}
        <th scope="col">
          ${isShare ? 'Most chosen: expert (× uniform)' : 'More in B (× uniform)'}
        </th>
        <th scope="col">${isShare ? 'Least chosen' : 'More in A'}</th>
      </tr>
    </thead>
    <tbody>
      ${scene.rows.map((row) =>
        row.kind === 'dense'
          ? html`<tr>
              <th scope="row">L${row.layer}</th>
              <td colspan="4" class="muted">dense, no routed experts</td>
            </tr>`
          : moeRow(scene, row.layer, row.index, isShare),
      )}
    </tbody>
  </table>`;
}

function moeRow(
  scene: HeatMapScene,
  layer: number,
  index: number,
  isShare: boolean,
): TemplateResult {
  const { expertCount } = scene;
  const values = scene.values.subarray(index * expertCount, (index + 1) * expertCount);
  const counts = scene.counts?.subarray(index * expertCount, (index + 1) * expertCount);
  const order = Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const list = (experts: readonly number[]): string =>
    experts
      .map((expert) => {
        const value = values[expert] ?? NaN;
        return `${expert} (${isShare ? formatTimes(value) : formatNumber(value, 2)})`;
      })
      .join(', ');
  const never = counts?.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0) ?? 0;
  return html`<tr>
    <th scope="row">L${layer}</th>
    <td class="number">${formatNumber(scene.margin[index], 3)}</td>
    ${isShare ? html`<td class="number">${formatCount(never)}</td>` : ''}
    <td>${list(order.slice(0, shownExperts))}</td>
    <td>${list(order.slice(-shownExperts).reverse())}</td>
  </tr>`;
}

export const layerTableStyles = css`
  .layer-table {
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  .layer-table th,
  .layer-table td {
    padding: 1px 10px 1px 0;
    white-space: nowrap;
    text-align: start;
  }
  .layer-table .number {
    text-align: end;
  }
  .layer-table thead th {
    position: sticky;
    top: 0;
    color: var(--vscode-descriptionForeground);
    background: var(--vscode-panel-background, var(--vscode-editor-background));
  }
  .layer-table tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
`;

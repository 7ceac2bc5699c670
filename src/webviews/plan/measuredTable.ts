import type { TemplateResult } from 'lit';
import { css, html, nothing } from 'lit';
import { memoryPartNames } from '../../base/plan/memoryParts.js';
import type { LoadedPlan } from '../../protocol/modelPlan.js';
import { formatBytes, formatPercent } from '../shared/format.js';

export const measuredTableStyles = css`
  .measured-table th,
  .measured-table td {
    padding: 1px 16px 1px 0;
  }
`;

/** What was predicted beside what the load really took. */
export function measuredTable(loaded: LoadedPlan): TemplateResult {
  const { prediction, measured } = loaded;
  const onDevices = prediction.devices.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const lanes = measured.contexts === 1 ? 'completion' : 'completion and chat';
  return html`<h3>Predicted and measured</h3>
    <table class="measured-table" aria-label="Predicted and measured">
      <thead>
        <tr>
          <th></th>
          <th class="number">predicted</th>
          <th class="number">measured</th>
          <th class="number">off by</th>
        </tr>
      </thead>
      <tbody>
        ${
          measured.deviceBytes === undefined
            ? nothing
            : row('GPU memory', onDevices, measured.deviceBytes)
        }
        ${row('System memory', prediction.system.totalBytes, measured.systemBytes)}
      </tbody>
    </table>
    <p class="muted">
      With the contexts for ${lanes}. GPU memory is what its driver says, system memory what
      llama.cpp allocated or mapped. Later predictions for this model are corrected by it.
    </p>`;
}

function row(name: string, predicted: number, measured: number): TemplateResult {
  const off = measured > 0 ? Math.abs(predicted - measured) / measured : undefined;
  return html`<tr>
    <th>${name}</th>
    <td class="number">${formatBytes(predicted)}</td>
    <td class="number">${formatBytes(measured)}</td>
    <td class="number">${formatPercent(off, 1)}</td>
  </tr>`;
}

/** Whether a plan has anything in a use, to leave out rows that are empty everywhere. */
export function usedParts(
  places: readonly { readonly parts: Readonly<Record<(typeof memoryPartNames)[number], number>> }[],
): (typeof memoryPartNames)[number][] {
  return memoryPartNames.filter((part) => places.some(({ parts }) => Math.abs(parts[part]) >= 1));
}

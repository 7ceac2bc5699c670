import { css } from 'lit';
import type { MemoryPartName } from '../../base/plan/memoryParts.js';

/** What the view calls the uses of memory. */
export const partTitles: Readonly<Record<MemoryPartName, string>> = {
  attention: 'Attention and norms',
  shared: 'Shared experts, dense layers',
  routed: 'Routed experts',
  embeddings: 'Embeddings and output',
  cache: 'KV cache',
  compute: 'Compute buffers',
  runtime: 'Backend and copies',
};

/** Colours of the uses, as background of `.part-…`. */
export const partStyles = css`
  .part-attention {
    background: var(--vscode-charts-blue);
  }
  .part-shared {
    background: var(--vscode-charts-green);
  }
  /* the orange of dark themes is too dark to tell from the ground */
  .part-routed {
    background: color-mix(in srgb, var(--vscode-charts-red) 45%, var(--vscode-charts-yellow));
  }
  .part-embeddings {
    background: var(--vscode-charts-purple);
  }
  .part-cache {
    background: var(--vscode-charts-yellow);
  }
  .part-compute {
    background: var(--vscode-charts-red);
  }
  .part-runtime {
    background: var(--vscode-descriptionForeground);
  }
`;

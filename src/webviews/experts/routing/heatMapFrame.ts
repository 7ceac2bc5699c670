import { differenceToScale, shareToScale } from './divergingScale.js';
import type { HeatMapLayout } from './heatMapLayout.js';
import type { HeatMapPalette } from './heatMapPalette.js';
import type { HeatMapScene } from './heatMapScene.js';

/** Everything that one picture is painted from. */
export interface HeatMapFrame {
  readonly scene: HeatMapScene;
  readonly layout: HeatMapLayout;
  readonly palette: HeatMapPalette;
  /** Experts of the selected token in each MoE layer. */
  readonly route?: readonly (readonly number[])[];
  readonly showMarks: boolean;
}

/** The value of a cell on −1 … 1; NaN where the layer has no tokens. */
export function scaledValue(scene: HeatMapScene, layerIndex: number, expert: number): number {
  const value = scene.values[layerIndex * scene.expertCount + expert] ?? NaN;
  if (Number.isNaN(value)) return NaN;
  return scene.valueKind === 'share' ? shareToScale(value) : differenceToScale(value);
}

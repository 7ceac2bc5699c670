import type { HeatMapScene } from './heatMapScene.js';

/** Where everything of a heat map is, in CSS pixels. Cells are whole device pixels, so that edges are sharp. */
export interface HeatMapLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
  /** Left edge of the shared experts' columns; they are as wide as routed ones, at least 6 px. */
  readonly sharedLeftPx: number;
  readonly sharedWidthPx: number;
  readonly gridLeftPx: number;
  readonly gridTopPx: number;
  readonly gridWidthPx: number;
  readonly gridHeightPx: number;
  /** Left edge and width of the bars at the rows' ends. */
  readonly marginLeftPx: number;
  readonly marginWidthPx: number;
  /** Whether cells are large enough for a gap between them. */
  readonly gaps: boolean;
  /** Whether cells are large enough for the marks that tell more from less without colour. */
  readonly marks: boolean;
}

const gutterPx = 30;
const axisPx = 16;
const marginWidthPx = 54;
const spacePx = 8;
const maxCellWidthPx = 22;
const maxCellHeightPx = 18;
const minCellPx = 2;
const minCellHeightPx = 4;

/**
 * @param available room in CSS pixels; the picture may be larger, when cells would become too small to see
 * @param pixelRatio device pixels per CSS pixel
 */
export function heatMapLayout(
  scene: HeatMapScene,
  available: { readonly widthPx: number; readonly heightPx: number },
  pixelRatio: number,
): HeatMapLayout {
  const { sharedExpertCount: shared, expertCount, rows } = scene;
  const sharedSpacePx = shared > 0 ? spacePx : 0;
  const fixedPx = gutterPx + sharedSpacePx + spacePx + marginWidthPx;
  const sharedPx = (cell: number): number => Math.max(6, cell) * shared;
  const snap = (sizePx: number): number =>
    Math.max(1, Math.floor(sizePx * pixelRatio)) / pixelRatio;
  const roomPx = available.widthPx - fixedPx;
  const cellWidthPx = snap(clamp(roomPx / (expertCount + shared), minCellPx, maxCellWidthPx));
  const cellHeightPx = snap(
    clamp((available.heightPx - axisPx) / rows.length, minCellHeightPx, maxCellHeightPx),
  );
  const sharedWidthPx = sharedPx(cellWidthPx);
  const gridLeftPx = gutterPx + sharedWidthPx + sharedSpacePx;
  const gridWidthPx = cellWidthPx * expertCount;
  const gridHeightPx = cellHeightPx * rows.length;
  return {
    widthPx: gridLeftPx + gridWidthPx + spacePx + marginWidthPx,
    heightPx: axisPx + gridHeightPx + 1,
    cellWidthPx,
    cellHeightPx,
    sharedLeftPx: gutterPx,
    sharedWidthPx,
    gridLeftPx,
    gridTopPx: axisPx,
    gridWidthPx,
    gridHeightPx,
    marginLeftPx: gridLeftPx + gridWidthPx + spacePx,
    marginWidthPx,
    gaps: Math.min(cellWidthPx, cellHeightPx) >= 4,
    marks: Math.min(cellWidthPx, cellHeightPx) >= 6,
  };
}

/** The cell under a point, or undefined beside the grid. */
export function cellAtPoint(
  layout: HeatMapLayout,
  scene: HeatMapScene,
  xPx: number,
  yPx: number,
): { readonly row: number; readonly column: number } | undefined {
  const row = Math.floor((yPx - layout.gridTopPx) / layout.cellHeightPx);
  const column = Math.floor((xPx - layout.gridLeftPx) / layout.cellWidthPx);
  const inside = row >= 0 && row < scene.rows.length && column >= 0 && column < scene.expertCount;
  return inside ? { row, column } : undefined;
}

/** Every how many columns or rows a number fits. */
export function tickStep(cellPx: number, labelPx: number): number {
  return [1, 2, 4, 5, 8, 10, 16, 20, 32, 64, 128].find((step) => step * cellPx >= labelPx) ?? 256;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

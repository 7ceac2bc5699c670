import type { CanvasSurface } from '../../shared/canvasSurface.js';
import { cssColour } from '../../shared/rgb.js';
import type { HeatMapFrame } from './heatMapFrame.js';
import { scaledValue } from './heatMapFrame.js';
import { tickStep } from './heatMapLayout.js';
import type { HeatMapPalette } from './heatMapPalette.js';
import { columnOf, expertAt } from './heatMapScene.js';
import { paintMarks } from './paintMarks.js';

/** Draws the whole picture. The cells are one small bitmap, enlarged; everything else is a few hundred strokes. */
export function paintHeatMap(surface: CanvasSurface, frame: HeatMapFrame): void {
  const { layout } = frame;
  surface.begin(layout.widthPx, layout.heightPx);
  paintCells(surface, frame);
  if (layout.gaps) eraseGaps(surface, frame);
  paintDenseRows(surface, frame);
  paintSharedColumns(surface, frame);
  if (frame.showMarks && layout.marks) paintMarks(surface, frame);
  paintMargin(surface, frame);
  paintAxes(surface, frame);
  if (frame.route) paintRoute(surface, frame, frame.route);
}

const bitmap = document.createElement('canvas');

function paintCells(surface: CanvasSurface, { scene, layout, palette }: HeatMapFrame): void {
  const { rows, expertCount } = scene;
  bitmap.width = expertCount;
  bitmap.height = rows.length;
  const context = bitmap.getContext('2d');
  if (!context || rows.length === 0) return;
  const image = context.createImageData(expertCount, rows.length);
  const scale = scene.valueKind === 'share' ? palette.shareScale : palette.differenceScale;
  rows.forEach((row, y) => {
    if (row.kind === 'dense') return;
    for (let column = 0; column < expertCount; column++) {
      const value = scaledValue(scene, row.index, expertAt(scene, row.index, column));
      if (Number.isNaN(value)) continue;
      scale.write(value, image.data, (y * expertCount + column) * 4);
    }
  });
  context.putImageData(image, 0, 0);
  surface.context.imageSmoothingEnabled = false;
  const { gridLeftPx, gridTopPx, gridWidthPx, gridHeightPx } = layout;
  surface.context.drawImage(bitmap, gridLeftPx, gridTopPx, gridWidthPx, gridHeightPx);
}

function eraseGaps(surface: CanvasSurface, { scene, layout }: HeatMapFrame): void {
  const { context, pixelRatio } = surface;
  const { gridLeftPx, gridTopPx, gridWidthPx, gridHeightPx, cellWidthPx, cellHeightPx } = layout;
  const gapPx = 1 / pixelRatio;
  for (let column = 1; column <= scene.expertCount; column++) {
    const x = gridLeftPx + column * cellWidthPx - gapPx;
    context.clearRect(x, gridTopPx, gapPx, gridHeightPx);
  }
  for (let row = 1; row <= scene.rows.length; row++) {
    const y = gridTopPx + row * cellHeightPx - gapPx;
    context.clearRect(gridLeftPx, y, gridWidthPx, gapPx);
  }
}

/** Dense layers have no routed experts: a hatched band with its name, not a row of zeros. */
function paintDenseRows(surface: CanvasSurface, { scene, layout, palette }: HeatMapFrame): void {
  const { context } = surface;
  const { gridLeftPx, gridWidthPx, cellHeightPx } = layout;
  scene.rows.forEach((row, index) => {
    if (row.kind !== 'dense') return;
    const y = layout.gridTopPx + index * cellHeightPx;
    context.save();
    context.beginPath();
    context.rect(gridLeftPx, y, gridWidthPx, cellHeightPx - 1);
    context.clip();
    context.strokeStyle = cssColour(palette.mutedText, 0.35);
    context.lineWidth = 1;
    context.beginPath();
    for (let x = gridLeftPx - cellHeightPx; x < gridLeftPx + gridWidthPx; x += 6) {
      context.moveTo(x, y + cellHeightPx);
      context.lineTo(x + cellHeightPx, y);
    }
    context.stroke();
    context.restore();
    if (cellHeightPx >= 10) {
      context.clearRect(gridLeftPx, y, 42, cellHeightPx - 1);
      label(surface, palette, 'dense', gridLeftPx + 4, y + cellHeightPx / 2, 'left');
    }
  });
}

/** Shared experts run for every token: a solid column with a line through it, the same in every layer. */
function paintSharedColumns(
  surface: CanvasSurface,
  { scene, layout, palette }: HeatMapFrame,
): void {
  if (scene.sharedExpertCount === 0) return;
  const { context } = surface;
  const widthPx = layout.sharedWidthPx / scene.sharedExpertCount;
  scene.rows.forEach((row, index) => {
    if (row.kind === 'dense') return;
    const y = layout.gridTopPx + index * layout.cellHeightPx;
    for (let expert = 0; expert < scene.sharedExpertCount; expert++) {
      const x = layout.sharedLeftPx + expert * widthPx;
      context.fillStyle = cssColour(palette.text, 0.5);
      context.fillRect(x, y, widthPx - 1, layout.cellHeightPx - (layout.gaps ? 1 : 0));
    }
  });
}

function paintMargin(surface: CanvasSurface, { scene, layout, palette }: HeatMapFrame): void {
  const { context } = surface;
  const { marginLeftPx, marginWidthPx, cellHeightPx } = layout;
  const barPx = Math.max(1, cellHeightPx - (layout.gaps ? 2 : 1));
  scene.rows.forEach((row, index) => {
    const share = row.kind === 'moe' ? (scene.margin[row.index] ?? NaN) : NaN;
    if (Number.isNaN(share)) return;
    const y = layout.gridTopPx + index * cellHeightPx;
    context.fillStyle = cssColour(palette.text, 0.08);
    context.fillRect(marginLeftPx, y, marginWidthPx, barPx);
    context.fillStyle = cssColour(palette.mutedText, 0.65);
    context.fillRect(marginLeftPx, y, marginWidthPx * Math.min(1, Math.max(0, share)), barPx);
  });
}

function paintAxes(surface: CanvasSurface, { scene, layout, palette }: HeatMapFrame): void {
  const { gridTopPx, gridLeftPx, cellWidthPx, cellHeightPx } = layout;
  const axisY = gridTopPx - 8;
  const columnStep = tickStep(cellWidthPx, 26);
  const first = scene.columns ? 1 : 0;
  for (let column = 0; column < scene.expertCount; column += columnStep) {
    const x = gridLeftPx + (column + 0.5) * cellWidthPx;
    label(surface, palette, String(column + first), x, axisY, 'center');
  }
  if (scene.sharedExpertCount > 0) {
    const x = layout.sharedLeftPx + layout.sharedWidthPx / 2;
    label(surface, palette, 'S', x, axisY, 'center');
  }
  label(surface, palette, scene.marginLabel, layout.marginLeftPx, axisY, 'left');
  const rowStep = tickStep(cellHeightPx, 12);
  scene.rows.forEach(({ layer }, index) => {
    if (index % rowStep !== 0) return;
    const y = gridTopPx + (index + 0.5) * cellHeightPx;
    label(surface, palette, `L${layer}`, layout.sharedLeftPx - 6, y, 'right');
  });
}

/** Outlines in two tones, so that they stand out on any cell. */
function paintRoute(
  surface: CanvasSurface,
  { scene, layout, palette }: HeatMapFrame,
  route: readonly (readonly number[])[],
): void {
  const { context } = surface;
  const { cellWidthPx, cellHeightPx } = layout;
  const inset = layout.gaps ? 0.5 : 0;
  scene.rows.forEach((row, index) => {
    if (row.kind === 'dense') return;
    for (const expert of route[row.index] ?? []) {
      const x = layout.gridLeftPx + columnOf(scene, row.index, expert) * cellWidthPx;
      const y = layout.gridTopPx + index * cellHeightPx;
      const width = Math.max(2, cellWidthPx - 1 - inset);
      const height = Math.max(2, cellHeightPx - 1 - inset);
      if (!layout.gaps) {
        context.fillStyle = cssColour(palette.text, 1);
        context.fillRect(x, y, Math.max(2, cellWidthPx), Math.max(2, cellHeightPx - 1));
        continue;
      }
      context.lineWidth = 3;
      context.strokeStyle = cssColour(palette.background, 1);
      context.strokeRect(x, y, width, height);
      context.lineWidth = 1.5;
      context.strokeStyle = cssColour(palette.text, 1);
      context.strokeRect(x, y, width, height);
    }
  });
}

function label(
  surface: CanvasSurface,
  palette: HeatMapPalette,
  text: string,
  xPx: number,
  yPx: number,
  align: CanvasTextAlign,
): void {
  const { context } = surface;
  context.font = `10px ${palette.font}`;
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.fillStyle = cssColour(palette.mutedText, 1);
  context.fillText(text, xPx, yPx);
}

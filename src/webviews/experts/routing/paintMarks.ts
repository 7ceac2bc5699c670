import type { CanvasSurface } from '../../shared/canvasSurface.js';
import { cssColour } from '../../shared/rgb.js';
import type { HeatMapFrame } from './heatMapFrame.js';
import { scaledValue } from './heatMapFrame.js';
import { expertAt } from './heatMapScene.js';

/** From this far off uniform on the scale a cell is marked: about a quarter more or less. */
const markedFrom = 0.16;

/**
 * Says the same as the colours by shape: above uniform a filled square that grows, below an outlined one that grows,
 * never chosen a cross, near uniform nothing.
 */
export function paintMarks(surface: CanvasSurface, { scene, layout, palette }: HeatMapFrame): void {
  const { context } = surface;
  const { cellWidthPx, cellHeightPx } = layout;
  const roomPx = Math.min(cellWidthPx, cellHeightPx) - 2;
  context.fillStyle = cssColour(palette.text, 1);
  context.strokeStyle = cssColour(palette.text, 1);
  context.lineWidth = 1;
  scene.rows.forEach((row, index) => {
    if (row.kind === 'dense') return;
    for (let column = 0; column < scene.expertCount; column++) {
      const expert = expertAt(scene, row.index, column);
      const value = scaledValue(scene, row.index, expert);
      if (Number.isNaN(value) || Math.abs(value) < markedFrom) continue;
      const x = layout.gridLeftPx + (column + 0.5) * cellWidthPx - 0.5;
      const y = layout.gridTopPx + (index + 0.5) * cellHeightPx - 0.5;
      const sizePx = Math.max(2, Math.round(roomPx * Math.abs(value)));
      const isNever = scene.counts?.[row.index * scene.expertCount + expert] === 0;
      if (isNever) {
        const half = roomPx / 2 - 0.5;
        context.beginPath();
        context.moveTo(x - half, y - half);
        context.lineTo(x + half, y + half);
        context.moveTo(x + half, y - half);
        context.lineTo(x - half, y + half);
        context.stroke();
      } else if (value > 0) {
        context.fillRect(x - sizePx / 2, y - sizePx / 2, sizePx, sizePx);
      } else {
        context.strokeRect(x - sizePx / 2, y - sizePx / 2, sizePx, sizePx);
      }
    }
  });
}

import type { CanvasSurface } from '../../shared/canvasSurface.js';
import type { Rgb } from '../../shared/rgb.js';
import { cssColour } from '../../shared/rgb.js';
import type { TokenStripLayout } from './tokenStripLayout.js';

export const stripRowPx = 22;
const chipPx = 19;
/** Share of the accent colour behind a token whose route is the same as its reference. */
const maxOpacity = 0.5;

export interface TokenStripColours {
  readonly text: Rgb;
  readonly mutedText: Rgb;
  readonly accent: Rgb;
  readonly selectedBackground: Rgb;
  readonly selectedText: Rgb;
  readonly outline: Rgb;
  readonly font: string;
  readonly highContrast: boolean;
}

export interface TokenStripFrame {
  readonly layout: TokenStripLayout;
  readonly colours: TokenStripColours;
  readonly scrollTopPx: number;
  readonly heightPx: number;
  readonly selected: number | undefined;
  /** Likeness of a token's route to its reference, 0 to 1; NaN = unknown. */
  readonly similarityOf: (token: number) => number;
}

/** Draws the chips in sight. The likeness is told by the shade and by the length of the bar under the text. */
export function paintTokenStrip(surface: CanvasSurface, frame: TokenStripFrame): void {
  const { layout, colours, scrollTopPx, heightPx } = frame;
  const { context } = surface;
  surface.begin(layout.widthPx, heightPx);
  context.font = colours.font;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const firstRow = Math.max(0, Math.floor(scrollTopPx / stripRowPx));
  const lastRow = Math.min(layout.rowCount - 1, Math.floor((scrollTopPx + heightPx) / stripRowPx));
  const start = layout.rowStarts[firstRow] ?? layout.chips.length;
  const end = layout.rowStarts[lastRow + 1] ?? layout.chips.length;
  for (let token = start; token < end; token++) paintChip(surface, frame, token);
}

function paintChip(surface: CanvasSurface, frame: TokenStripFrame, token: number): void {
  const chip = frame.layout.chips[token];
  if (!chip) return;
  const { colours } = frame;
  const { context } = surface;
  const x = chip.xPx;
  const y = chip.row * stripRowPx - frame.scrollTopPx + 1;
  const similarity = frame.similarityOf(token);
  const isSelected = token === frame.selected;
  context.beginPath();
  context.roundRect(x, y, chip.widthPx, chipPx, 3);
  context.fillStyle = isSelected
    ? cssColour(colours.selectedBackground)
    : cssColour(colours.accent, 0.05 + maxOpacity * (Number.isNaN(similarity) ? 0 : similarity));
  if (isSelected || !colours.highContrast) context.fill();
  if (isSelected || colours.highContrast) {
    context.lineWidth = isSelected ? 2 : 1;
    context.strokeStyle = cssColour(colours.outline, isSelected ? 1 : 0.5);
    context.stroke();
  }
  if (!Number.isNaN(similarity) && similarity > 0) {
    context.fillStyle = cssColour(colours.accent, 1);
    context.fillRect(x + 2, y + chipPx - 3, (chip.widthPx - 4) * similarity, 2);
  }
  const textColour = isSelected ? colours.selectedText : colours.text;
  context.fillStyle = cssColour(/^[·⏎⇥∅␦]+$/.test(chip.label) ? colours.mutedText : textColour);
  context.fillText(chip.label, x + 3, y + chipPx / 2);
}

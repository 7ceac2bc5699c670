import type { Rgb } from '../../shared/rgb.js';
import type { ThemeColours } from '../../shared/themeColours.js';
import { DivergingScale } from './divergingScale.js';

/** The theme's colours in their roles in the heat map. */
export interface HeatMapPalette {
  readonly shareScale: DivergingScale;
  readonly differenceScale: DivergingScale;
  readonly text: Rgb;
  readonly mutedText: Rgb;
  readonly background: Rgb;
  /** Draws outlines and marks instead of relying on fills. */
  readonly highContrast: boolean;
  readonly font: string;
}

/** Opacity of a uniform cell: visible as a cell, but without a message. */
const neutralOpacity = 0.13;
/** What is used less than its share steps back behind what is used more. */
const lowOpacity = 0.62;

export function heatMapPalette(theme: ThemeColours): HeatMapPalette {
  const text = theme.rgb('foreground', 'editor-foreground');
  const { highContrast } = theme;
  const neutral = { ...text, a: neutralOpacity };
  const low = theme.rgb('charts-blue', 'editorInfo-foreground');
  // in the high-contrast themes the orange is too close to the blue
  const high = highContrast
    ? theme.rgb('charts-yellow', 'editorWarning-foreground')
    : theme.rgb('charts-orange', 'charts-yellow');
  return {
    shareScale: new DivergingScale({ low: { ...low, a: lowOpacity }, neutral, high }),
    differenceScale: new DivergingScale({ low, neutral, high }),
    text,
    mutedText: theme.rgb('descriptionForeground', 'foreground'),
    background: theme.rgb('panel-background', 'editor-background'),
    highContrast,
    font: theme.text('font-family', 'sans-serif'),
  };
}

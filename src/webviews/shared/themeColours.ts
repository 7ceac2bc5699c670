import type { Rgb } from './rgb.js';
import { parseRgb } from './rgb.js';

/** Colours of the theme, for drawing on a canvas, where CSS variables do not reach. */
export class ThemeColours {
  private readonly styles = getComputedStyle(document.documentElement);
  private readonly probe = document.createElement('canvas').getContext('2d');
  private readonly cache = new Map<string, Rgb>();

  /** High-contrast themes draw outlines where others fill. */
  get highContrast(): boolean {
    return (
      document.body.classList.contains('vscode-high-contrast') ||
      document.body.classList.contains('vscode-high-contrast-light')
    );
  }

  /** @param names of theme colours without `--vscode-`; the first that the theme has is taken */
  rgb(...names: string[]): Rgb {
    const key = names.join(' ');
    const cached = this.cache.get(key);
    if (cached) return cached;
    const value = names
      .map((name) => this.styles.getPropertyValue(`--vscode-${name}`).trim())
      .find((text) => text !== '');
    const colour = this.resolve(value ?? this.styles.color);
    this.cache.set(key, colour);
    return colour;
  }

  /** The value of a font or size token. */
  text(name: string, fallback: string): string {
    return this.styles.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  }

  /** Calls when the user changes the theme, after the colours have been forgotten. */
  onDidChange(listener: () => void): () => void {
    const observer = new MutationObserver(() => {
      this.cache.clear();
      listener();
    });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => {
      observer.disconnect();
    };
  }

  /** The canvas turns any CSS colour into #rrggbb or rgba(). */
  private resolve(colour: string): Rgb {
    if (this.probe) {
      this.probe.fillStyle = '#808080';
      this.probe.fillStyle = colour;
      return parseRgb(this.probe.fillStyle);
    }
    return parseRgb(colour);
  }
}

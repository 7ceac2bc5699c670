/** A canvas that is as sharp as the screen: sizes are CSS pixels, the bitmap has device pixels. */
export class CanvasSurface {
  readonly context: CanvasRenderingContext2D;
  widthPx = 0;
  heightPx = 0;

  /** @throws Error when the browser has no 2D canvas */
  constructor(readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser cannot draw on a canvas.');
    this.context = context;
  }

  get pixelRatio(): number {
    return Math.max(1, window.devicePixelRatio);
  }

  /** Sets the size and clears. Coordinates of the context are CSS pixels afterwards. */
  begin(widthPx: number, heightPx: number): void {
    const ratio = this.pixelRatio;
    const width = Math.max(1, Math.round(widthPx * ratio));
    const height = Math.max(1, Math.round(heightPx * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${widthPx}px`;
      this.canvas.style.height = `${heightPx}px`;
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, widthPx, heightPx);
  }
}

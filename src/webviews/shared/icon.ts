import type { SVGTemplateResult, TemplateResult } from 'lit';
import { html, svg } from 'lit';

/** Drawn as lines in a box of 16 × 16, in the colour of the text around them. */
const shapes = {
  add: svg`<path d="M8 3v10M3 8h10"/>`,
  apply: svg`<path d="M9.5 2H4v12h8V4.5zM9.5 2v2.5H12M6 10l1.5 1.5L10.5 8"/>`,
  arrowDown: svg`<path d="M8 3v10M4 9l4 4 4-4"/>`,
  check: svg`<path d="M3 8.5l3.5 3.5L13 4.5"/>`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8"/>`,
  copy: svg`<path d="M6 5.5h7.5V14H6zM10 5.5V2H2.5v8.5H6"/>`,
  edit: svg`<path d="M3 13l.8-3.2L11 2.6 13.4 5l-7.2 7.2zM9.5 4.1l2.4 2.4"/>`,
  export: svg`<path d="M8 9.5V2M5 5l3-3 3 3M3 9v5h10V9"/>`,
  insert: svg`<path d="M2 4h6M2 12h6M2 8h4M14 8H8.5M11 5.5L8.5 8l2.5 2.5"/>`,
  list: svg`<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>`,
  newFile: svg`<path d="M8.5 2H4v12h8V8M8.5 5h5M11 2.5v5"/>`,
  retry: svg`<path d="M13 8a5 5 0 1 1-1.7-3.75M13 2v3h-3"/>`,
  routing: svg`<circle cx="3.5" cy="8" r="1.5"/><circle cx="12.5" cy="3.5" r="1.5"/><circle cx="12.5" cy="12.5" r="1.5"/><path d="M5 7.4l6-3.2M5 8.6l6 3.2"/>`,
  send: svg`<path d="M8 13V3M4 7l4-4 4 4"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor"/>`,
  trash: svg`<path d="M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.700 9h6.6l.700-9M6.8 7v4M9.2 7v4"/>`,
  warning: svg`<path d="M8 2.5L14 13H2zM8 6.5v3M8 11v.500"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

/** A sign beside or instead of a label; whoever shows it alone labels the button. */
export function icon(name: IconName): TemplateResult {
  return html`<svg
    class="icon"
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shapes[name]}
  </svg>`;
}

import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { IconName } from '../shared/icon.js';
import { icon } from '../shared/icon.js';

export interface IconButtonOptions {
  readonly disabled?: boolean;
  /** For the screen reader, where the label alone does not say of what. */
  readonly name?: string;
}

/** A button that shows a sign only; `chatStyles` has its looks. */
export function iconButton(
  sign: IconName,
  label: string,
  act: () => void,
  { disabled = false, name = label }: IconButtonOptions = {},
): TemplateResult {
  return html`<button
    class="icon-button"
    title=${label}
    aria-label=${name}
    ?disabled=${disabled}
    @click=${act}
  >
    ${icon(sign)}
  </button>`;
}

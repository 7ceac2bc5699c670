import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Suggestion } from './trigger.js';

/** The list above the input box. The focus stays in the text, which names the active option. */
export function suggestionList(
  suggestions: readonly Suggestion[],
  active: number,
  choose: (suggestion: Suggestion) => void,
): TemplateResult {
  return html`<ul id="suggestions" class="suggestions" role="listbox" aria-label="Suggestions">
    ${suggestions.map(
      (suggestion, index) =>
        html`<li
          id=${`suggestion-${index}`}
          role="option"
          aria-selected=${index === active}
          @pointerdown=${(event: Event) => {
            // the text would lose the focus, and with it the list
            event.preventDefault();
          }}
          @click=${() => {
            choose(suggestion);
          }}
        >
          <span class="name clipped">${suggestion.label}</span>
          ${
            suggestion.detail === undefined
              ? nothing
              : html`<span class="detail muted clipped">${suggestion.detail}</span>`
          }
        </li>`,
    )}
  </ul>`;
}

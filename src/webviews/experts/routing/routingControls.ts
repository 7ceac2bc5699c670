import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from 'lit';
import { css, html, LitElement } from 'lit';
import { baseStyles, controlStyles } from '../../shared/baseStyles.js';
import type { Segment } from '../../shared/segmentedControl.js';
import '../../shared/segmentedControl.js';
import type { ViewState } from '../state/viewState.js';
import { viewChange } from '../viewChange.js';

interface Choice {
  readonly key: 'scope' | 'part' | 'order' | 'source';
  readonly label: string;
  readonly segments: readonly Segment[];
}

const choices: readonly Choice[] = [
  {
    key: 'scope',
    label: 'Scope',
    segments: [
      { value: 'request', label: 'Request', hint: 'Routing of the selected request' },
      { value: 'session', label: 'Session', hint: 'All requests since the start or Clear' },
    ],
  },
  {
    key: 'part',
    label: 'Tokens',
    segments: [
      { value: 'both', label: 'Both' },
      { value: 'prompt', label: 'Prompt', hint: 'Prompt tokens that were computed' },
      { value: 'generated', label: 'Generated' },
    ],
  },
  {
    key: 'order',
    label: 'Order of the experts',
    segments: [
      { value: 'number', label: 'By number' },
      { value: 'load', label: 'By load', hint: 'In each layer from the busiest expert on' },
    ],
  },
  {
    key: 'source',
    label: 'Source',
    segments: [
      { value: 'measured', label: 'Measured' },
      {
        value: 'control',
        label: 'Chance',
        hint: 'What uniform-random routing of the same length would look like',
      },
    ],
  },
];

/** What the routing panel shows, and in which order. */
export class RoutingControls extends LitElement {
  static override readonly properties: PropertyDeclarations = { view: { attribute: false } };

  static override readonly styles: CSSResultGroup = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        padding: 6px 12px;
        align-items: center;
      }
    `,
  ];

  declare view: ViewState;

  override render(): TemplateResult {
    const { view } = this;
    return html`${choices.map(
        ({ key, label, segments }) =>
          html`<sy-segments
            label=${label}
            .value=${view[key]}
            .segments=${segments}
            @choose=${(event: CustomEvent<string>) =>
              this.dispatchEvent(viewChange({ [key]: event.detail }))}
          ></sy-segments>`,
      )}
      <button
        aria-pressed=${view.asTable}
        title="Show the heat map as a table"
        @click=${() => this.dispatchEvent(viewChange({ asTable: !view.asTable }))}
      >
        Table
      </button>`;
  }
}

customElements.define('sy-routing-controls', RoutingControls);

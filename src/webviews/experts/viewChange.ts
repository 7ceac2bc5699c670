import type { ViewState } from './state/viewState.js';

/** A component's wish to change what the view shows; the app applies it. */
export function viewChange(change: Partial<ViewState>): CustomEvent<Partial<ViewState>> {
  return new CustomEvent('viewchange', { detail: change, bubbles: true, composed: true });
}

import type { FromChatView } from '../../protocol/chatView.js';

/** A component's wish to ask something of the host; the app posts it. */
export function chatRequest(message: FromChatView): CustomEvent<FromChatView> {
  return new CustomEvent('chatrequest', { detail: message, bubbles: true, composed: true });
}

import type { FromChatView } from '../../../protocol/chatView.js';
import { chatViewVersion, maxQuestionLength } from '../../../protocol/chatView.js';
import type { HostContext } from '../../shared/hostContext.js';

/** Milliseconds without a key after which the host hears of the draft. */
const draftDelayMs = 250;

/** Everything the view asks of the extension host. Components raise events; only this class posts. */
export class ChatActions {
  private draftTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: HostContext,
    /** Hears of each draft that the host was told. */
    private readonly onDraftSent: (text: string) => void,
  ) {}

  ready(): void {
    this.post({ type: 'ready', version: chatViewVersion });
  }

  post(message: FromChatView): void {
    this.host.post(message);
  }

  /** Tells the host of the draft when typing pauses. One that is too long to be asked is not told. */
  draftChanged(text: string): void {
    clearTimeout(this.draftTimer);
    if (text.length > maxQuestionLength) return;
    this.draftTimer = setTimeout(() => {
      this.post({ type: 'draftChanged', text });
      this.onDraftSent(text);
    }, draftDelayMs);
  }

  /** The draft was sent as a question, or came from the host. */
  forgetDraft(): void {
    clearTimeout(this.draftTimer);
  }
}

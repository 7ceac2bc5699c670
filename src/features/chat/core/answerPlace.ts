import type { AnswerPlace } from './answerer.js';
import type { ChatTurn } from './conversation.js';
import type { OpenConversations } from './openConversations.js';
import { validSummary } from './conversation.js';

/**
 * A turn of an open conversation, as its answer is written into it.
 * @param isQueued whether another answer is under way
 */
export function answerPlace(
  conversations: OpenConversations,
  conversationId: string,
  turnId: string,
  isQueued: () => boolean,
): AnswerPlace {
  const history = (): readonly ChatTurn[] => conversations.turnsBefore(conversationId, turnId);
  let last = conversations.turn(conversationId, turnId);
  return {
    turn: () => {
      // what is deleted while it is answered keeps its last state for the answer's end
      last = conversations.turn(conversationId, turnId) ?? last;
      if (!last) throw new Error('This turn is not there any more.');
      return last;
    },
    history,
    summary: () => {
      const conversation = conversations.peek(conversationId);
      return conversation && validSummary(conversation);
    },
    change: (change) => {
      conversations.changeTurn(conversationId, turnId, change);
    },
    append: (text) => {
      conversations.appendText(conversationId, turnId, text);
    },
    keep: (keeps) => {
      history().forEach((turn, index) => {
        const keep = keeps[index] ?? turn.keep;
        if (keep !== turn.keep) {
          conversations.changeTurn(conversationId, turn.id, (each) => ({ ...each, keep }));
        }
      });
    },
    isQueued,
  };
}

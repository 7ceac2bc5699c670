import * as vscode from 'vscode';
import type { GuestTurn } from '../../protocol/guestChat.js';

/** The questions to the participant and its answers, as VS Code kept them. */
export function guestHistory(history: vscode.ChatContext['history']): readonly GuestTurn[] {
  const turns: GuestTurn[] = [];
  let asked: vscode.ChatRequestTurn | undefined;
  for (const turn of history) {
    if (turn instanceof vscode.ChatRequestTurn) {
      asked = turn;
    } else if (asked && turn instanceof vscode.ChatResponseTurn) {
      const { prompt, command } = asked;
      turns.push({
        question: prompt,
        ...(command !== undefined && { command }),
        ...answerOf(turn),
      });
      asked = undefined;
    }
  }
  return turns.filter(({ answer }) => answer !== '');
}

function answerOf({ result, response }: vscode.ChatResponseTurn): Pick<GuestTurn, 'id' | 'answer'> {
  // what was kept comes back as it was written, perhaps by another version
  const kept: Readonly<Record<string, unknown>> = result.metadata ?? {};
  const { turnId, answer } = kept;
  const shown = response
    .map((part) => (part instanceof vscode.ChatResponseMarkdownPart ? part.value.value : ''))
    .join('');
  return {
    answer: typeof answer === 'string' ? answer : shown,
    ...(typeof turnId === 'string' && { id: turnId }),
  };
}

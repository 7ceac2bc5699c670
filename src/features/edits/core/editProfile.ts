import { dataRule, smallParameters, smallSystemText } from '../../../base/text/systemText.js';

/** How a model of some size is asked: a small one follows few instructions and loses itself in long prompts. */
export interface EditProfile {
  readonly systemText: string;
  /** Said behind the code; empty for nothing. */
  readonly replyRule: string;
  readonly namesPlace: boolean;
  /** Lines in front of and behind the code that are shown with it. */
  readonly linesAbove: number;
  readonly linesBelow: number;
  /** Share of the context window that definitions and surroundings may take. */
  readonly contextShare: number;
  /** Of attempts after the first, which is greedy. */
  readonly retryTemperature: number;
}

const small: EditProfile = {
  systemText: smallSystemText,
  replyRule: '',
  namesPlace: false,
  linesAbove: 0,
  linesBelow: 0,
  contextShare: 0.2,
  retryTemperature: 0.7,
};

const usual: EditProfile = {
  systemText: [
    'You are Switchyard, a coding assistant inside an editor. You change code that the user shows you.',
    'Answer with one sentence on what you change, then the new code in one fenced block.',
    'Give all lines of the shown code again, in their order and with their indentation; leave nothing out and add no code that was not asked for.',
    dataRule,
  ].join('\n'),
  replyRule: 'Answer with all of these lines after the change, in one fenced block.',
  namesPlace: true,
  linesAbove: 60,
  linesBelow: 25,
  contextShare: 0.35,
  retryTemperature: 0.3,
};

export function editProfile(parameterCount: number): EditProfile {
  return parameterCount < smallParameters ? small : usual;
}

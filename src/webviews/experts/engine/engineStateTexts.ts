import type { EngineSummary } from '../../../protocol/expertsView.js';

type NotReady = Extract<EngineSummary, { kind: 'notReady' }>['state'];

export const engineStateTexts: Readonly<Record<NotReady, string>> = {
  stopped: 'The engine is not running',
  starting: 'The engine is starting …',
  idle: 'No model is loaded',
  loading: 'The model is being loaded …',
  restarting: 'The engine is being restarted …',
  crashed: 'The engine died too often',
};

import type { Clock } from '../../../base/clock.js';
import type { Translate } from '../../../base/translate.js';
import type { RequestRecord } from '../../../protocol/requestRecord.js';
import type { CodeParser, ProblemCheck } from './editCheck.js';
import type { EditEngine } from './editEngine.js';
import type { EditSettings } from './editSettings.js';

/** What edits are made with. */
export interface EditRunnerOptions {
  readonly engine: EditEngine;
  readonly parser?: CodeParser;
  readonly check?: ProblemCheck;
  readonly settings: () => EditSettings;
  /** Receives the record of every request, when it begins and when it ends. */
  readonly putRecord: (record: RequestRecord) => void;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly t: Translate;
}

/** What the user may see while the model writes. */
export interface EditProgress {
  /** Counts from 1; a further attempt begins from the file as it is. */
  readonly attempt: number;
  readonly step: 'model' | 'prefill' | 'writing' | 'checking';
  /** The file with what was written so far in its place, once that can be told; at most ten times a second. */
  readonly partial?: { readonly uri: string; readonly after: string };
}

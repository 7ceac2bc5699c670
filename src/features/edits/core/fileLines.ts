import type { SplitText } from '../../../base/placement/splitText.js';
import { splitText } from '../../../base/placement/splitText.js';
import type { TaskFile } from './editTask.js';

/** A file whose text is taken apart once. */
export interface FileLines extends TaskFile, SplitText {}

export function withLines(file: TaskFile): FileLines {
  return { ...file, ...splitText(file.text) };
}

import * as v from 'valibot';

/** As VS Code's `Memento`. */
export interface HistoryMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const key = 'switchyard.edits.instructions';
const maxEntries = 20;

/** The instructions that the user gave in this workspace, the last one first. */
export class RefactorHistory {
  constructor(private readonly memory: HistoryMemory) {}

  get entries(): readonly string[] {
    const read = v.safeParse(v.array(v.string()), this.memory.get(key));
    return read.success ? read.output : [];
  }

  add(instruction: string): void {
    const others = this.entries.filter((entry) => entry !== instruction);
    void this.memory.update(key, [instruction, ...others].slice(0, maxEntries));
  }
}

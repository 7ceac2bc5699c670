const offeredKey = 'switchyard.cuda.offered';
const toldKey = 'switchyard.cuda.toldFailure';
const never = 'never';

/** A small store that outlives the window, such as VS Code's global state. */
export interface TextMemory {
  get(key: string): unknown;
  update(key: string, value: string): Thenable<void>;
}

/** Remembers what the user was asked and told, so that neither comes again. */
export class OfferMemory {
  /** @param version of the extension: each may offer CUDA once more, unless the user does not want that */
  constructor(
    private readonly memory: TextMemory,
    private readonly version: string,
  ) {}

  get mayOffer(): boolean {
    const value = this.memory.get(offeredKey);
    return value !== never && value !== this.version;
  }

  async noteOffered(): Promise<void> {
    await this.memory.update(offeredKey, this.version);
  }

  async neverOffer(): Promise<void> {
    await this.memory.update(offeredKey, never);
  }

  /** @returns whether a failure of the self-test was not told before; remembers it as told */
  async isNewFailure(reason: string): Promise<boolean> {
    const value = `${this.version}\n${reason}`;
    if (this.memory.get(toldKey) === value) return false;
    await this.memory.update(toldKey, value);
    return true;
  }
}

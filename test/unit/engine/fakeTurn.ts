import type { Turn } from '../../../src/engine/scheduling/lanes.js';

/** A turn that never waits and counts how often it was offered to others. */
export class FakeTurn implements Turn {
  readonly waitedMs = 0;
  offers = 0;

  /** @param onOffer called before each continuation with the number of the offer, from 1 */
  constructor(private readonly onOffer: (offer: number) => void = () => undefined) {}

  giveWay(): Promise<void> {
    this.offers += 1;
    this.onOffer(this.offers);
    return Promise.resolve();
  }
}

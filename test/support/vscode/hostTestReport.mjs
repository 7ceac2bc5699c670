import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMochaStats } from '../../../scripts/lib/mochaStats.mjs';

const TAIL_EVERY_MS = 200;

/** The files through which tests in an extension host report to the process that started it. */
export class HostTestReport {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchyard-report-'));
  #outputFile = path.join(this.#folder, 'output.txt');
  #statsFile = path.join(this.#folder, 'stats.json');
  #shownBytes = 0;
  #onOutput;
  #timer;

  /** @param {(text: string) => void} onOutput receives mocha's text while it is written */
  constructor(onOutput) {
    this.#onOutput = onOutput;
    fs.writeFileSync(this.#outputFile, '');
    this.#timer = setInterval(() => this.#show(), TAIL_EVERY_MS);
  }

  /** Variables that tell test/integration/index.ts where to report. */
  get env() {
    return { SWITCHYARD_TEST_OUTPUT: this.#outputFile, SWITCHYARD_TEST_STATS: this.#statsFile };
  }

  /**
   * @returns {import('../../../scripts/lib/mochaStats.mjs').MochaStats | undefined} nothing when
   *   mocha did not come to its end
   */
  readStats() {
    return readMochaStats(this.#statsFile);
  }

  /** Passes on the rest of the output and removes the files. */
  dispose() {
    clearInterval(this.#timer);
    this.#show();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #show() {
    const bytes = fs.readFileSync(this.#outputFile);
    if (bytes.length > this.#shownBytes) {
      this.#onOutput(bytes.subarray(this.#shownBytes).toString());
    }
    this.#shownBytes = bytes.length;
  }
}

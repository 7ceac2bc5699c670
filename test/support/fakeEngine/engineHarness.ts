import { EngineClient } from '../../../src/engineClient/engineClient.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import { FakeClock } from '../fakeClock.js';
import { FakeLog } from '../fakeLog.js';
import { until } from '../until.js';
import { FakeEngineProcess } from './fakeEngineProcess.js';

/** An engine client over fake processes and a fake clock. */
export class EngineHarness {
  readonly clock = new FakeClock();
  readonly log = new FakeLog();
  readonly processes: FakeEngineProcess[] = [];
  readonly states: EngineState[] = [];
  readonly client: EngineClient;

  /** @param prepare shapes each new process before it is asked anything; `index` counts from 0 */
  constructor(prepare: (process: FakeEngineProcess, index: number) => void = () => undefined) {
    this.client = new EngineClient({
      startProcess: () => {
        const process = new FakeEngineProcess();
        // Kept first: a preparation that throws leaves a process to be ended, too.
        this.processes.push(process);
        prepare(process, this.processes.length - 1);
        return process;
      },
      storageDirectory: '/storage',
      log: this.log,
      clock: this.clock,
    });
    this.client.onDidChangeState((state) => this.states.push(state));
  }

  get kinds(): string[] {
    return this.states.map((state) => state.kind);
  }

  process(index: number): FakeEngineProcess {
    const process = this.processes[index];
    if (!process) throw new Error(`No process ${index} was started.`);
    return process;
  }

  untilState(kind: EngineState['kind']): Promise<void> {
    return until(() => this.client.state.kind === kind, `the state ${kind}`);
  }

  untilReceived(index: number, name: Parameters<FakeEngineProcess['count']>[0]): Promise<void> {
    return until(() => (this.processes[index]?.count(name) ?? 0) > 0, `the request ${name}`);
  }

  end(): void {
    this.client.dispose();
    for (const process of this.processes) process.die('end of the test');
  }
}

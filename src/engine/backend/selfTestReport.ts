import process from 'node:process';
import { errorMessage } from '../../base/errorMessage.js';
import type { BackendName } from '../../protocol/backend.js';
import { decodeSelfTest } from '../runtime/selfTest.js';
import type { SelfTestReport } from './selfTestProcess.js';

/** The throw-away process's whole life: test, report, end. */
export async function reportSelfTest(backend: BackendName, modelPath: string): Promise<void> {
  const report = await decodeSelfTest(backend, modelPath).then(
    (deviceNames): SelfTestReport => ({ passed: true, deviceNames }),
    (error: unknown): SelfTestReport => ({
      passed: false,
      reason: errorMessage(error),
    }),
  );
  await new Promise((sent) => process.send?.(report, sent));
  // GPU libraries may crash while they are torn down; the verdict is already out.
  process.exit(0);
}

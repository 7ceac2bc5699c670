import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 50;

/** Waits until the condition holds, in real time. @throws Error when it does not come true */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 15_000,
): Promise<void> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`This did not happen in time: ${what}`);
    await delay(pollMs);
  }
}

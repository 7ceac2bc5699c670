/** Turns of the event loop after which a condition counts as never coming true. */
const maxTurns = 2_000;

/** Lets the event loop turn until the condition holds. @throws Error when it does not come true */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < maxTurns; turn++) {
    if (condition()) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error(`This did not happen: ${what}`);
}

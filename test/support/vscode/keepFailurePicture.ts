import type { Workbench } from '../../../scripts/lib/editor/workbench.mjs';

/**
 * Body of an afterEach: keeps a picture of what the window showed when a test failed.
 *
 * @param context mocha's `this`
 */
export async function keepFailurePicture(
  context: Mocha.Context,
  workbench: Workbench | undefined,
): Promise<void> {
  const test = context.currentTest;
  if (test?.state !== 'failed' || !workbench) return;
  const name = test.fullTitle().replace(/[^\w]+/g, '-');
  await workbench.screenshot(`failed-${name}`);
}

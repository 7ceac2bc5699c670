import { ensureDependencies } from './bootstrap.mjs';
import { runMain } from './lib/explainedError.mjs';
import { formatMochaCounts } from './lib/mochaStats.mjs';
import { runNpmScript } from './lib/npmScript.mjs';

// The integration tests in a desktop VS Code.
await runMain(async () => {
  await ensureDependencies();
  await runNpmScript('build');
  const { runDesktopTests } = await import('../test/support/vscode/runDesktopTests.mjs');
  const { stats, problem } = await runDesktopTests();
  if (problem) console.error(`Failed: ${problem}`);
  console.log(formatMochaCounts(stats));
  return problem ? 1 : 0;
});

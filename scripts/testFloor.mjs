import { ensureDependencies } from './bootstrap.mjs';
import { runMain } from './lib/explainedError.mjs';
import { formatMochaCounts } from './lib/mochaStats.mjs';
import { runNpmScript } from './lib/npmScript.mjs';

// The integration tests in the oldest VS Code that engines.vscode allows.
await runMain(async () => {
  await ensureDependencies();
  await runNpmScript('build');
  const { runIntegration } = await import('./lib/runIntegration.mjs');
  const { stats, problem } = await runIntegration('floor');
  if (problem) console.error(`Failed: ${problem}`);
  console.log(formatMochaCounts(stats));
  return problem ? 1 : 0;
});

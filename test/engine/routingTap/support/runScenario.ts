import { runProcess } from './runProcess.js';
import type { Scenario, ScenarioResult } from './scenario.js';
import { readerFile, requireReader, scenarioProcessFile, tapFile } from './tapFiles.js';

/** Runs a scenario in a process of its own. */
export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const withReader = scenario.withReader ?? true;
  if (withReader) requireReader();
  const files = { tapFile, readerFile: withReader ? readerFile : undefined };
  return (await runProcess(scenarioProcessFile, { ...files, scenario })) as ScenarioResult;
}

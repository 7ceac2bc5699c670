import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './bootstrap.mjs';
import { ExplainedError, runMain } from './lib/explainedError.mjs';
import { errorText } from './lib/errorText.mjs';
import { runNpmScript } from './lib/npmScript.mjs';
import { sampleModelSettings } from './lib/sampleModel.mjs';
import { findDesktopVscode, startDesktop } from './lib/startDesktop.mjs';
import { startServed } from './lib/startServed.mjs';

const USAGE = `npm start                 VS Code with Switchyard on a copy of the sample workspace
npm start -- FOLDER       the same on a folder of yours
npm start -- --served     in the browser even if a desktop VS Code is installed
npm start -- --check      without a window: types, prints the ghost text and its timings`;

/** @returns {Promise<number>} exit code */
async function main() {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [folder] = positionals.map((name) => path.resolve(name));
  if (folder && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ExplainedError(`${folder} is not a folder.`);
  }
  await ensureDependencies();
  await runNpmScript('build');
  const settings = sampleModelSettings();
  // Imported only now: it needs what ensureDependencies installs.
  if (values.check) return (await import('./lib/startCheck.mjs')).startCheck(settings);
  const desktop = values.served ? undefined : findDesktopVscode();
  if (desktop) {
    await startDesktop(desktop, { folder, settings });
    return 0;
  }
  return startServed({ folder, settings });
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        served: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new ExplainedError(`${errorText(error)}\n${USAGE}`);
  }
}

await runMain(main);

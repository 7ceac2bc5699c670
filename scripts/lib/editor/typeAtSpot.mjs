import fs from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';

/**
 * Opens the file and types there, like a person.
 *
 * @param {import('./workbench.mjs').Workbench} workbench
 * @param {import('./sampleSpots.mjs').SampleSpot} spot
 * @returns {Promise<number>} the line typed on, counted from 1
 */
export async function typeAtSpot(workbench, spot) {
  const file = path.join(repositoryRoot, 'test', 'fixtures', 'workspace', spot.file);
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const line = lines.indexOf(spot.after) + 1;
  if (line === 0) throw new Error(`${spot.file} has no line "${spot.after}"`);
  await workbench.openFile(spot.file);
  await workbench.goTo(line, spot.after.length + 1);
  await workbench.press('Enter');
  await workbench.type(spot.typed);
  return line + 1;
}

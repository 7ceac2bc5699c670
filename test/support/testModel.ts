import { homedir } from 'node:os';
import { findModel } from '../../src/features/models/core/findModel.js';

/**
 * The model that the product uses from this working copy when nothing is set. Run from the repository's root.
 * @throws Error when there is none
 */
export async function testModel(): Promise<string> {
  const found = await findModel({
    settingPath: process.env['SWITCHYARD_MODEL'] ?? '',
    homeDirectory: homedir(),
    extensionDirectory: process.cwd(),
  });
  if (!found)
    throw new Error('There is no model: set SWITCHYARD_MODEL to the path of a GGUF file.');
  return found.path;
}

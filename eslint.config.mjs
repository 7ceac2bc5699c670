import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { layersRule } from './scripts/lint/layers.mjs';

const untyped = ['**/*.mjs', '**/*.js', '**/*.cjs'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      'test/fixtures/workspace/',
      'native/',
      '.vscode-test/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['src/base', 'src/engine', 'src/indexer', 'src', 'src/webviews', 'test'].map(
          (scope) => `${scope}/tsconfig.json`,
        ),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { switchyard: { rules: { layers: layersRule } } },
    rules: {
      'switchyard/layers': 'error',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
      ],
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.d.ts'],
    // constructors of ambient classes can only be declared so
    rules: { '@typescript-eslint/prefer-function-type': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe and it return nothing that anyone waits for
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  {
    files: untyped,
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'fetch',
          'URL',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
        ]
          .concat([
            'clearInterval',
            'AbortController',
            'AbortSignal',
            'performance',
            'globalThis',
            'document',
            'require',
            'module',
            '__dirname',
            'exports',
          ])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
);

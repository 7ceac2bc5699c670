/**
 * Works under the MIT licence that are compiled into files that we ship and that bring no licence file along: llama.cpp's
 * binaries, the Node-API wrapper around them, and the grammars of the index.
 *
 * @type {readonly { name: string, holders: readonly string[] }[]}
 */
export const embeddedWorks = [
  { name: 'llama.cpp and ggml', holders: ['2023-2026 The ggml authors'] },
  { name: 'JSON for Modern C++', holders: ['2013-2025 Niels Lohmann'] },
  { name: 'cpp-httplib', holders: ['2017 yhirose'] },
  { name: 'llamafile matrix products', holders: ['2024 Mozilla Foundation'] },
  { name: 'YaRN', holders: ['2023 Jeffrey Quesnelle and Bowen Peng'] },
  { name: 'Vulkan-Headers', holders: ['The Khronos Group Inc.'] },
  { name: 'node-addon-api', holders: ['2017 Node.js API collaborators'] },
  { name: '@vscode/tree-sitter-wasm', holders: ['Microsoft Corporation'] },
  { name: 'tree-sitter', holders: ['2018-2024 Max Brunsfeld'] },
  { name: 'tree-sitter-bash', holders: ['2017 Max Brunsfeld'] },
  {
    name: 'tree-sitter-c-sharp',
    holders: ['2014-2023 Max Brunsfeld, Damien Guard, Amaan Qureshi, and contributors'],
  },
  { name: 'tree-sitter-cpp', holders: ['2014 Max Brunsfeld'] },
  { name: 'tree-sitter-css', holders: ['2018 Max Brunsfeld'] },
  { name: 'tree-sitter-go', holders: ['2014 Max Brunsfeld'] },
  { name: 'tree-sitter-java', holders: ['2017 Ayman Nadeem'] },
  { name: 'tree-sitter-javascript', holders: ['2014 Max Brunsfeld'] },
  {
    name: 'tree-sitter-php',
    holders: [
      '2017 Josh Vera, GitHub',
      '2019 Max Brunsfeld, Amaan Qureshi, Christian Frøystad, Caleb White',
    ],
  },
  { name: 'tree-sitter-powershell', holders: ['2023 Airbus CERT'] },
  { name: 'tree-sitter-python', holders: ['2016 Max Brunsfeld'] },
  { name: 'tree-sitter-ruby', holders: ['2016 Rob Rix'] },
  { name: 'tree-sitter-rust', holders: ['2017 Maxim Sokolov'] },
  { name: 'tree-sitter-typescript', holders: ['2017 Max Brunsfeld'] },
];

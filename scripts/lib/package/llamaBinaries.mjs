/**
 * llama.cpp's binaries as node-llama-cpp publishes them, one package per platform and backend. Their version is
 * node-llama-cpp's own. This table is the only place that pins them.
 *
 * @typedef {keyof typeof llamaBinaries} BinariesName
 * @typedef {import('../npmArchive.mjs').PinnedPackage} PinnedPackage
 */
export const llamaBinaries = {
  'linux-x64': pin(
    'linux-x64',
    'sha512-Totj6RTDMGo3FoK2yNUaz/oGmZD0olAqTrRluFUWmu0kW2i9TOzHSW0OWCAiGkzRCVX0WsU2CyUQo/W2NYtdPA==',
  ),
  'linux-x64-vulkan': pin(
    'linux-x64-vulkan',
    'sha512-flEeSzONQ6OIm5bYKLQf4eEnBzcC5WugFbyPUwkCqyyOFZ8pH0H9ulQ7ZNDLSIczeKneMRJornlyY1Hq7d3GDA==',
  ),
  'linux-x64-cuda': pin(
    'linux-x64-cuda',
    'sha512-idsE55VoD/FbvLhnBC9krUJaUoC0XnebseAAnCpm/brKf61HEbu+idgbb5eN6mxkjLSrHtILprJ0nDcUJjVrFg==',
  ),
  'linux-arm64': pin(
    'linux-arm64',
    'sha512-eI3anSEGzJiwF2rpMpZVTdHzw47LztbvfvuRzlu/fPO18ROnBOd+75RPUBlV6qENPpmNtbov85+3VODwEwBurg==',
  ),
  'win-x64': pin(
    'win-x64',
    'sha512-JcIpCnra7bAd7JNWA8ehdn2DIRaTMuj+fBC8bw+5rKSNzszWFbuj2XA05c5QHovonDMBLN1ePXE/hcfZtzXoUQ==',
  ),
  'win-x64-vulkan': pin(
    'win-x64-vulkan',
    'sha512-HJ237Azh5m4Sz+w3A1IU/fYLaSDOocskcfn2ILTgqTuuORCB86EMnu3Yt/XsNhRHTtEiwz1Q/E0mO4PLIbZLAA==',
  ),
  'win-x64-cuda': pin(
    'win-x64-cuda',
    'sha512-PLz70neFEMkQTlmJqG1ujUtCSgHasLPMxQ9rLkqQVmZYAXqkRj+45TIHCjdn3XqUeaoun0vrO9rRaxZ8NVq9jg==',
  ),
  'win-arm64': pin(
    'win-arm64',
    'sha512-/UDR7Y0B8iKfc/tqxBmWkcgRdZQ9Wrkwod7fYl4J6iZXcTIj286RkHvZSED7VMY67TrcUXVvxJVMNFtmjeYnDg==',
  ),
  'mac-arm64-metal': pin(
    'mac-arm64-metal',
    'sha512-6MIDAZV7DXD9R1+jEXWJkFuolni3GATGE6mmuyFYc6ZmtOh9djAy15df0T0AXK3sCmVKL+fQcOAWZezxx4MvQQ==',
  ),
  'mac-x64': pin(
    'mac-x64',
    'sha512-Q4nyNmbcNiKygBZQZjX+qLk2w3YzoiFpLWsxNURQN7xjyUi2p2rWxjRa7Otg0FrjGf/ri4aQ+X3Uj5Y0zD06eg==',
  ),
};

/**
 * @param {string} name
 * @param {string} integrity
 * @returns {PinnedPackage}
 */
function pin(name, integrity) {
  return { name: `@node-llama-cpp/${name}`, version: '3.21.1', integrity };
}

/**
 * A place in the sample workspace where a completion has an obvious answer.
 *
 * @typedef {object} SampleSpot
 * @property {string} file relative to the workspace
 * @property {string} after the line below which is typed
 * @property {string} typed on a new line
 */

/** @type {Readonly<Record<'typescript' | 'python', SampleSpot>>} */
export const sampleSpots = {
  typescript: {
    file: 'src/receipt.ts',
    after: 'export function formatTotal(cart: Cart): string {',
    typed: '',
  },
  python: {
    file: 'tools/stock_report.py',
    after: '    """Worth of all items, in cents."""',
    typed: '',
  },
};

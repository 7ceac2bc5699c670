/** Numbers as the views show them. What does not exist is a dash, never a zero. */
export const absent = '–';

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function formatCount(value: number): string {
  return Number.isFinite(value) ? plain.format(value) : absent;
}

/** Milliseconds below ten seconds, then seconds and minutes. */
export function formatMs(valueMs: number | undefined): string {
  if (valueMs === undefined || !Number.isFinite(valueMs)) return absent;
  if (valueMs < 10) return `${valueMs.toFixed(1)} ms`;
  if (valueMs < 10_000) return `${plain.format(valueMs)} ms`;
  if (valueMs < 120_000) return `${(valueMs / 1_000).toFixed(1)} s`;
  return `${Math.floor(valueMs / 60_000)} min ${Math.round((valueMs % 60_000) / 1_000)} s`;
}

export function formatPercent(share: number | undefined, digits = 0): string {
  if (share === undefined || !Number.isFinite(share)) return absent;
  return `${(share * 100).toFixed(digits)} %`;
}

export function formatNumber(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? absent : value.toFixed(digits);
}

/** A share relative to uniform, such as 2.3×. */
export function formatTimes(value: number): string {
  if (!Number.isFinite(value)) return absent;
  return `${value.toFixed(value < 10 ? 2 : 1)}×`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in powers of 1,000, as models are described by their makers. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes)) return absent;
  return scaled(bytes, byteUnits);
}

const countUnits = ['', 'K', 'M', 'B', 'T'];

/** Large counts such as parameters: 30.5 B. */
export function formatLarge(count: number | undefined): string {
  if (count === undefined || !Number.isFinite(count)) return absent;
  return scaled(count, countUnits).trimEnd();
}

function scaled(value: number, units: readonly string[]): string {
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1_000;
    unit++;
  }
  const digits = unit === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** How long ago something was, in one short word. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h`;
}

/** “1 token”, “2 tokens”. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

import { formatAge } from '../../shared/format.js';

const dayMs = 86_400_000;
const date = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric' });

/** How long ago within a day, the date before that. Times are milliseconds since the Unix epoch. */
export function whenText(atMs: number, nowMs: number): string {
  const ageMs = nowMs - atMs;
  if (ageMs >= dayMs) return date.format(atMs);
  const age = formatAge(ageMs);
  return age === 'now' ? 'just now' : `${age} ago`;
}

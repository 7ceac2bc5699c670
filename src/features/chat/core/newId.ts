import { randomBytes } from 'node:crypto';

/** Short, and unique enough for what one user makes; fit for a file name. */
export function newId(): string {
  return randomBytes(9).toString('hex');
}

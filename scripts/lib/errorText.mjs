/**
 * @param {unknown} error
 * @returns {string} its message
 */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {unknown} error
 * @returns {string | undefined} the code of a system error, such as "ENOENT"
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

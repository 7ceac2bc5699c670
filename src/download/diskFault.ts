import { DownloadError } from './downloadError.js';
import { errorCode } from '../network/errorCode.js';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What an error of the file system means for a download. */
export function diskFault(error: unknown): DownloadError {
  if (DownloadError.is(error)) return error;
  const code = errorCode(error);
  if (fullCodes.has(code)) {
    return new DownloadError('diskFull', `The disk is full (${code}).`, { cause: error });
  }
  return new DownloadError('diskFailed', `The file cannot be written (${code}).`, { cause: error });
}

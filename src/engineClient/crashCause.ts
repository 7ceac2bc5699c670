/** Signals by which somebody else ends a process: the user, the operating system short of memory, or we ourselves. */
const fromOutside = /signal SIG(KILL|TERM|INT|HUP|QUIT)/;

/**
 * Whether a process that ended so died of what it was doing, as of a driver that aborts it.
 * @param cause as {@link EngineProcess.onExit} tells it
 */
export function isOwnFault(cause: string): boolean {
  return /^(signal|exit code) /.test(cause) && !fromOutside.test(cause) && cause !== 'exit code 0';
}

import { fork } from 'node:child_process';

/**
 * Forks a file, sends it one message and resolves with the message that it answers. Interposition is process-wide, so
 * every case needs a process of its own. Rejects with the process's output when it ends without an answer.
 */
export async function runProcess(
  file: string,
  message: object,
  environment: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const child = fork(file, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...environment },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const answer = new Promise<unknown>((resolve, reject) => {
    let received: unknown;
    child.on('message', (value) => (received = value));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && received !== undefined) resolve(received);
      else reject(new Error(`${file} ended with ${code ?? signal ?? '?'}:\n${output.join('')}`));
    });
  });
  child.send(message);
  return answer;
}

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Emitter } from '../base/emitter.js';
import { engineEnvironment } from './engineEnvironment.js';
import type { EngineOutputLine, EngineProcess } from './engineProcess.js';

/**
 * Forks the engine's bundle with the executable of this process.
 * @param enginePath absolute path of `engine.mjs`
 */
export function forkEngineProcess(enginePath: string): EngineProcess {
  const child = fork(enginePath, [], {
    execPath: process.execPath,
    execArgv: [],
    env: engineEnvironment(process.env),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = new Emitter<EngineOutputLine>();
  forwardLines(child, 'stdout', output);
  forwardLines(child, 'stderr', output);
  return {
    processId: child.pid,
    reader: new IPCMessageReader(child),
    writer: new IPCMessageWriter(child),
    onOutput: output.event,
    onExit: exitEvent(child).event,
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function forwardLines(
  child: ChildProcess,
  stream: EngineOutputLine['stream'],
  output: Emitter<EngineOutputLine>,
): void {
  const input = child[stream];
  if (!input) return;
  createInterface({ input, crlfDelay: Infinity }).on('line', (text) => {
    output.fire({ stream, text });
  });
}

function exitEvent(child: ChildProcess): Emitter<string> {
  const exit = new Emitter<string>();
  let ended = false;
  const end = (cause: string): void => {
    if (ended) return;
    ended = true;
    exit.fire(cause);
  };
  // `close` would wait for every process that inherited stdout or stderr, `exit` does not.
  child.on('exit', (code, signal) => {
    end(signal ? `signal ${signal}` : `exit code ${String(code)}`);
  });
  child.on('error', (error) => {
    // An error of a running child is a failed send or kill: its exit tells the rest.
    if (child.pid === undefined) end(`the process could not be started: ${error.message}`);
  });
  child.on('disconnect', () => {
    // Without the channel a child that lives on can neither answer nor learn that it is no longer wanted.
    if (child.exitCode === null && child.signalCode === null) killAfterGrace(child);
  });
  return exit;
}

/** Milliseconds for an engine to exit by itself after its channel was closed. */
const exitGraceMs = 2_000;

function killAfterGrace(child: ChildProcess): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), exitGraceMs);
  child.once('exit', () => {
    clearTimeout(timer);
  });
}

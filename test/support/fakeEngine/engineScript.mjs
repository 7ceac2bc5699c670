// A process that speaks the engine's protocol without an engine. The text of a countTokens request is an order.
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';

let exitsOnDisconnect = true;
const orders = {
  environment: () => Object.keys(process.env).length,
  stay: () => {
    exitsOnDisconnect = false;
    setInterval(() => undefined, 1_000);
    return 0;
  },
  print: () => {
    process.stdout.write('half a ');
    process.stdout.write('line ä\nanother\n');
    process.stderr.write('trouble\r\n');
    return 0;
  },
  abort: () => process.abort(),
  hangUp: () => {
    exitsOnDisconnect = false;
    setInterval(() => undefined, 1_000);
    process.disconnect();
    return new Promise(() => undefined);
  },
};

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
connection.onRequest('initialize', () => ({
  protocolVersion: 1,
  processId: process.pid,
  nodeVersion: process.version,
  runtimeVersion: process.env.ELECTRON_RUN_AS_NODE ?? 'unset',
}));
connection.onRequest('countTokens', ({ text }) => orders[text]());
connection.listen();
process.on('disconnect', () => {
  if (exitsOnDisconnect) process.exit(0);
});

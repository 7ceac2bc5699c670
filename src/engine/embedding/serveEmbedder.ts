import os from 'node:os';
import process from 'node:process';
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { errorMessage } from '../../base/errorMessage.js';
import type { EmbedderRequests } from '../../protocol/embedderProtocol.js';
import { stderrLog } from '../engineLog.js';
import { EmbeddingModel } from '../runtime/embeddingModel.js';

type Handlers = {
  [Name in keyof EmbedderRequests]: (
    params: EmbedderRequests[Name]['params'],
  ) => Promise<EmbedderRequests[Name]['result']>;
};

/** Serves the embedding protocol to the process that forked this one, and ends with it. */
export function serveEmbedder(): void {
  process.on('disconnect', () => process.exit(0));
  try {
    // completions, language servers and the editor come first; with less, a busy machine would never give it a turn
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // a sandbox may forbid it
  }
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  let model: EmbeddingModel | undefined;
  const handlers: Handlers = {
    load: async ({ path }) => {
      model = await EmbeddingModel.open(path, 0, stderrLog);
      return model.info;
    },
    embed: async ({ text, role }) => {
      if (!model) throw new Error('No embedding model is loaded.');
      return { vector: await model.embed(text, role) };
    },
  };
  connection.onRequest('load', told(handlers.load));
  connection.onRequest('embed', told(handlers.embed));
  connection.listen();
}

/** An error's message crosses as it is. */
function told<P, R>(handler: (params: P) => Promise<R>): (params: P) => Promise<R> {
  return async (params) => {
    try {
      return await handler(params);
    } catch (error) {
      throw new ResponseError(ErrorCodes.InternalError, errorMessage(error));
    }
  };
}

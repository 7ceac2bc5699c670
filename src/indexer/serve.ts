import process from 'node:process';
import { indexerProtocolVersion } from '../protocol/indexerProtocol.js';
import { Grammars } from './chunk/grammars.js';
import { grammarOf } from './chunk/languages.js';
import { scopeEnd } from './chunk/scopeEnd.js';
import { syntaxErrors } from './chunk/syntaxErrors.js';
import { forkEmbedder } from './embed/forkEmbedder.js';
import { HostConnection } from './hostConnection.js';
import { IndexService } from './indexService.js';

/**
 * Serves the index protocol to the process that forked this one, and ends with it.
 * @param grammarDirectory holds tree-sitter's runtime and grammars
 * @param engineFile the engine's bundle, which embeds texts in a process of its own
 */
export function serve(grammarDirectory: string, engineFile: string): void {
  const connection = new HostConnection();
  const grammars = new Grammars(grammarDirectory, warn);
  let service: IndexService | undefined;
  process.on('disconnect', () => {
    void (service?.close() ?? Promise.resolve()).finally(() => process.exit(0));
  });
  const ready = (): IndexService => {
    if (!service) throw new Error('The index process has not been initialised.');
    return service;
  };
  connection.listen({
    initialize: ({ protocolVersion, storageDirectory, store }) => {
      if (protocolVersion !== indexerProtocolVersion) {
        throw new Error(
          `The index process speaks protocol ${indexerProtocolVersion}, the extension ${protocolVersion}. Reinstall Switchyard.`,
        );
      }
      service = new IndexService({
        place: { directory: storageDirectory, kind: store },
        grammars,
        createEmbedder: () => forkEmbedder(engineFile),
        onStatus: connection.notify.bind(connection, 'status'),
        onWarning: warn,
      });
      return {
        protocolVersion: indexerProtocolVersion,
        processId: process.pid,
        nodeVersion: process.version,
        store: service.storeKind,
      };
    },
    configure: async (configuration) => {
      await ready().configure(configuration);
      return null;
    },
    changed: ({ paths }) => {
      ready().changedPaths(paths);
      return null;
    },
    search: (query) => ready().search(query),
    rebuild: async () => {
      await ready().rebuild();
      return null;
    },
    cancelBuild: async () => {
      await ready().cancelBuild();
      return null;
    },
    resumeEmbedding: () => {
      ready().resumeEmbedding();
      return null;
    },
    setBusy: ({ busy }) => {
      ready().setBusy(busy);
      return null;
    },
    skipped: ({ limit }) => ready().skipped(limit),
    syntax: async ({ languageId, text }) => {
      const grammar = grammarOf(languageId);
      if (grammar === undefined) return { errors: null };
      return { errors: (await grammars.withTree(grammar, text, syntaxErrors)) ?? null };
    },
    scopeEnd: async ({ languageId, before, text, after }) => {
      const grammar = grammarOf(languageId);
      if (grammar === undefined) return { length: null };
      const source = before + text + after;
      const end = await grammars.withTree(grammar, source, (root) =>
        scopeEnd(root, source, before.length, before.length + text.length),
      );
      return { length: end === undefined ? null : end - before.length };
    },
    heartbeat: () => null,
  });
}

/** The host writes such a line to its log. */
function warn(message: string): void {
  process.stderr.write(`[warn] ${message.replace(/\s+/g, ' ')}\n`);
}

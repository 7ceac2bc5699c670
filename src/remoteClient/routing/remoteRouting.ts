import { errorMessage } from '../../base/errorMessage.js';
import type { Log } from '../../base/log.js';
import type { Translate } from '../../base/translate.js';
import type { RoutingTrace } from '../../protocol/routingTrace.js';
import type { RemoteEndpoint } from '../remoteEndpoint.js';
import type { RemoteModel } from '../remoteModel.js';
import type { ExpertFacts } from './expertFacts.js';
import type { AnswerRouting } from './remoteTrace.js';
import { remoteTrace } from './remoteTrace.js';

export type ReadRouting =
  | { readonly kind: 'read'; readonly trace: RoutingTrace }
  | { readonly kind: 'absent'; readonly reason: string };

/** Turns what servers return into routing traces, or says why not. */
export class RemoteRouting {
  constructor(
    private readonly options: {
      readonly log: Log;
      readonly t: Translate;
      readonly knownExperts: (modelName: string) => ExpertFacts | undefined;
    },
  ) {}

  read(
    routing: AnswerRouting,
    { endpoint, model }: { readonly endpoint: RemoteEndpoint; readonly model: RemoteModel },
  ): ReadRouting {
    const { t, log, knownExperts } = this.options;
    const facts = endpoint.experts ?? knownExperts(model.id);
    if (!facts) {
      return {
        kind: 'absent',
        reason: t(
          'The server returns routing, but not how many experts the model has. Name them in the setting switchyard.remote.experts.',
        ),
      };
    }
    try {
      return { kind: 'read', trace: remoteTrace(routing, facts) };
    } catch (error) {
      log.warn(`The routing of the remote endpoint cannot be read: ${errorMessage(error)}`);
      return {
        kind: 'absent',
        reason: t('The server returns routing that cannot be read: {0}', errorMessage(error)),
      };
    }
  }
}

import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ActiveEngine } from './activeEngine.js';
import type { Clock } from './base/clock.js';
import { systemClock } from './base/clock.js';
import type { Disposable } from './base/disposable.js';
import { DisposableStore } from './base/disposableStore.js';
import { errorMessage } from './base/errorMessage.js';
import { ObservableValue } from './base/observableValue.js';
import { EngineClient } from './engineClient/engineClient.js';
import { forkEngineProcess } from './engineClient/forkEngineProcess.js';
import { ChatFeature } from './features/chat/chatFeature.js';
import { CompletionFeature } from './features/completion/completionFeature.js';
import { RecentRequests } from './features/completion/core/requestLog.js';
import type { RequestLog } from './features/completion/core/requestLog.js';
import { npmRegistry } from './features/cuda/core/cudaPackages.js';
import type { RuntimeSource } from './features/cuda/core/stagedRuntime.js';
import { engineFile, stagedEngine } from './features/cuda/core/stagedRuntime.js';
import { CudaFeature } from './features/cuda/cudaFeature.js';
import { DebugFeature } from './features/debug/debugFeature.js';
import { EditsFeature } from './features/edits/editsFeature.js';
import { EngineRoutingSource } from './features/experts/core/engineRoutingSource.js';
import { RequestStore } from './features/experts/core/requestStore.js';
import { ExpertsFeature, showRequestCommand } from './features/experts/expertsFeature.js';
import { LanguageModelFeature } from './features/languageModel/languageModelFeature.js';
import { findModel } from './features/models/core/findModel.js';
import { knownExperts } from './features/models/core/knownExperts.js';
import { ModelsFeature } from './features/models/modelsFeature.js';
import { RemoteFeature, useLocalModel } from './features/remote/remoteFeature.js';
import { RemoteKeys } from './features/remote/remoteKeys.js';
import { servedModels } from './remoteClient/servedModels.js';
import { StatusFeature } from './features/status/statusFeature.js';
import { WorkspaceIndexFeature } from './features/workspaceIndex/workspaceIndexFeature.js';
import { RemoteClient } from './remoteClient/remoteClient.js';
import { IndexerClient } from './indexerClient/indexerClient.js';
import { registerCommand, runCommand } from './platform/commands.js';
import { Settings } from './platform/settings.js';
import { storageDirectory } from './platform/storageDirectory.js';
import type { ChatRequest } from './protocol/chatRequest.js';
import type { RequestRecord } from './protocol/requestRecord.js';
import type { WorkspaceSearch } from './protocol/workspaceSearch.js';
import { RecordTrail } from './recordTrail.js';

/** Records of requests that are kept for the views. */
const keptRequests = 500;

/** The running extension. */
export interface Composition {
  readonly engine: EngineClient;
  readonly requests: RecentRequests;
  /** Ends everything; resolves when the engine process is gone. */
  end(): Promise<void>;
}

/** The one place that makes the extension's objects and connects them. Loads nothing and waits for nothing. */
export function compose(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Composition {
  const disposables = new DisposableStore();
  const clock = systemClock;
  const settings = disposables.add(new Settings(log));
  const storage = storageDirectory(context, log);
  const runtimes = path.join(storage, 'runtimes');
  const runtimeSource: RuntimeSource = {
    directory: context.extensionPath,
    version: versionOf(context),
  };
  const localEngine = disposables.add(
    new EngineClient({
      startProcess: () =>
        forkEngineProcess(
          testEngine(context) ??
            stagedEngine(runtimes, runtimeSource) ??
            path.join(runtimeSource.directory, engineFile),
        ),
      storageDirectory: storage,
      log,
      clock,
    }),
  );
  const userAgent = `Switchyard/${versionOf(context)}`;
  const keys = new RemoteKeys(context.secrets);
  const remoteOptions = {
    log,
    clock,
    t: vscode.l10n.t,
    userAgent,
    key: (origin: string) => keys.get(origin),
    knownExperts,
  };
  const remoteClient = disposables.add(new RemoteClient(remoteOptions));
  const isRemote = disposables.add(new ObservableValue(false));
  const remoteHost = disposables.add(new ObservableValue<string | undefined>(undefined));
  const engine = disposables.add(new ActiveEngine(localEngine, remoteClient, isRemote));
  const requests = new RecentRequests(keptRequests);
  const store = new RequestStore();
  const routing = disposables.add(new EngineRoutingSource(engine, clock));
  const trail = recordTrail();
  if (trail) {
    disposables.add(
      engine.onRoutingTrace(({ id, trace }) => {
        trail.routing(id, trace);
      }),
    );
  }
  const modelFound = disposables.add(new ObservableValue(true));

  const records: RequestLog = {
    add: (record) => {
      requests.add(record);
      store.put(record);
    },
    update: (record) => {
      requests.update(record);
      store.put(record);
      trail?.update(record);
    },
  };
  let search: WorkspaceSearch | undefined;
  let models: ModelsFeature | undefined;
  let chat: ChatFeature | undefined;
  let edits: EditsFeature | undefined;
  const putRecord = (record: RequestRecord): void => {
    if (record.outcome.kind === 'pending') records.add(record);
    else records.update(record);
  };
  const index = createIndexer(context, log, clock);
  if (index) {
    disposables.add(
      engine.onDidChangeBusy((busy) => {
        index.setBusy(busy);
      }),
    );
  }
  const askChat = async (request: ChatRequest): Promise<void> => started(chat, 'chat').ask(request);

  const features: Readonly<Record<string, () => Disposable>> = {
    log: () =>
      registerCommand(
        'switchyard.showLog',
        () => {
          log.show();
        },
        log,
      ),
    remote: () =>
      new RemoteFeature({
        client: remoteClient,
        keys,
        settings,
        log,
        listServed: (address, key, signal) => servedModels(address, key, remoteOptions, signal),
        isInUse: isRemote,
        host: remoteHost,
      }),
    status: () => new StatusFeature({ engine, modelFound, remoteHost, settings, log }),
    models: () => {
      models = new ModelsFeature({
        engine: localEngine,
        remote: { isInUse: isRemote, end: () => useLocalModel(settings) },
        settings,
        log,
        clock,
        memory: context.globalState,
        secrets: context.secrets,
        storageDirectory: storage,
        extensionUri: context.extensionUri,
        userAgent,
        modelFound,
        findModel: () => findModel(modelPlaces(context, settings)),
      });
      return models;
    },
    cuda: () =>
      new CudaFeature({
        engine: localEngine,
        log,
        clock,
        memory: context.globalState,
        runtimes,
        source: runtimeSource,
        userAgent,
        registry: npmRegistry,
      }),
    experts: () =>
      new ExpertsFeature({
        extensionUri: context.extensionUri,
        engine,
        routing,
        store,
        log,
        clock,
      }),
    workspaceIndex: () => {
      const feature = new WorkspaceIndexFeature({
        index,
        settings,
        log,
        clock,
      });
      search = feature.search;
      return feature;
    },
    chat: () => {
      chat = new ChatFeature({
        context,
        engine,
        search,
        putRecord,
        showRouting: (requestId) => vscode.commands.executeCommand(showRequestCommand, requestId),
        rebuildIndex: () => runCommand('switchyard.index.rebuild'),
        propose: async (uri, newText) => started(edits, 'edits').propose(uri, newText),
        settings,
        log,
        clock,
      });
      return chat;
    },
    languageModel: () =>
      new LanguageModelFeature({
        engine: localEngine,
        installed: started(models, 'models').installed,
        chat: started(chat, 'chat').guests,
        putRecord,
        settings,
        log,
        clock,
      }),
    edits: () => {
      edits = new EditsFeature({
        context,
        engine,
        parser: index,
        ask: askChat,
        putRecord,
        settings,
        log,
        clock,
      });
      return edits;
    },
    completion: () =>
      new CompletionFeature({
        engine,
        requests: records,
        scope: index,
        settings,
        log,
        clock,
        extensionId: context.extension.id,
        onAnswer: ({ record, offer, alternatives = [] }) => {
          trail?.answer(record, offer?.insertText);
          for (const { id } of alternatives) trail?.offered(id);
        },
      }),
    debug: () =>
      new DebugFeature({
        ask: askChat,
        fix: async (failure) => started(edits, 'edits').fixFailure(failure),
        log,
        clock,
      }),
  };
  for (const [name, create] of Object.entries(features)) {
    startFeature(name, create, disposables, log);
  }

  return {
    engine: localEngine,
    requests,
    end: async () => {
      disposables.dispose();
      await localEngine.stop();
    },
  };
}

/** Another feature, which may have failed to start. */
function started<T>(feature: T | undefined, name: string): T {
  if (feature !== undefined) return feature;
  throw new Error(vscode.l10n.t('The part “{0}” of Switchyard could not start.', name));
}

/** Tests put an engine with written-down answers in the place of the real one; a released extension knows only the real one. */
function testEngine(context: vscode.ExtensionContext): string | undefined {
  const standIn = process.env['SWITCHYARD_ENGINE_FILE'] ?? '';
  const isReleased = context.extensionMode === vscode.ExtensionMode.Production;
  return standIn === '' || isReleased ? undefined : standIn;
}

/** @returns undefined in a window without a folder, which has no place to keep an index */
function createIndexer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  clock: Clock,
): IndexerClient | undefined {
  if (context.storageUri?.scheme !== 'file') return undefined;
  return new IndexerClient({
    startProcess: () => forkEngineProcess(path.join(context.extensionPath, 'dist', 'indexer.mjs')),
    storageDirectory: path.join(context.storageUri.fsPath, 'index'),
    log,
    clock,
  });
}

/** A feature that cannot start is reported and leaves the others alone. */
function startFeature(
  name: string,
  create: () => Disposable,
  disposables: DisposableStore,
  log: vscode.LogOutputChannel,
): void {
  try {
    disposables.add(create());
  } catch (error) {
    log.error(`The feature ${name} could not start: ${errorMessage(error)}`);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Switchyard: the part “{0}” could not start. The log says why.', name),
    );
  }
}

function versionOf(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { readonly version?: unknown };
  return typeof version === 'string' ? version : '0';
}

function modelPlaces(
  context: vscode.ExtensionContext,
  settings: Settings,
): Parameters<typeof findModel>[0] {
  return {
    settingPath: settings.read('switchyard.model.path'),
    homeDirectory: homedir(),
    extensionDirectory: context.extensionPath,
  };
}

function recordTrail(): RecordTrail | undefined {
  const file = process.env['SWITCHYARD_RECORD_FILE'];
  return file === undefined || file === '' ? undefined : new RecordTrail(file);
}

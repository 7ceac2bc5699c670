import process from 'node:process';
import { EngineError } from '../protocol/engineErrors.js';
import { engineProtocolVersion } from '../protocol/engineProtocol.js';
import type { InitializeParams, InitializeResult } from '../protocol/engineProtocol.js';
import { BackendLadder } from './backend/backendLadder.js';
import { hardwareFingerprint } from './backend/fingerprint.js';
import { isInstalled, ladderOf } from './backend/installedBackends.js';
import { runSelfTest } from './backend/selfTestProcess.js';
import { VerdictStore } from './backend/verdictStore.js';
import { HostConnection } from './connection.js';
import { stderrLog } from './engineLog.js';
import { EngineService } from './engineService.js';
import { ModelOpener } from './modelOpener.js';
import { LoadPlanner } from './plan/loadPlanner.js';
import { PlanStore } from './plan/planStore.js';
import type { NativeTap } from './routing/nativeTap.js';
import { RoutingRecorder } from './routing/routingRecorder.js';
import { measureMachine } from './runtime/machine.js';
import { readModelHeader } from './runtime/modelHeader.js';
import { rehearse } from './runtime/rehearsal.js';
import { runtimeVersion } from './runtime/llamaRuntime.js';

/**
 * Serves the engine protocol to the process that forked this one, and ends with it.
 * @param engineFile this bundle, which the backend self-test starts again
 * @param tap what measures routing, loaded before any llama.cpp
 */
export function serve(engineFile: string, tap: NativeTap): void {
  // The host's death closes the channel; an engine without a host would hold gigabytes for nobody.
  process.on('disconnect', () => process.exit(0));
  const connection = new HostConnection();
  const routing = new RoutingRecorder(tap, {
    routingBatch: connection.notify.bind(connection, 'routingBatch'),
    routingTrace: connection.notify.bind(connection, 'routingTrace'),
  });
  let service: EngineService | undefined;
  const ready = (): EngineService => {
    if (!service) throw new EngineError('invalidRequest', 'The engine has not been initialised.');
    return service;
  };
  connection.listen({
    initialize: async (params) => {
      requireProtocol(params);
      const version = await runtimeVersion();
      const ladder = await createLadder(params, version, engineFile);
      const planner = await createPlanner(params, routing);
      const opener = new ModelOpener(ladder, planner, routing, stderrLog);
      const events = {
        loadProgress: connection.notify.bind(connection, 'loadProgress'),
        generated: connection.notify.bind(connection, 'generated'),
        modelChanged: connection.notify.bind(connection, 'modelChanged'),
      };
      service = new EngineService({ ladder, planner, opener, routing, events, log: stderrLog });
      return describeProcess(version);
    },
    inspectModel: ({ path }) => readModelHeader(path),
    planModel: (params, signal) => ready().planModel(params, signal),
    loadModel: (params, signal) => ready().loadModel(params, signal),
    unloadModel: async () => {
      await ready().unloadModel();
      return null;
    },
    generate: (params, signal) => ready().generate(params, signal),
    countTokens: ({ text }) => ready().countTokens(text),
    setRecording: ({ recording }) => {
      routing.setRecording(recording);
      return null;
    },
    resources: () => ready().resources(),
    heartbeat: () => null,
  });
}

function requireProtocol({ protocolVersion }: InitializeParams): void {
  if (protocolVersion === engineProtocolVersion) return;
  throw new EngineError(
    'protocolMismatch',
    `The engine speaks protocol ${engineProtocolVersion}, the extension ${protocolVersion}. Reinstall Switchyard.`,
  );
}

async function createLadder(
  params: InitializeParams,
  version: string,
  engineFile: string,
): Promise<BackendLadder> {
  const store = new VerdictStore(params.storageDirectory);
  const ladder = new BackendLadder({
    rungs: ladderOf(process.platform, process.arch),
    isInstalled,
    fingerprint: () => hardwareFingerprint(version),
    selfTest: (backend, signal) => runSelfTest(engineFile, backend, signal),
    store,
    log: stderrLog,
  });
  if (params.forgetVerdicts) await store.forget();
  const { lastCrash } = params;
  if (lastCrash && lastCrash.outOfMemory !== true) {
    await ladder.condemn(lastCrash.backend, `the engine died while using it (${lastCrash.cause})`);
  }
  return ladder;
}

async function createPlanner(
  { storageDirectory, forgetVerdicts, lastCrash }: InitializeParams,
  routing: RoutingRecorder,
): Promise<LoadPlanner> {
  const store = new PlanStore(storageDirectory);
  if (forgetVerdicts) await store.forgetPenalties();
  const planner = new LoadPlanner(
    {
      machine: (backend) => measureMachine(backend, routing, stderrLog),
      rehearse: (file, layout, placement, backend) =>
        rehearse(file, layout, placement, backend, routing, stderrLog),
    },
    store,
  );
  if (lastCrash?.outOfMemory === true) planner.noteOutOfMemory(lastCrash.backend);
  return planner;
}

function describeProcess(version: string): InitializeResult {
  return {
    protocolVersion: engineProtocolVersion,
    processId: process.pid,
    nodeVersion: process.version,
    runtimeVersion: version,
  };
}

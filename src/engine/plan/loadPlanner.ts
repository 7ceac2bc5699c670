import path from 'node:path';
import type { BufferBytes } from '../../base/plan/calibrate.js';
import { calibrate } from '../../base/plan/calibrate.js';
import type { Calibration } from '../../base/plan/calibration.js';
import { firstGuess } from '../../base/plan/calibration.js';
import type { Machine } from '../../base/plan/machine.js';
import type { ModelLayout } from '../../base/plan/modelLayout.js';
import type { Placement } from '../../base/plan/placement.js';
import { moeLayersAmong } from '../../base/plan/placement.js';
import type { PlacementWishes } from '../../base/plan/placementLadder.js';
import type { LoadPlan, PlanLimits } from '../../base/plan/planLoad.js';
import { planLoad } from '../../base/plan/planLoad.js';
import { predictMemory } from '../../base/plan/predictMemory.js';
import { threadCount } from '../../base/plan/threadCount.js';
import type { BackendName } from '../../protocol/backend.js';
import type { LoadModelParams } from '../../protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import type { MeasuredMemory, PlanBasis } from '../../protocol/modelPlan.js';
import { hashFacts } from '../hashFacts.js';
import type { PlanStore, StoredPlan } from './planStore.js';

/** The runtime, as the planner needs it. */
export interface PlanTools {
  machine(backend: BackendName): Promise<Machine>;
  /** llama.cpp's own sizes of a placement's buffers; undefined where it cannot tell. */
  rehearse(
    file: ModelFileInfo,
    layout: ModelLayout,
    placement: Placement,
    backend: BackendName,
  ): Promise<BufferBytes | undefined>;
}

/** Memory that is in use now and will be free when the load begins. */
export interface HeldMemory {
  readonly deviceBytes: number;
  readonly systemBytes: number;
}

export type PlannedLoad = PlanBasis & LoadPlan & { readonly threads: number };

/** Placements that are rehearsed before the planner takes what it has. */
const mostRehearsals = 4;

/** Decides where a model's parts go, from its header, the machine, a rehearsal and what earlier loads really took. */
export class LoadPlanner {
  private ranOut: BackendName | undefined;

  constructor(
    private readonly tools: PlanTools,
    private readonly store: PlanStore,
  ) {}

  /** The process before this one died of a lack of memory on the backend: the next load is to take less. */
  noteOutOfMemory(backend: BackendName): void {
    this.ranOut = backend;
  }

  /** @returns whether {@link noteOutOfMemory} was called for the backend, once */
  takeOutOfMemory(backend: BackendName): boolean {
    const ranOut = this.ranOut === backend;
    if (ranOut) this.ranOut = undefined;
    return ranOut;
  }

  /** @returns undefined where the header says too little for a plan */
  async plan(
    file: ModelFileInfo,
    params: LoadModelParams,
    backend: BackendName,
    held?: HeldMemory,
  ): Promise<PlannedLoad | undefined> {
    const { layout } = file;
    if (!layout) return undefined;
    const machine = withFreed(await this.tools.machine(backend), held);
    const remembered = await this.store.find(keyOf(file, backend, machine));
    const stored = remembered?.isMeasured === true ? remembered : undefined;
    const wishes = wishesOf(layout, file, params);
    const limits: PlanLimits = {
      ...(params.deviceLimitBytes !== undefined && { deviceLimitBytes: params.deviceLimitBytes }),
      ...(remembered && { penaltyBytes: remembered.penaltyBytes }),
    };
    const driverBytes = await this.driverBytes(backend, machine, stored);
    let calibration = startingPoint(stored, driverBytes);
    let plan = planLoad(layout, machine, wishes, calibration, limits);
    // on the CPU a rehearsal cannot know the copies of weights that a real load makes, which were measured
    const rounds = stored && machine.devices.length === 0 ? 0 : mostRehearsals;
    for (let round = 0; round < rounds; round++) {
      const { placement } = plan;
      const buffers = await this.tools.rehearse(file, layout, placement, backend);
      if (!buffers) break;
      const sureness = stored ? 'measured' : 'rehearsed';
      calibration = calibrate(layout, placement, machine, buffers, driverBytes, sureness);
      plan = planLoad(layout, machine, wishes, calibration, limits);
      if (isSame(plan.placement, placement)) break;
    }
    const threads = threadCount(machine.physicalCores, params.threads);
    return { ...plan, layout, machine, calibration, wishes, limits, threads };
  }

  /** Corrects later plans by what a load really took. */
  async learn(
    file: ModelFileInfo,
    backend: BackendName,
    basis: PlanBasis,
    placement: Placement,
    measured: MeasuredMemory,
  ): Promise<void> {
    const { layout, machine } = basis;
    const key = keyOf(file, backend, machine);
    const stored = await this.store.find(key);
    const driverBytes = driverBytesOf(layout, placement, machine, measured);
    const known = driverBytes ?? (await this.driverBytes(backend, machine, stored));
    const { computeRatio, deviceExtraBytes, systemExtraBytes } = calibrate(
      layout,
      placement,
      machine,
      measured,
      known,
      'measured',
    );
    await this.store.remember({
      key,
      machineKey: machineKeyOf(backend, machine),
      computeRatio,
      deviceExtraBytes,
      systemExtraBytes,
      driverBytes: known,
      isMeasured: true,
      penaltyBytes: stored?.penaltyBytes ?? 0,
    });
  }

  /** Remembers that a placement ran out of memory, so that the next plan begins with one that needs so much less. */
  async penalise(
    file: ModelFileInfo,
    backend: BackendName,
    { machine, calibration }: PlanBasis,
    freedBytes: number,
  ): Promise<void> {
    const key = keyOf(file, backend, machine);
    const stored = await this.store.find(key);
    const driverBytes = await this.driverBytes(backend, machine, stored);
    const { computeRatio, deviceExtraBytes, systemExtraBytes } = calibration;
    await this.store.remember({
      machineKey: machineKeyOf(backend, machine),
      ...{ computeRatio, deviceExtraBytes, systemExtraBytes, driverBytes, isMeasured: false },
      ...stored,
      key,
      penaltyBytes: (stored?.penaltyBytes ?? 0) + freedBytes,
    });
  }

  private async driverBytes(
    backend: BackendName,
    machine: Machine,
    stored: StoredPlan | undefined,
  ): Promise<number> {
    const known = stored ?? (await this.store.findMachine(machineKeyOf(backend, machine)));
    return known?.driverBytes ?? (machine.devices.length > 0 ? firstGuess.deviceExtraBytes : 0);
  }
}

function wishesOf(
  layout: ModelLayout,
  file: ModelFileInfo,
  { contextSize, gpuLayers, expertsOnCpu }: LoadModelParams,
): PlacementWishes {
  const wished = typeof expertsOnCpu === 'object' ? expertsOnCpu.firstLayers : undefined;
  return {
    contextSize: Math.min(contextSize, file.trainedContextSize || contextSize),
    ...(gpuLayers !== undefined && { gpuLayers }),
    ...(expertsOnCpu !== undefined && {
      expertLayersOnCpu: moeLayersAmong(layout, wished ?? layout.layers.length),
    }),
  };
}

function startingPoint(stored: StoredPlan | undefined, driverBytes: number): Calibration {
  if (!stored) return { ...firstGuess, deviceExtraBytes: driverBytes };
  const { computeRatio, deviceExtraBytes, systemExtraBytes } = stored;
  return { sureness: 'measured', computeRatio, deviceExtraBytes, systemExtraBytes };
}

/** A driver that says less than this share of what llama.cpp allocated does not count this process. */
const leastPlausibleShare = 0.5;

/** @returns what the driver took of each GPU in use beside llama.cpp's buffers; undefined where it did not say */
function driverBytesOf(
  layout: ModelLayout,
  placement: Placement,
  machine: Machine,
  { deviceBytes, deviceBufferBytes }: MeasuredMemory,
): number | undefined {
  if (deviceBytes === undefined || deviceBytes < leastPlausibleShare * deviceBufferBytes) {
    return undefined;
  }
  const { devices } = predictMemory(layout, placement, machine, firstGuess);
  const used = devices.filter(({ totalBytes }) => totalBytes > 0).length;
  return used === 0 ? undefined : Math.max(0, deviceBytes - deviceBufferBytes) / used;
}

function withFreed(machine: Machine, held: HeldMemory | undefined): Machine {
  if (!held) return machine;
  const inUse = machine.devices.reduce((sum, one) => sum + one.totalBytes - one.freeBytes, 0);
  const { totalBytes, freeBytes } = machine.system;
  return {
    ...machine,
    devices: machine.devices.map((device) => {
      const used = device.totalBytes - device.freeBytes;
      const freed = inUse > 0 ? Math.min(used, (held.deviceBytes * used) / inUse) : 0;
      return { ...device, freeBytes: device.freeBytes + freed };
    }),
    system: { totalBytes, freeBytes: Math.min(totalBytes, freeBytes + held.systemBytes) },
  };
}

function isSame(one: Placement, other: Placement): boolean {
  return (
    one.gpuLayers === other.gpuLayers &&
    one.expertLayersOnCpu === other.expertLayersOnCpu &&
    one.contextSize === other.contextSize
  );
}

function machineKeyOf(backend: BackendName, { devices, system }: Machine): string {
  const facts = devices.map(({ name, totalBytes }) => `${name} ${totalBytes}`);
  return hashFacts([backend, String(system.totalBytes), ...facts]);
}

/** A file that was replaced under its name is another model; its folder says nothing about it. */
function keyOf(file: ModelFileInfo, backend: BackendName, machine: Machine): string {
  const identity = [path.basename(file.path), String(file.sizeBytes), file.architecture];
  return hashFacts([...identity, machineKeyOf(backend, machine)]);
}

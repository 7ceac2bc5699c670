import { readFileSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import type { DeviceMemory, Machine } from '../../base/plan/machine.js';
import type { BackendName } from '../../protocol/backend.js';
import type { EngineLog } from '../engineLog.js';
import type { RoutingRecorder } from '../routing/routingRecorder.js';
import { openLlama } from './llamaRuntime.js';

/** Measures what a model can be spread over on a backend, which is opened for it. */
export async function measureMachine(
  backend: BackendName,
  routing: Pick<RoutingRecorder, 'devices' | 'expertsObstacle'>,
  log: EngineLog,
): Promise<Machine> {
  const llama = await openLlama(backend, log);
  const obstacle = routing.expertsObstacle();
  return {
    devices: backend === 'cpu' ? [] : (routing.devices() ?? [await allDevices(llama)]),
    system: { totalBytes: os.totalmem(), freeBytes: process.availableMemory() },
    physicalCores: physicalCores(llama.cpuMathCores, os.cpus().length, isVirtualMachine()),
    ...(obstacle !== undefined && { expertsObstacle: obstacle }),
  };
}

/** Without the native addon the GPUs are known together only. */
async function allDevices(llama: Awaited<ReturnType<typeof openLlama>>): Promise<DeviceMemory> {
  const { total, free } = await llama.getVramState();
  const names = await llama.getGpuDeviceNames();
  return { name: names.join(' + ') || 'GPU', totalBytes: total, freeBytes: free };
}

/** Cores up to which a virtual machine is taken to own whole ones. */
const mostWholeCores = 3;

/**
 * @param mathCores cores without hyper-threads and efficiency cores, as llama.cpp counts them
 * @param logicalCores as the operating system counts them
 * @param isVirtual a virtual machine's cores are usually hyper-threads of the host, which hides that
 */
export function physicalCores(mathCores: number, logicalCores: number, isVirtual: boolean): number {
  const cores = Math.max(1, Math.min(mathCores, logicalCores));
  const hidesThreads = isVirtual && cores === logicalCores && cores > mostWholeCores;
  return hidesThreads ? Math.floor(cores / 2) : cores;
}

function isVirtualMachine(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return /^flags\s*:.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

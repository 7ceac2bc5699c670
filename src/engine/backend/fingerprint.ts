import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { hashFacts } from '../hashFacts.js';

const run = promisify(execFile);
const queryTimeoutMs = 5000;
const pciDevices = '/sys/bus/pci/devices';
/** PCI base class of display controllers. */
const displayClass = '0x03';

/**
 * Identifies what a backend's self-test depends on: the library's version, the GPUs and their driver. It changes when
 * any of them does; it says nothing else about the machine.
 */
export async function hardwareFingerprint(libraryVersion: string): Promise<string> {
  const facts = [libraryVersion, process.platform, process.arch, os.release()];
  facts.push(...(process.platform === 'linux' ? await linuxGpus() : await nvidiaQuery()));
  return hashFacts(facts);
}

async function linuxGpus(): Promise<string[]> {
  const facts: string[] = [];
  const driver = await readText('/proc/driver/nvidia/version');
  if (driver) facts.push(driver);
  const devices = await readdir(pciDevices).catch(() => []);
  for (const device of devices.sort()) {
    const directory = `${pciDevices}/${device}`;
    const deviceClass = await readText(`${directory}/class`);
    if (!deviceClass?.startsWith(displayClass)) continue;
    const vendor = await readText(`${directory}/vendor`);
    const model = await readText(`${directory}/device`);
    facts.push(`${vendor ?? ''}:${model ?? ''}`);
  }
  return facts;
}

async function nvidiaQuery(): Promise<string[]> {
  try {
    const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    const { stdout } = await run('nvidia-smi', query, { timeout: queryTimeoutMs });
    return [stdout];
  } catch {
    return [];
  }
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

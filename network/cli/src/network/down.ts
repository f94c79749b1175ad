import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findNetwork } from '../control/find-network';
import { networkLimits } from './limits';
import { processRecordFile, readNetworkState, removeNetworkState } from '../control/network-state';
import type { Terminal } from '../options/terminal';

/** Ends Fabric's programs whose network is gone without having ended them; true when there were some. */
async function endAbandoned(directory: string, terminal: Terminal): Promise<boolean> {
  const record = processRecordFile(directory);
  if (!existsSync(record)) return false;
  const { endRecordedProcesses, findRecordOwner } = await import('@kontti/fabric-runner/fabric');
  if (findRecordOwner(record) !== undefined) return false;
  const ended = await endRecordedProcesses(record);
  if (ended.length === 0) return false;
  await removeNetworkState(directory);
  terminal.result({
    text: `stopped: ${ended.join(', ')}, which an earlier run had left`,
    json: { event: 'stopped', directory, processes: ended },
  });
  return true;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Forgets a network whose process ended without saying so; true when there was one. */
async function forgetEnded(directory: string, terminal: Terminal): Promise<boolean> {
  const state = await readNetworkState(directory);
  if (state === undefined || isAlive(state.pid)) return false;
  await removeNetworkState(directory);
  terminal.result({
    text: `stopped: the network in ${directory}, whose process ${state.pid} had ended before`,
    json: { event: 'stopped', directory },
  });
  return true;
}

/** Stops the network of a folder, with the chaincode that it runs; its keys and certificates stay. */
export async function networkDown(options: { dir: string }, terminal: Terminal): Promise<void> {
  const directory = resolve(options.dir);
  if (await endAbandoned(directory, terminal)) return;
  if (await forgetEnded(directory, terminal)) return;
  const control = await findNetwork(directory);
  const isJoined = (await control.status()).engine === 'test-network';
  await control.shutdown();
  const attempts = Math.ceil(networkLimits.downTimeoutMs / networkLimits.downPollIntervalMs);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await readNetworkState(directory)) === undefined) {
      terminal.result({
        text: isJoined
          ? `left: the test network goes on, what ran for it here has ended`
          : `stopped: the network in ${directory}`,
        json: { event: 'stopped', directory },
      });
      return;
    }
    await delay(networkLimits.downPollIntervalMs);
  }
  throw new NetworkError({
    code: 'NETWORK_RUNNING',
    message: `The network in ${directory} was asked to stop and still runs: end its process by hand.`,
    details: { directory },
  });
}

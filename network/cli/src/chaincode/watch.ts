import { resolve } from 'node:path';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { watchOutput, type OutputWatcher } from '@kontti/fabric-admin/processes';
import type { ControlClient } from '../control/client';
import { findNetwork } from '../control/find-network';
import type { Terminal } from '../options/terminal';

export interface ChaincodeWatchOptions {
  readonly name: string;
  readonly dir: string;
}

/** Where the network runs the chaincode from. @throws NetworkError ARGUMENT_INVALID */
async function findPath(control: ControlClient, name: string): Promise<string> {
  const { chaincode } = await control.status();
  const path = chaincode.find((entry) => entry.name === name)?.path;
  if (path !== undefined) return path;
  throw new NetworkError({
    code: 'ARGUMENT_INVALID',
    message: `The network runs no chaincode ${name}: deploy it with --path first.`,
    details: { name },
  });
}

/** Chaincode that does not start is reported, and the next change tried; without a network there is nothing to wait for. */
async function reload(control: ControlClient, name: string, terminal: Terminal): Promise<void> {
  try {
    await control.ask({ method: 'POST', path: '/chaincode-processes/restart', body: { name } });
    terminal.result({ text: `reloaded: ${name}`, json: { event: 'reloaded', name } });
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'CHAINCODE_START_FAILED') throw error;
    const { message } = error;
    terminal.result({ text: `failed: ${message}`, json: { event: 'failed', name, message } });
  }
}

/**
 * Restarts the processes of a chaincode whenever its compiled output changes: same address, same package, same definition. Ends
 * with the network. @throws NetworkError NETWORK_ABSENT, ARGUMENT_INVALID, DIRECTORY_UNUSABLE
 */
export async function chaincodeWatch(options: ChaincodeWatchOptions, terminal: Terminal): Promise<void> {
  const { name, dir } = options;
  const control = await findNetwork(resolve(dir));
  const path = await findPath(control, name);
  let watcher: OutputWatcher | undefined;
  try {
    await new Promise<never>((_resolve, reject) => {
      let last = Promise.resolve();
      const onChange = (): void => {
        last = last.then(() => reload(control, name, terminal));
        last.catch(reject);
      };
      watchOutput({ path, clock: systemClock, onChange }).then((started) => {
        watcher = started;
        const { folder } = started;
        terminal.result({ text: `watching: ${folder}`, json: { event: 'watching', name, folder } });
      }, reject);
    });
  } finally {
    watcher?.close();
  }
}

import { status } from '@grpc/grpc-js';
import type { Orderer } from '../orderer/orderer';
import { type CallCuts, createCallCuts } from '../rpc/rpc-cuts';
import { RpcError } from '../rpc/rpc-error';
import type { ChannelCore } from './channel-core';
import type { InstalledPackages } from './installed-packages';
import type { Devnet } from './types';

/** All calls of a network: a revert ends each. */
export type NetworkCalls = CallCuts<'call'>;

export function createNetworkCalls(): NetworkCalls {
  return createCallCuts(() => 'call');
}

interface RevertingOptions {
  readonly core: ChannelCore;
  readonly orderer: Orderer;
  readonly calls: NetworkCalls;
  readonly packages: InstalledPackages;
}

/** What is not in the snapshot never was; a call that runs began in a past that is no more. */
async function revertNetwork(id: string, options: RevertingOptions): Promise<void> {
  const { core, orderer, calls, packages } = options;
  core.ledger.checkSnapshot(id);
  const message = `the network was reverted to snapshot ${id}`;
  const resume = orderer.suspend({ losesPending: true });
  const admit = calls.cut({ kinds: ['call'], error: () => new RpcError({ code: status.ABORTED, message }) });
  try {
    await orderer.settled();
    await core.ledger.revert(id);
    await packages.load(core.ledger);
    core.definitions.forget();
  } finally {
    admit();
    resume();
  }
}

/** What a running network offers of snapshots; reverts wait for one another. */
export function createSnapshots(
  options: RevertingOptions,
): Pick<Devnet, 'snapshot' | 'snapshots' | 'revert' | 'dropSnapshot'> {
  const { ledger } = options.core;
  let last: Promise<unknown> = Promise.resolve();
  return {
    snapshot: (name) => ledger.takeSnapshot(name),
    snapshots: () => ledger.snapshots(),
    revert: (id) => {
      const reverted = last.then(() => revertNetwork(id, options));
      last = reverted.catch(() => undefined);
      return reverted;
    },
    dropSnapshot: (id) => ledger.dropSnapshot(id),
  };
}

import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '@kontti/fabric-protocol/base';
import { connectLedger, type LedgerClient } from '../explorer/ledger-client';
import { createLifecycleClient, type LifecycleClient } from '../definitions/lifecycle-client';
import { connectPeer, type PeerConnection } from '../access/peer-connection';
import type { PeerTarget } from '../access/peer-target';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { doctorLimits } from './limits';

/** One of the company's peers that answers, in its admin's name. */
export interface OpenedPeer extends Disposable {
  readonly target: PeerTarget;
  readonly signer: Signer;
  readonly connection: PeerConnection;
  readonly lifecycle: LifecycleClient;
  readonly ledger: LedgerClient;
}

/** A reader of a peer's ledger whose requests bear the times of a clock. */
export function openLedger(options: {
  target: PeerTarget;
  signer: Signer;
  channelId: string;
  clock?: Pick<Clock, 'nowMs'>;
}): LedgerClient {
  const { callTimeoutMs } = doctorLimits;
  return connectLedger({
    clock: systemClock,
    ...options,
    callTimeoutMs,
    randomBytes: (length) => randomBytes(length),
  });
}

export function openPeer(options: {
  target: PeerTarget;
  signer: Signer;
  channelId: string;
  callTimeoutMs?: number | undefined;
}): OpenedPeer {
  const { target, signer, callTimeoutMs = doctorLimits.callTimeoutMs } = options;
  const shared = { target, signer, callTimeoutMs, clock: systemClock, randomBytes };
  const connection = connectPeer(shared);
  const lifecycle = createLifecycleClient(shared);
  const ledger = openLedger(options);
  return {
    ...{ target, signer, connection, lifecycle, ledger },
    [Symbol.dispose]: () => {
      connection.close();
      lifecycle.close();
      ledger.close();
    },
  };
}
